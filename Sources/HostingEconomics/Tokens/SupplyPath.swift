// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// Mint and burn along a path of demand: supply(t+1) = supply(t) + mint(t) − burn(t), exact.
///
/// What is minted follows the schedule and never what was burned: a mint that answers a burn is
/// circular, as Render's RNP-001 warns.
public struct SupplyPath: Sendable, Hashable {
  /// One round of the path.
  public struct Step: Sendable, Hashable {
    /// The round, from 0.
    public let round: UInt64
    /// Dollars of demand.
    public let demand: USD
    /// Base units minted.
    public let minted: UInt256
    /// Base units burned; at most what there is.
    public let burned: UInt256
    /// Base units after both.
    public let supply: UInt256
  }

  /// What is minted.
  public var schedule: EmissionSchedule
  /// The share of demand that is burned, in parts per million.
  public var burnPPM: UInt32
  /// The supply before the first round.
  public var initialSupply: UInt256

  /// Creates a path.
  public init(schedule: EmissionSchedule, burnPPM: UInt32, initialSupply: UInt256) {
    self.schedule = schedule
    self.burnPPM = burnPPM
    self.initialSupply = initialSupply
  }

  /// The path under a demand and a price for each round.
  ///
  /// - Throws: ``EconomicsError/countsDiffer(_:found:expected:)`` where the two are not as many, and
  ///   what the schedule and the arithmetic throw.
  /// - Complexity: O(n) in the number of rounds, times what the schedule takes.
  public func steps(demand: [USD], prices: [USD]) throws(EconomicsError) -> [Step] {
    guard demand.count == prices.count else {
      throw .countsDiffer("prices of a demand path", found: prices.count, expected: demand.count)
    }
    try require("the burned share of demand in ppm", Double(burnPPM), in: 0...1e6)
    var supply = initialSupply
    // What was ever made, whatever was burned of it since.
    var issued = initialSupply
    var steps: [Step] = []
    steps.reserveCapacity(demand.count)
    for (index, dollars) in demand.enumerated() {
      let round = UInt64(index)
      let minted = try schedule.budgetFloor(round: round, issued: issued)
      let (before, made) = (supply, issued)
      issued = try exact { () throws(ArithmeticError) in try made.adding(minted) }
      let grown = try exact { () throws(ArithmeticError) in try before.adding(minted) }
      let burned = min(
        grown,
        try TokenUnits.boughtFloor(for: dollars.share(partsPerMillion: burnPPM), at: prices[index]))
      supply = grown - burned
      steps.append(
        Step(round: round, demand: dollars, minted: minted, burned: burned, supply: supply))
    }
    return steps
  }
}
