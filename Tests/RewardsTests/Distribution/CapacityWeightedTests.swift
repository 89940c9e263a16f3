// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards
import Testing

@Suite struct CapacityWeightedTests {
  private func line(
    _ gpu: String, _ stake: UInt256, capacity: UInt64, model: ModelID = Fixture.mnist,
    lane: Lane = .training, sharePPM: UInt32 = 1_000_000, boostPPM: UInt32 = 1_000_000,
    scorePPM: UInt32 = 1_000_000
  ) throws -> RewardLineInput {
    RewardLineInput(
      gpu: try GPUID(gpu), owner: .derived(fromLabel: gpu), model: model, lane: lane,
      stake: stake, sharePPM: sharePPM, eta: .noBase, capacity: capacity, boostPPM: boostPPM,
      scorePPM: scorePPM)
  }

  private func policy(
    kappa: UInt256 = 10, lanes: LaneWeights = .neutral
  ) throws -> RewardPolicy {
    try RewardPolicy(
      alpha: .one, basis: .capacityWeighted(kappa: kappa), laneWeights: lanes)
  }

  @Test func stakeCountsUpToWhatTheCapacityCovers() throws {
    // κ · C: 100, 100 and 500; stakes of 100, 1000 and 50.
    let lines = [
      try line("a", 100, capacity: 10), try line("b", 1_000, capacity: 10),
      try line("c", 50, capacity: 50),
    ]
    let paid = try Distribution.distribute(budget: 1_000, policy: policy(), lines: lines)
    #expect(paid.lines.map(\.effectiveStake) == [100, 100, 50])
    #expect(paid.amounts == [100, 100, 50], "ten times the capital earns nothing more")
    #expect(paid.alphaEffective == .one)
    try paid.checkInvariants()
  }

  @Test func withEnoughStakePayIsInProportionToCapacity() throws {
    let lines = try [("a", 8), ("b", 4), ("c", 1)].map { name, units in
      try line(name, 1_000_000, capacity: units)
    }
    let paid = try Distribution.distribute(
      budget: 1_300, policy: policy(kappa: 1_000), lines: lines)
    #expect(paid.amounts == [800, 400, 100])
  }

  @Test func boostAndScoreMultiplyTheStakeThatCounts() throws {
    let lines = [
      try line("a", 100, capacity: 10, boostPPM: 2_500_000),
      try line("b", 100, capacity: 10, scorePPM: 500_000),
      try line("c", 3, capacity: 10, boostPPM: 1_500_000, scorePPM: 900_000),
    ]
    let paid = try Distribution.distribute(budget: 10_000, policy: policy(), lines: lines)
    #expect(paid.lines.map(\.effectiveStake) == [250, 50, 4], "3 · 1.5 · 0.9 = 4.05, rounded down")
    #expect(paid.amounts == [250, 50, 4])
  }

  @Test func lanesAndGaugesWeighLines() throws {
    let lines = [
      try line("a", 100, capacity: 10, sharePPM: 500_000),
      try line("a", 100, capacity: 10, lane: .hosting, sharePPM: 500_000),
      try line("b", 100, capacity: 10, model: Fixture.other),
    ]
    let policy = try policy(lanes: LaneWeights(trainingPPM: 800_000, hostingPPM: 200_000))
    let gauges = try GaugeWeights([.init(model: Fixture.other, ppm: 2_000_000)])
    let paid = try Distribution.distribute(
      budget: 210, policy: policy, gauges: gauges, lines: lines)
    // 50 · 0.8, 50 · 0.2 and 100 · 0.8 · 2 of 210.
    #expect(paid.amounts == [40, 10, 160])
    let models = try paid.models()
    #expect(models.map(\.model) == [Fixture.mnist, Fixture.other])
    #expect(models.map(\.training) == [40, 160])
    #expect(models.map(\.hosting) == [10, 0])
    #expect(models.map(\.paid).reduce(0, +) == paid.payable)
    #expect(paid.gauges == gauges)
  }

