// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// How much a round is due, before what there is to pay it with. Amounts are base units below 2¹²⁸.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum EmissionRule: Sendable, Hashable, Codable {
  /// The same for every round.
  case fixed(perRound: UInt256)
  /// `initial` a round, half of it after every `rounds` rounds. After n rounds exactly
  /// ⌊the exact sum⌋ is due, so halving an odd number loses nothing. All rounds together are due
  /// 2 · initial · rounds less the last unit, which is never reached.
  case halving(initial: UInt256, rounds: UInt64)
  /// `initial` a round, multiplied by `factor` after every `rounds` rounds. The product of factors is
  /// kept in 128 binary digits, rounded down.
  case decay(initial: UInt256, factor: Ratio, rounds: UInt64)
  /// `initial` a round, halved when half of `limit` has been issued, again at three quarters, and so
  /// on: initial / 2^⌊log₂(limit / (limit − issued))⌋, by comparing integers (Bittensor,
  /// opentensor/subtensor). Nothing is due beyond the limit.
  case issuanceHalving(initial: UInt256, limit: UInt256)
  /// Inflation that aims at a stake ratio, for rounds of `milliseconds`.
  case targetStake(TargetStakeCurve, milliseconds: UInt64)
  /// What users paid: of every round's fees `burnPPM` are burned and the rest is due; on top
  /// `mintPPM` of the fees, at most `mintLimit` a round, are minted.
  case demand(burnPPM: UInt32, mintPPM: UInt32, mintLimit: UInt256)

  /// Refuses what cannot be counted.
  ///
  /// - Throws: ``RewardsError/emissionOutOfRange(_:value:)``.
  func check() throws(RewardsError) {
    let limit = UInt256(UInt128.max)
    func amount(_ name: String, _ value: UInt256) throws(RewardsError) {
      guard value <= limit else { throw .emissionOutOfRange(name, value: "\(value)") }
    }
    switch self {
    case .fixed(let perRound):
      try amount("emission per round", perRound)
    case .halving(let initial, let rounds):
      try amount("initial emission", initial)
      guard rounds > 0 else { throw .emissionOutOfRange("rounds", value: "0") }
    case .decay(let initial, let factor, let rounds):
      try amount("initial emission", initial)
      guard rounds > 0 else { throw .emissionOutOfRange("rounds", value: "0") }
      guard factor <= .one else {
        throw .emissionOutOfRange("decay factor", value: "\(factor)")
      }
    case .issuanceHalving(let initial, let most):
      try amount("initial emission", initial)
      try amount("limit of issuance", most)
    case .targetStake(_, let milliseconds):
      guard milliseconds > 0 else { throw .emissionOutOfRange("milliseconds", value: "0") }
    case .demand(let burn, let mint, let most):
      guard burn <= million else { throw .emissionOutOfRange("burn", value: "\(burn) ppm") }
      guard mint <= million else { throw .emissionOutOfRange("mint", value: "\(mint) ppm") }
      try amount("mint limit", most)
    }
  }
}
