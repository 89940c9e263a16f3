// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Testing
import TokenLedger

/// Expects exactly this error, and the token as it was.
func expectRefusal(
  _ error: LedgerError, of token: Token, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (inout Token) throws -> Void
) {
  var changed = token
  #expect(throws: error, sourceLocation: sourceLocation) { try body(&changed) }
  #expect(changed == token, "a throwing call changed the token", sourceLocation: sourceLocation)
  #expect(
    changed.events.count == token.events.count, "a throwing call told something",
    sourceLocation: sourceLocation)
}

/// What `operation` tells.
func events(
  of token: inout Token, _ operation: (inout Token) throws -> Void
) rethrows -> [TokenEvent] {
  let begin = token.events.count
  try operation(&token)
  return Array(token.events[begin...])
}

/// The calldata of a function.
func calldata(_ signature: String, _ arguments: [ABIValue]) throws -> [UInt8] {
  try ABIFunction(signature).encodeCall(arguments)
}

extension Token {
  /// Calls a function as a node does.
  mutating func call(
    _ signature: String, _ arguments: ABIValue..., from caller: Address
  ) throws -> CallResult {
    try call(data: calldata(signature, arguments), from: caller)
  }

  /// What a call of a function answers, a word; the token stays as it is.
  func ask(_ signature: String, _ arguments: ABIValue...) throws -> UInt256 {
    var copy = self
    let result = try copy.call(data: calldata(signature, arguments), from: .zero)
    try #require(result.succeeded, "\(signature): \(String(describing: result.error))")
    return try #require(UInt256(bigEndianBytes: result.output))
  }

  /// Why a call of a function is refused; the token stays as it is.
  func refusal(
    _ signature: String, _ arguments: ABIValue..., from caller: Address
  ) throws -> [UInt8] {
    var copy = self
    let result = try copy.call(data: calldata(signature, arguments), from: caller)
    #expect(!result.succeeded, "\(signature) was carried out")
    #expect(copy == self, "a refused call changed the token")
    return result.output
  }
}

/// Revert data of a text.
func reason(_ text: String) throws -> [UInt8] {
  try ABIError("Error(string)").encode([.string(text)])
}

/// Revert data of a custom error.
func custom(_ signature: String, _ arguments: ABIValue...) throws -> [UInt8] {
  try ABIError(signature).encode(arguments)
}

extension ABIValue {
  /// A role.
  static func role(_ role: Digest) -> ABIValue { .fixedBytes(role.bytes) }
}

/// A token with these features.
func token(
  _ dialect: Dialect = .openZeppelin5, _ change: (inout TokenFeatures) -> Void
) -> Token {
  var features = TokenFeatures()
  change(&features)
  return Token(
    configuration: TokenConfiguration(
      name: "TensorChain", symbol: "TNSR", decimals: 18, address: .derived(fromLabel: "token"),
      chainID: 31337, dialect: dialect, features: features))
}