  @Test func theWhitepaperLooksAtNothingButStakeEtaAndShare() throws {
    let plain = try ["a", "b"].map { try line($0, 100, capacity: 0) }
    let rich = [
      try line("a", 100, capacity: 7, boostPPM: 9_000_000, scorePPM: 1),
      try line("b", 100, capacity: 1),
    ]
    let policy = try RewardPolicy(alpha: .one)
    let paid = try Distribution.distribute(budget: 50, policy: policy, lines: rich)
    #expect(
      paid.amounts
        == (try Distribution.distribute(budget: 50, policy: policy, lines: plain)).amounts)
    #expect(policy.basis.ignoredInputs == [.capacity, .boost, .score], "and it says so")
    #expect(try self.policy().basis.ignoredInputs == [])
  }

  @Test func weightsUnderTheWhitepaperAreRefused() throws {
    let lanes = LaneWeights(trainingPPM: 1_000_000, hostingPPM: 999_999)
    #expect(throws: RewardsError.whitepaperTakesNoWeights) {
      try RewardPolicy(alpha: .one, laneWeights: lanes)
    }
    #expect(throws: RewardsError.whitepaperTakesNoWeights) {
      try Distribution.distribute(
        budget: 1, policy: Fixture.onePercent,
        gauges: GaugeWeights([.init(model: Fixture.other, ppm: 0)]), lines: [])
    }
  }

  @Test func rulesBeyondRangeAreRefusedByName() throws {
    for kappa in [0, UInt256(1) << 128] {
      #expect(throws: RewardsError.kappaOutOfRange(kappa)) { try policy(kappa: kappa) }
    }
    let lanes = LaneWeights(trainingPPM: 1_000_001, hostingPPM: 0)
    #expect(throws: RewardsError.laneWeightsOutOfRange(lanes)) { try policy(lanes: lanes) }
    #expect(throws: RewardsError.capAboveOne(.owner, ppm: 1_000_001)) {
      try RewardPolicy(
        alpha: .one, caps: RewardCaps(owner: .partsPerMillion(1_000_001)))
    }
    let entry = GaugeWeights.Entry(model: Fixture.other, ppm: 1)
    #expect(throws: RewardsError.duplicateGauge(model: Fixture.other)) {
      try GaugeWeights([entry, entry])
    }
    #expect(
      throws: RewardsError.gaugeBeyondRange(model: Fixture.other, ppm: 1_000_000_001)
    ) { try GaugeWeights([.init(model: Fixture.other, ppm: 1_000_000_001)]) }
    #expect(throws: RewardsError.gaugeBeyondRange(model: nil, ppm: .max)) {
      try GaugeWeights([], otherwisePPM: .max)
    }
  }

  @Test func linesBeyondRangeAreRefusedByName() throws {
    let gpu = try GPUID("a")
    #expect(throws: RewardsError.scoreAboveOne(gpu: gpu, scorePPM: 1_000_001)) {
      try Distribution.distribute(
        budget: 1, policy: policy(), lines: [line("a", 1, capacity: 1, scorePPM: 1_000_001)])
    }
    let most = UInt256(UInt128.max)
    #expect(throws: RewardsError.stakeBeyondRange(gpu: gpu, stake: most)) {
      try Distribution.distribute(
        budget: 1, policy: policy(kappa: most),
        lines: [line("a", most, capacity: .max, boostPPM: 1_000_001)])
    }
    #expect(throws: RewardsError.contradictoryLines(gpu: gpu)) {
      try Distribution.distribute(
        budget: 1, policy: policy(),
        lines: [
          line("a", 1, capacity: 1, sharePPM: 1),
          line("a", 1, capacity: 2, model: Fixture.other, sharePPM: 1),
        ])
    }
  }

  @Test func theLargestWeightsThereAreDoNotTrap() throws {
    let most = UInt256(UInt128.max)
    let policy = try RewardPolicy(
      alpha: RewardPolicy.largestFactor, etaRange: Ratio.one...RewardPolicy.largestFactor,
      basis: .capacityWeighted(kappa: most))
    let lines = try (0..<3).map {
      RewardLineInput(
        gpu: try GPUID("g\($0)"), owner: .derived(fromLabel: "o"), model: Fixture.mnist,
        lane: .training, stake: most, sharePPM: 1_000_000,
        eta: try EfficiencyFactor(given: RewardPolicy.largestFactor), capacity: .max)
    }
    let gauges = try GaugeWeights([], otherwisePPM: GaugeWeights.limitPPM)
    let paid = try Distribution.distribute(
      budget: 10, policy: policy, gauges: gauges, lines: lines)
    #expect(paid.amounts == [4, 3, 3])
    #expect(throws: RewardsError.self, "W beyond 256 bits is refused") {
      try Distribution.distribute(
        budget: 10, policy: policy, gauges: gauges,
        lines: (0..<1_000).map { number in
          RewardLineInput(
            gpu: try GPUID("g\(number)"), owner: lines[0].owner, model: Fixture.mnist,
            lane: .training, stake: most, sharePPM: 1_000_000, eta: lines[0].eta, capacity: .max)
        })
    }
  }
}
