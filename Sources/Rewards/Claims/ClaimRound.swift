// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What a ``ClaimBook`` remembers of a settled round.
public struct ClaimRound: Sendable, Hashable, Codable {
  /// The round.
  public let round: Round
  /// The one channel it is settled through.
  public let channel: ClaimChannel
  /// The root that claims are proved under, here or in a contract; zero where accounts are paid
  /// directly.
  public let root: Digest
  /// How many leaves the root has, or how many accounts are paid.
  public let count: UInt64
  /// Base units the round gives to its accounts.
  public let total: UInt256

  /// The channel as a ``RewardBook`` writes it down.
  public var settlement: SettlementChannel {
    switch channel {
    case .directPayment: .directPayment
    case .localClaims, .foreignRoot: .localClaims(root: root)
    case .uniswapExport, .eigenLayerExport: .evmExport(root: root)
    }
  }
}
