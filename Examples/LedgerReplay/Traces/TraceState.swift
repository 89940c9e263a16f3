// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives

/// The state a trace tells after a call: which fields there are depends on the contract.
///
/// Every field is asked of the replayed contract by a call of its own, as a node's user would.
struct TraceState: Decodable {
  /// A question to the contract and the word it must answer.
  struct Question {
    /// As `balanceOf(address)`.
    var signature: String
    var arguments: [UInt256]
    var answer: UInt256
    /// Whether the asset is asked instead of the token or vault.
    var asksAsset = false
  }

  var questions: [Question] = []

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private struct Allowance: Decodable {
    var owner: Address
    var spender: Address
    var value: TraceInteger
  }

  /// The fields that hold one word, and the function that answers it.
  private static let words: [String: (signature: String, asksAsset: Bool)] = [
    "totalSupply": ("totalSupply()", false), "owner": ("owner()", false),
    "paused": ("paused()", false), "totalAssets": ("totalAssets()", false),
    "totalShares": ("totalSupply()", false), "assetSupply": ("totalSupply()", true),
  ]

  /// The fields that hold a word for each account.
  private static let accounts: [String: (signature: String, asksAsset: Bool)] = [
    "balances": ("balanceOf(address)", false), "nonces": ("nonces(address)", false),
    "minters": ("is_minter(address)", false), "blacklisted": ("isBlacklisted(address)", false),
    "minterAllowance": ("minterAllowance(address)", false),
    "votes": ("getVotes(address)", false), "delegates": ("delegates(address)", false),
    "numCheckpoints": ("numCheckpoints(address)", false),
    "assets": ("balanceOf(address)", true), "shares": ("balanceOf(address)", false),
  ]

  /// The fields that list allowances.
  private static let allowances = [
    "allowances": false, "shareAllowances": false, "assetAllowances": true,
  ]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for key in container.allKeys {
      let name = key.stringValue
      if let (signature, asksAsset) = Self.words[name] {
        let answer = try container.decode(TraceWord.self, forKey: key).value
        questions.append(
          Question(signature: signature, arguments: [], answer: answer, asksAsset: asksAsset))
      } else if let (signature, asksAsset) = Self.accounts[name] {
        for (account, word) in try container.decode([String: TraceWord].self, forKey: key) {
          questions.append(
            Question(
              signature: signature, arguments: [try Address(parsing: account).traceWord],
              answer: word.value, asksAsset: asksAsset))
        }
      } else if let asksAsset = Self.allowances[name] {
        for entry in try container.decode([Allowance].self, forKey: key) {
          questions.append(
            Question(
              signature: "allowance(address,address)",
              arguments: [entry.owner.traceWord, entry.spender.traceWord],
              answer: entry.value.value, asksAsset: asksAsset))
        }
      } else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "The state \(name) is not known here.")
      }
    }
  }
}

/// A word of a state: an integer, an address or a truth value.
struct TraceWord: Decodable {
  let value: UInt256

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let truth = try? container.decode(Bool.self) {
      value = truth ? 1 : 0
    } else {
      value = try container.decode(TraceInteger.self).value
    }
  }
}

extension Address {
  /// The address as an argument of the Ethereum ABI.
  var traceWord: UInt256 {
    UInt256(bigEndianBytes: [UInt8](repeating: 0, count: 12) + bytes) ?? .zero
  }
}
