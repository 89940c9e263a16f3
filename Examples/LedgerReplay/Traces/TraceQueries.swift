// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives

/// Questions a line of a trace asks of the contract besides its state, with the answers or reverts.
struct TraceQueries: Decodable {
  /// A question, and the bytes that must come back.
  struct Question {
    var signature: String
    var arguments: [UInt256]
    var answer: [UInt8]
    var reverts: Bool
  }

  /// Begins a question; the arguments are taken from the other fields.
  private struct Answer: Decodable {
    var bytes: [UInt8]
    var reverts: Bool

    private struct Refusal: Decodable {
      var revert: Data

      struct Data: Decodable {
        var data: TraceBytes
      }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let refusal = try? container.decode(Refusal.self) {
        bytes = refusal.revert.data.bytes
        reverts = true
      } else {
        bytes = try container.decode(TraceInteger.self).value.bigEndianBytes
        reverts = false
      }
    }
  }

  /// The fields that are questions: function, and the fields that are its arguments.
  private static let functions: [String: (signature: String, arguments: [String])] = [
    "balanceOfAt": ("balanceOfAt(address,uint256)", ["account", "id"]),
    "totalSupplyAt": ("totalSupplyAt(uint256)", ["id"]),
    "getPastVotes": ("getPastVotes(address,uint256)", ["account", "block"]),
    "getPastTotalSupply": ("getPastTotalSupply(uint256)", ["block"]),
    "maxFlashLoan": ("maxFlashLoan(address)", ["token"]),
    "flashFee": ("flashFee(address,uint256)", ["token", "amount"]),
    "convertToShares": ("convertToShares(uint256)", ["x"]),
    "convertToAssets": ("convertToAssets(uint256)", ["x"]),
    "previewDeposit": ("previewDeposit(uint256)", ["x"]),
    "previewMint": ("previewMint(uint256)", ["x"]),
    "previewWithdraw": ("previewWithdraw(uint256)", ["x"]),
    "previewRedeem": ("previewRedeem(uint256)", ["x"]),
    "maxDeposit": ("maxDeposit(address)", ["owner"]),
    "maxMint": ("maxMint(address)", ["owner"]),
    "maxWithdraw": ("maxWithdraw(address)", ["owner"]),
    "maxRedeem": ("maxRedeem(address)", ["owner"]),
  ]

  private static let arguments: Set = ["id", "account", "block", "x", "owner"]

  private var answers: [String: Answer] = [:]
  private var given: [String: UInt256] = [:]

  init(from decoder: any Decoder) throws {
    for (name, answer) in try decoder.singleValueContainer().decode([String: Answer].self) {
      if Self.functions[name] != nil {
        answers[name] = answer
      } else if Self.arguments.contains(name) {
        given[name] = UInt256(bigEndianBytes: answer.bytes)
      } else {
        throw DecodingError.dataCorrupted(
          DecodingError.Context(
            codingPath: decoder.codingPath,
            debugDescription: "The query \(name) is not known here."))
      }
    }
  }

  /// The questions; arguments that the line does not name are taken from `defaults`.
  func questions(defaults: [String: UInt256]) -> [Question] {
    answers.compactMap { name, answer in
      Self.functions[name].map { function in
        Question(
          signature: function.signature,
          arguments: function.arguments.map { given[$0] ?? defaults[$0] ?? .zero },
          answer: answer.bytes, reverts: answer.reverts)
      }
    }
  }
}
