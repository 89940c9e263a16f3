// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import HostingEconomics

/// What a round came to. Token amounts are base units, exact.
public struct RoundRow: Sendable, Hashable {
  /// The round, from 0.
  public let round: Int
  /// Providers with a stake at its end, by kind.
  public let providersByKind: [Int]
  /// How many came.
  public let joined: Int
  /// How many left.
  public let left: Int
  /// What counted as stake.
  public let stake: UInt256
  /// What a whole token was worth.
  public let tokenPrice: USD
  /// What an hour of the reference GPU cost buyers.
  public let computePrice: Double
  /// The share of the capacity that was bought.
  public let utilisation: Double
  /// What buyers wanted to spend.
  public let demand: USD
  /// What they paid.
  public let fees: USD
  /// What all providers cost.
  public let cost: USD
  /// What was minted.
  public let minted: UInt256
  /// What was burned.
  public let burned: UInt256
  /// The supply at the end.
  public let supply: UInt256
  /// What the treasury holds at the end.
  public let treasury: UInt256
  /// What a staked token returns in a year at this round's pace, from minted rewards.
  public let annualReturn: Double
  /// (mint − burn)/supply at this round's pace over a year.
  public let inflation: Double
  /// Reward and fees at the token's price less what providers cost, in dollars.
  public let surplus: Double

  /// All providers with a stake.
  public var providers: Int { providersByKind.reduce(0, +) }
}
