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

/// The whitepaper's words and the worked numbers of its rulings.
@Suite struct WhitepaperTests {
  @Test func aSpeedIncreaseOfHalfMakesEtaThreeHalves() throws {
    let eta = try EfficiencyFactor(base: Ratio(2), increase: Ratio(1))
    #expect(eta.ratio == Ratio("3/2"))
    #expect(eta.description == "3/2")
    #expect(eta.origin == .measuredSpeeds(base: Ratio(2), measured: Ratio(3)))
  }

  @Test func aDurationCutByHalfMakesEtaTwo() throws {
    let eta = try EfficiencyFactor(baseDuration: 10_000, measuredDuration: 5_000)
    #expect(eta.ratio == Ratio(2), "two, not three halves: speeds are compared, not durations")
    #expect(eta.origin == .measured(base: 10_000, measured: 5_000))
  }

  @Test func nineHoursBecomeSixAndTwelveBecomeEight() throws {
    let hour: UInt64 = 3_600_000_000_000
    #expect(try effectiveTime(9 * hour, eta: Fixture.threeHalves) == 6 * hour)
    #expect(try effectiveTime(12, eta: Fixture.threeHalves) == 8)
    #expect(try effectiveTime(10, eta: Fixture.threeHalves) == 7, "6.67 is rounded up")
  }

  @Test func aStakeOfAThousandAtOnePercentAndThreeHalvesEarnsFifteen() throws {
    let alpha = try #require(Ratio("1/100"))
    #expect(
      try rewardExact(alpha: alpha, stake: 1_000, eta: Fixture.threeHalves) == Ratio(15))
    #expect(
      try rewardExact(alpha: alpha, stake: 1_000, eta: Fixture.threeHalves, sharePPM: 500_000)
        == Ratio("15/2"))
    let paid = try Distribution.distribute(
      budget: 1_000, policy: Fixture.onePercent, lines: [Fixture.line("g", 1_000)])
    #expect(paid.amounts == [15])
    #expect(paid.carriedOut == 985)
  }

  @Test func threeStakesGetTwoThreeAndFour() throws {
    let paid = try Distribution.distribute(
      budget: 1_000, policy: Fixture.onePercent, lines: Fixture.family())
    #expect(paid.payable == 9, "the total first: 1.5 + 3 + 4.5")
    #expect(paid.lines.map(\.exact.description) == ["3/2", "3", "9/2"])
    #expect(paid.amounts == [2, 3, 4], "of two halves the smaller id gets the unit")
    #expect(paid.alphaEffective == Ratio("1/100"))
    #expect(try paid.paid(for: Fixture.mnist) == 9, "D(R) is the sum of its parts")
  }

  @Test func aBudgetOfSevenGivesOneTwoAndFour() throws {
    let paid = try Distribution.distribute(
      budget: 7, policy: Fixture.onePercent, lines: Fixture.family())
    #expect(paid.payable == 7, "the budget is the law")
    #expect(paid.lines.map(\.exact.description) == ["7/6", "7/3", "7/2"])
    #expect(paid.amounts == [1, 2, 4])
    #expect(paid.alphaEffective == Ratio("7/900"))
    #expect(paid.carriedOut == 0)
  }

  @Test func oneGPUOnTwoModelsEarnsWhatItEarnsOnOne() throws {
    let gpu = try GPUID("g")
    // 200 leaves nothing to round; with 777 the exact parts are the same, a unit may move.
    for (neighbour, slack) in [(200, 0), (777, 1)] as [(UInt256, UInt256)] {
      let one = try Distribution.distribute(
        budget: 10_000, policy: Fixture.onePercent,
        lines: [Fixture.line("g", 1_000), Fixture.line("h", neighbour)])
      let two = try Distribution.distribute(
        budget: 10_000, policy: Fixture.onePercent,
        lines: [
          Fixture.line("g", 1_000, sharePPM: 500_000),
          Fixture.line("g", 1_000, model: Fixture.other, sharePPM: 500_000),
          Fixture.line("h", neighbour),
        ])
      #expect(one.payable == two.payable)
      #expect(one.totalWeight == two.totalWeight)
      #expect(
        try one.lines[0].exact.ratio()
          == two.lines[0].exact.ratio().adding(two.lines[1].exact.ratio()))
      #expect(try one.paid(to: gpu) == 15)
      #expect(try two.paid(to: gpu) == 15 - slack)
      #expect(try two.paid(for: Fixture.other) == 7)
    }
  }

  @Test func aSlowerNetworkIsLegalAndPaidAsTheBaseByPolicy() throws {
    let slow = try EfficiencyFactor(baseDuration: 1, measuredDuration: 2)
    #expect(slow.ratio == Ratio("1/2"))
    #expect(try effectiveTime(100, eta: slow) == 200, "Te grows")
    let paid = try Distribution.distribute(
      budget: 100, policy: Fixture.onePercent, lines: [Fixture.line("g", 1_000, eta: slow)])
    #expect(paid.lines[0].etaPartsPerBillion == 1_000_000_000)
    #expect(paid.lines[0].input.eta.ratio == Ratio("1/2"), "the measured one is shown beside it")
    #expect(paid.amounts == [10])
  }

  @Test func trainingAndHostingShareOneGPU() throws {
    let paid = try Distribution.distribute(
      budget: 10_000, policy: Fixture.onePercent,
      lines: [
        Fixture.line("g", 1_000, lane: .hosting, sharePPM: 250_000, eta: .noBase),
        Fixture.line("g", 1_000, lane: .training, sharePPM: 750_000),
      ])
    #expect(paid.lines.map(\.lane) == [.training, .hosting])
    // 11.25 and 2.5: thirteen units, the remainder of one half is the larger.
    #expect(paid.payable == 13)
    #expect(paid.amounts == [11, 2])
    #expect(paid.lines.map(\.exact.description) == ["117/11", "26/11"])
  }
}
