// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// A refusal of one of the two tokens of a vault, or of the vault itself.
struct VaultRefusal: Error {
  /// Whose words a refusal is told in, and who told an event.
  enum Side {
    case vault
    case asset
  }

  let error: LedgerError
  let side: Side
  /// What was asked for when it refused.
  let action: TokenAction
}

/// The vault and its asset while an operation changes both, and in which order they told what they
/// did. Both are copies, so an operation that fails is undone by forgetting them.
struct VaultSteps {
  private(set) var vault: Vault
  private(set) var asset: Token
  private var told: [(side: VaultRefusal.Side, events: Range<Int>)] = []

  init(_ vault: Vault, _ asset: Token) {
    self.vault = vault
    self.asset = asset
  }

  /// Moves assets.
  mutating func moveAssets(
    _ step: (inout Token) throws(LedgerError) -> Void
  ) throws(VaultRefusal) {
    let begin = asset.events.count
    do throws(LedgerError) {
      try step(&asset)
    } catch {
      throw VaultRefusal(error: error, side: .asset, action: .transfer)
    }
    told.append((.asset, begin..<asset.events.count))
  }

  /// Moves, mints or burns shares.
  mutating func changeShares(
    _ action: TokenAction, _ step: (inout Token) throws(LedgerError) -> Void
  ) throws(VaultRefusal) {
    let begin = vault.shares.events.count
    do throws(LedgerError) {
      try step(&vault.shares)
    } catch {
      throw VaultRefusal(error: error, side: .vault, action: action)
    }
    told.append((.vault, begin..<vault.shares.events.count))
  }

  /// Tells what the vault did.
  mutating func tell(_ event: TokenEvent) {
    let begin = vault.shares.events.count
    vault.shares.storage.append(event)
    told.append((.vault, begin..<begin + 1))
  }

  /// Asks the vault about itself and its asset.
  func ask<Answer>(
    _ question: (Vault, Token) throws(LedgerError) -> Answer
  ) throws(VaultRefusal) -> Answer {
    do throws(LedgerError) {
      return try question(vault, asset)
    } catch {
      throw VaultRefusal(error: error, side: .vault, action: .vault)
    }
  }

  /// What both told, in order.
  var logs: [TokenLog] {
    told.flatMap { side, events in
      let token = side == .vault ? vault.shares : asset
      let configuration = token.configuration
      return token.events[events].map {
        $0.log(of: configuration.address, in: configuration.dialect)
      }
    }
  }
}
