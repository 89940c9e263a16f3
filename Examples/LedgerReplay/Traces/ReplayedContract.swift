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

  /// Goes on to the block of the next call.
  mutating func advance(to block: Block) throws {
    if var vault = vault.take() {
      defer { self.vault = vault }
      try vault.advance(to: block, asset: &token)
    } else {
      try token.advance(to: block)
    }
  }

  /// Whether nothing happened between the two: the same state, and no event more.
  func isUnchanged(since before: ReplayedContract) -> Bool {
    token == before.token && vault == before.vault
      && token.events.count == before.token.events.count
      && vault?.shares.events.count == before.vault?.shares.events.count
  }

  /// Sends calldata as a node would.
  mutating func call(
    _ data: [UInt8], from caller: Address, target: String?
  ) throws -> CallResult {
    if target != "asset", var vault = vault.take() {
      defer { self.vault = vault }
      return try vault.call(
        data: data, from: caller, asset: &token, environment: environment)
    }
    return try token.call(data: data, from: caller, environment: environment)
  }

  /// Asks without changing anything.
  func ask(_ signature: String, _ arguments: [UInt256], ofAsset: Bool) throws -> CallResult {
    let data =
      Keccak256.hash(signature.utf8).bytes.prefix(4) + arguments.flatMap(\.bigEndianBytes)
    var copy = self
    return try copy.call(Array(data), from: .zero, target: ofAsset ? "asset" : nil)
  }

  /// Checks the books.
  func checkInvariants() throws {
    try token.checkInvariants()
    try vault?.checkInvariants(asset: token)
  }
}
