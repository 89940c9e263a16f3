// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TokenLedger

/// The contract a trace calls.
struct ReplayedContract {
  /// The token, or a vault's asset.
  var token: Token
  /// The vault, where it is one.
  var vault: Vault?
  var environment: CallEnvironment

  /// Sends calldata as a node would.
  mutating func call(
    _ data: [UInt8], from caller: Address, at block: Block?, target: String?
  ) throws -> CallResult {
    if target != "asset", var vault = vault.take() {
      defer { self.vault = vault }
      return try vault.call(
        data: data, from: caller, at: block, asset: &token, environment: environment)
    }
    return try token.call(data: data, from: caller, at: block, environment: environment)
  }

  /// Asks without changing anything.
  func ask(_ signature: String, _ arguments: [UInt256], ofAsset: Bool) throws -> CallResult {
    let data =
      Keccak256.hash(signature.utf8).bytes.prefix(4) + arguments.flatMap(\.bigEndianBytes)
    var copy = self
    return try copy.call(Array(data), from: .zero, at: nil, target: ofAsset ? "asset" : nil)
  }

  /// Checks the books.
  func checkInvariants() throws {
    try token.checkInvariants()
    try vault?.checkInvariants(asset: token)
  }
}
