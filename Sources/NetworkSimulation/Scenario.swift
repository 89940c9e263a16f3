// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import HostingEconomics
import Rewards

/// A network to be simulated: who may provide, what is demanded, what is minted, burned and taken.
public struct Scenario: Sendable, Hashable {
  /// The kinds of providers.
  public var kinds: [ProviderKind]
  /// How many candidates there are in all: the most that can ever provide.
  public var candidates: Int
  /// The share of the candidates that provides from the beginning.
  public var initialShare: Double
  /// How many rounds.
  public var rounds: Int
  /// How long a round is.
  public var roundLength: Hours
  /// The demand for compute.
  public var demand: DemandPath
  /// What the token is worth.
  public var price: PricePath
  /// The most buyers pay for an hour of the reference GPU: what it rents for elsewhere.
  public var ceiling: USDPerHour
  /// The least providers take for it: below it they rather stand idle.
  public var floor: USDPerHour
  /// The budget of each round.
  public var emission: EmissionSchedule
  /// α, the ceiling of what a staked token earns per round.
  public var alpha: Ratio
  /// η that is paid; given, not measured.
  public var eta: Ratio
  /// What of the budget goes to the treasury, in parts per million.
  public var treasuryPPM: UInt32
  /// What of the fees is burned, in parts per million.
  public var burnPPM: UInt32
  /// What of the fees goes to the treasury, in parts per million.
  public var takePPM: UInt32
  /// Whole tokens in the market before the first round.
  public var initialSupply: UInt64
  /// What a locked stake has to return per year.
  public var requiredReturn: Double
  /// How many rounds in a row a provider loses before it leaves.
  public var patience: Int
  /// The share of those outside that think about joining in a round.
  public var attention: Double
  /// How far providers' costs are apart: the standard deviation of their logarithm.
  public var costSpread: Double
  /// How many rounds stake takes to leave.
  public var unbondingRounds: UInt64
  /// How often providers claim what they earned, in rounds.
  public var claimInterval: Int
  /// Whether a `RewardBook` seals a receipt of each round; the amounts are the same without.
  public var sealsReceipts: Bool
  /// The seed of everything that happens by chance.
  public var seed: UInt64

  /// Creates a scenario; ``validate()`` checks it.
  public init(
    kinds: [ProviderKind], candidates: Int, initialShare: Double = 0.2, rounds: Int,
    roundLength: Hours = Hours(24), demand: DemandPath, price: PricePath, ceiling: USDPerHour,
    floor: USDPerHour, emission: EmissionSchedule, alpha: Ratio, eta: Ratio = .one,
    treasuryPPM: UInt32 = 50_000, burnPPM: UInt32 = 0, takePPM: UInt32 = 50_000,
    initialSupply: UInt64, requiredReturn: Double = 0.08, patience: Int = 7,
    attention: Double = 0.02, costSpread: Double = 0.15, unbondingRounds: UInt64 = 14,
    claimInterval: Int = 30, sealsReceipts: Bool = false, seed: UInt64 = 1
  ) {
    self.kinds = kinds
    self.candidates = candidates
    self.initialShare = initialShare
    self.rounds = rounds
    self.roundLength = roundLength
    self.demand = demand
    self.price = price
    self.ceiling = ceiling
    self.floor = floor
    self.emission = emission
    self.alpha = alpha
    self.eta = eta
    self.treasuryPPM = treasuryPPM
    self.burnPPM = burnPPM
    self.takePPM = takePPM
    self.initialSupply = initialSupply
    self.requiredReturn = requiredReturn
    self.patience = patience
    self.attention = attention
    self.costSpread = costSpread
    self.unbondingRounds = unbondingRounds
    self.claimInterval = claimInterval
    self.sealsReceipts = sealsReceipts
    self.seed = seed
  }

  /// Checks that the scenario can be played.
  ///
  /// - Throws: ``SimulationError/scenario(_:)``.
  public func validate() throws(SimulationError) {
    func require(_ name: String, _ value: Double, _ range: ClosedRange<Double>)
      throws(SimulationError)
    {
      guard value.isFinite, range.contains(value) else {
        throw .scenario(
          "\(name) is \(value), not from \(range.lowerBound) to \(range.upperBound).")
      }
    }
    guard !kinds.isEmpty, kinds.count <= 100 else {
      throw .scenario("\(kinds.count) kinds of providers are none, or more than 100.")
    }
    for kind in kinds {
      try require("The weight of \(kind.name)", kind.weight, 0...1e6)
      try require("The capacity of \(kind.name)", Double(kind.capacity), 1...1e9)
      try require("The stake of \(kind.name)", Double(kind.stake), 1...1e12)
      do throws(EconomicsError) {
        try kind.cost.validate()
      } catch {
        throw .scenario("\(kind.name): \(error)")
      }
    }
    try require("The weight of all kinds", kinds.map(\.weight).reduce(0, +), 1e-9...1e9)
    try require("The number of candidates", Double(candidates), 1...1_000_000)
    try require("The initial share", initialShare, 0...1)
    try require("The number of rounds", Double(rounds), 1...100_000)
    try require("The round in hours", roundLength.value, 0.001...8760)
    try demand.check()
    try require("The first price", price.start.double, 1e-12...1e12)
    try require("The drift of the price", price.drift, -10...10)
    try require("The volatility of the price", price.volatility, 0...10)
    try require("The pressure on the price", price.pressure, 0...1000)
    try require("The floor of the compute price", floor.perUnit.double, 0...1e6)
    try require(
      "The ceiling of the compute price", ceiling.perUnit.double,
      max(1e-9, floor.perUnit.double)...1e6)
    try require("The treasury's share in ppm", Double(treasuryPPM), 0...1e6)
    try require("The burned and taken share in ppm", Double(burnPPM) + Double(takePPM), 0...1e6)
    try require("The initial supply", Double(initialSupply), 1...1e15)
    try require("The required return", requiredReturn, 0...10)
    try require("The patience in rounds", Double(patience), 1...100_000)
    try require("The attention", attention, 0...1)
    try require("The spread of costs", costSpread, 0...2)
    try require("The unbonding in rounds", Double(unbondingRounds), 1...100_000)
    try require("The claim interval in rounds", Double(claimInterval), 1...100_000)
    do {
      _ = try rewardPolicy()
      _ = try EfficiencyFactor(given: eta)
    } catch {
      throw .scenario("\(error)")
    }
  }

  /// What the budget is paid by; the range lets the given η through as it is.
  func rewardPolicy() throws(RewardsError) -> RewardPolicy {
    try RewardPolicy(
      alpha: alpha, etaRange: eta...eta, treasuryPPM: treasuryPPM, unspent: .burn)
  }
}
