// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import LedgerPrimitives
import Rewards

/// What a round lets each account claim: the tree whose root is published.
///
/// Amounts are cumulative over the rounds of a claim book; without an earlier book they are those of
/// this round.
struct RoundClaims: Sendable {
  /// What each account gets of this round, ascending by account.
  let payments: [RewardPayment]
  /// The tree of cumulative amounts.
  let tree: ClaimTree
  /// The book with this round, which the next one goes on from.
  let book: ClaimBook

  /// Settles a round by claims, after those of an earlier book.
  init(_ receipt: RewardReceipt, after earlier: ClaimBook?, threads: Int) throws {
    payments = try receipt.distribution.payments()
    var book = earlier ?? ClaimBook(domain: receipt.context.network)
    guard book.domain == receipt.context.network else {
      throw ClaimError.anotherNetwork(receipt.context.network, expected: book.domain)
    }
    tree = try book.settleByClaims(
      receipt.context.round, payments.map { Claim(account: $0.account, amount: $0.amount) },
      threads: threads)
    self.book = book
  }

  /// How many proofs go into a part of their file.
  static let proofsInPart = 2_048

  /// In how many parts the proofs go into a file.
  var proofParts: Int { (tree.claims.count + Self.proofsInPart - 1) / Self.proofsInPart }

  /// A part of the proofs, one a line, each as `ClaimProof` is in JSON.
  func proofs(part: Int) throws -> [UInt8] {
    let places =
      part * Self.proofsInPart..<min((part + 1) * Self.proofsInPart, tree.claims.count)
    var text = ByteText(expecting: places.count * 1_800)
    let domain = tree.root.domain.description
    for place in places {
      let claim = tree.claims[place]
      let proof = try tree.proof(for: claim.account)
      text.append("{\"domain\":\"")
      text.append(domain)
      text.append("\",\"round\":")
      text.append(proof.round.number)
      text.append(",\"account\":\"")
      text.append(claim.account.description)
      text.append("\",\"cumulative\":\"")
      text.append(claim.amount)
      text.append("\",\"index\":")
      text.append(proof.path.index)
      text.append(",\"leafCount\":")
      text.append(proof.path.leafCount)
      text.append(",\"siblings\":[")
      for (place, sibling) in proof.path.siblings.enumerated() {
        text.append(place == 0 ? "\"0x" : ",\"0x")
        text.append(hex: sibling)
        text.append("\"")
      }
      text.append("]}\n")
    }
    return text.bytes
  }
}
