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

/// η from speeds and from durations, as issue and whitepaper name them.
@Suite struct EfficiencyStoryTests {
  @Test func speedsAndDurationsOfOneMeasurementGiveOneFactor() throws {
    let bySpeed = try EfficiencyFactor(base: Ratio("1/12")!, measured: Ratio("1/8")!)
    let byTime = try EfficiencyFactor(base: .seconds(12), measured: .seconds(8))
    #expect(bySpeed.ratio == Ratio("3/2"))
    #expect(byTime.ratio == bySpeed.ratio)
    #expect(byTime.origin == .measured(base: 12_000_000_000, measured: 8_000_000_000))
  }

  @Test func partsOfANanosecondNeverFlatter() throws {
    let eta = try EfficiencyFactor(
      base: Duration(secondsComponent: 0, attosecondsComponent: 3_999_999_999),
      measured: Duration(secondsComponent: 0, attosecondsComponent: 1_000_000_001))
    #expect(eta.ratio == Ratio("3/2"), "3 ns before, 2 ns now")
  }

  @Test func durationsThatAreNoneAreRefused() throws {
    for (base, measured) in [
      (.seconds(-1), .seconds(1)), (.seconds(1), .seconds(-1)),
      (.seconds(20_000_000_000), .seconds(1)),
    ] as [(Duration, Duration)] {
      #expect(throws: RewardsError.durationOutOfRange(base: base, measured: measured)) {
        try EfficiencyFactor(base: base, measured: measured)
      }
    }
    #expect(throws: RewardsError.zeroDuration(base: 0, measured: 1_000_000_000)) {
      try EfficiencyFactor(base: .zero, measured: .seconds(1))
    }
    #expect(throws: RewardsError.zeroDuration(base: 1_000_000_000, measured: 0)) {
      try EfficiencyFactor(base: .seconds(1), measured: .zero)
    }
    #expect(throws: RewardsError.zeroBaseSpeed(measured: .one)) {
      try EfficiencyFactor(base: Ratio.zero, measured: .one)
    }
    #expect(throws: RewardsError.stalled(base: .one)) {
      try EfficiencyFactor(base: .one, measured: Ratio.zero)
    }
  }

  @Test func aFactorNamesItsSource() throws {
    let plain = Fixture.threeHalves
    let signed = plain.from(Fixture.measurements)
    #expect(signed.source == Fixture.measurements)
    #expect(signed != plain)
    #expect(signed.ratio == plain.ratio && signed.isMeasured)
    #expect(try EfficiencyFactor(recordBytes: signed.recordBytes) == signed)
    #expect(signed.recordBytes.count == plain.recordBytes.count + 32)
  }

  @Test func oneLineAloneIsFlooredWhenPaid() throws {
    let alpha = try #require(Ratio("1/100"))
    #expect(try rewardFloor(alpha: alpha, stake: 1_000, eta: Fixture.threeHalves) == 15)
    #expect(try rewardFloor(alpha: alpha, stake: 100, eta: Fixture.threeHalves) == 1)
  }

  @Test func aDistributionSaysWhatEachModelGets() throws {
    let paid = try Distribution.distribute(
      budget: 1_000, policy: Fixture.onePercent,
      lines: Fixture.family() + [Fixture.line("d", 400, model: Fixture.other)])
    let models = try paid.models()
    #expect(models.map(\.model) == [Fixture.mnist, Fixture.other])
    #expect(models.map(\.paid) == [9, 6])
    #expect(models.map(\.paid).reduce(0, +) == paid.payable, "D(R) over all models")
    #expect(models.map(\.weight).reduce(0, +) == paid.totalWeight)
  }
}
