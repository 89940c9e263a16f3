// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// Where every unit of every budget went: `funded == treasury + burned + paid + carried`.
public struct RewardTotals: Sendable, Hashable, Codable {
  /// Base units of all budgets.
  public internal(set) var funded: UInt256 = .zero
  /// Base units that went to the treasury.
  public internal(set) var treasury: UInt256 = .zero
  /// Base units burned.
  public internal(set) var burned: UInt256 = .zero
  /// Base units paid to lines.
  public internal(set) var paid: UInt256 = .zero
  /// Base units the next round begins with.
  public internal(set) var carried: UInt256 = .zero

  /// The totals after one more round.
  func adding(_ round: SettledRound) throws(RewardsError) -> RewardTotals {
    var totals = self
    totals.funded = try sum(funded, round.budget)
    totals.treasury = try sum(treasury, round.treasury)
    totals.burned = try sum(burned, round.burned)
    totals.paid = try sum(paid, round.paid)
    totals.carried = round.carriedOut
    return totals
  }
}

extension RewardTotals: CustomStringConvertible {
  /// The amounts in one line.
  public var description: String {
    "\(funded) funded, \(treasury) to the treasury, \(burned) burned, \(paid) paid, "
      + "\(carried) carried"
  }
}
