// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import LedgerPrimitives
import Rewards

/// What a round lets each account claim: the tree whose root is published.
///
/// Amounts are cumulative over the rounds of a claim book; without an earlier book they are those of
/// this round.
struct RoundClaims {
  /// What each account gets of this round, ascending by account.
  let payments: [RewardPayment]
  /// The tree of cumulative amounts.
  let tree: ClaimTree
  /// The book with this round, which the next one goes on from.
  let book: ClaimBook

  /// Settles a round by claims, after those of an earlier book.
  init(_ receipt: RewardReceipt, after earlier: ClaimBook?) throws {
    payments = try receipt.distribution.payments()
    var book = earlier ?? ClaimBook(domain: receipt.context.network)
    guard book.domain == receipt.context.network else {
      throw ClaimError.anotherNetwork(receipt.context.network, expected: book.domain)
    }
    tree = try book.settleByClaims(
      receipt.context.round, payments.map { Claim(account: $0.account, amount: $0.amount) },
      threads: max(1, ProcessInfo.processInfo.activeProcessorCount))
    self.book = book
  }

  /// One proof a line, as `ClaimProof` is in JSON.
  func proofs(progress: (Int) -> Void) throws -> [UInt8] {
    var text = ByteText(expecting: tree.claims.count * 1_800)
    for (number, claim) in tree.claims.enumerated() {
      let proof = try tree.proof(for: claim.account)
      text.append("{\"domain\":\"")
      text.append(proof.domain.description)
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
        text.append(place == 0 ? "\"" : ",\"")
        text.append(sibling.description)
        text.append("\"")
      }
      text.append("]}\n")
      if (number + 1).isMultiple(of: 100_000) { progress(number + 1) }
    }
    return text.bytes
  }
}
