// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Rewards
import Testing

@Suite struct EfficiencyFactorTests {
  @Test func aZeroOrStalledMeasurementIsRefusedByName() throws {
    #expect(throws: RewardsError.zeroDuration(base: 0, measured: 5)) {
      try EfficiencyFactor(baseDuration: 0, measuredDuration: 5)
    }
    #expect(throws: RewardsError.zeroDuration(base: 5, measured: 0)) {
      try EfficiencyFactor(baseDuration: 5, measuredDuration: 0)
    }
    #expect(throws: RewardsError.zeroBaseSpeed(measured: Ratio(3))) {
      try EfficiencyFactor(baseSpeed: .zero, measuredSpeed: Ratio(3))
    }
    #expect(throws: RewardsError.zeroBaseSpeed(measured: Ratio(3))) {
      try EfficiencyFactor(base: .zero, increase: Ratio(3))
    }
    #expect(throws: RewardsError.stalled(base: Ratio(3))) {
      try EfficiencyFactor(baseSpeed: Ratio(3), measuredSpeed: .zero)
    }
    #expect(throws: RewardsError.givenEfficiencyIsZero) { try EfficiencyFactor(given: .zero) }
    let huge = try Ratio(UInt256(1) << 128, 1)
    #expect(throws: RewardsError.efficiencyBeyondRange(huge)) { try EfficiencyFactor(given: huge) }
  }

  @Test func whereAFactorCameFromIsKept() throws {
    #expect(try EfficiencyFactor(baseDuration: 3, measuredDuration: 2).isMeasured)
    #expect(try EfficiencyFactor(base: Ratio(1), increase: .zero).isMeasured)
    let given = try EfficiencyFactor(given: #require(Ratio("3/2")))
    #expect(!given.isMeasured)
    #expect(given.origin == .given)
    #expect(given != Fixture.threeHalves, "the same number, and not the same thing")
    #expect(EfficiencyFactor.noBase.origin == .noBase)
    #expect(EfficiencyFactor.noBase.ratio == .one)
  }

  @Test func partsPerBillionAreRoundedDown() throws {
    #expect(Fixture.threeHalves.partsPerBillion == 1_500_000_000)
    let third = try EfficiencyFactor(baseDuration: 4, measuredDuration: 3)
    #expect(third.partsPerBillion == 1_333_333_333)
    let most = try EfficiencyFactor(baseDuration: .max, measuredDuration: 1)
    #expect(most.partsPerBillion == UInt256(UInt64.max) * 1_000_000_000)
    let least = try EfficiencyFactor(baseDuration: 1, measuredDuration: .max)
    #expect(least.partsPerBillion == 0)
  }

  @Test func thePaidFactorIsClamped() throws {
    let range = RewardPolicy.standardEtaRange
    for (base, measured, paid) in [
      (1, 2, "1"), (1, 1, "1"), (3, 2, "3/2"), (10, 1, "10"), (101, 10, "10"),
    ] as [(UInt64, UInt64, String)] {
      let eta = try EfficiencyFactor(baseDuration: base, measuredDuration: measured)
      #expect(eta.clamped(to: range) == Ratio(paid))
    }
  }

  @Test func effectiveTimeBeyondSixtyFourBitsIsRefused() throws {
    let slow = try EfficiencyFactor(baseDuration: 1, measuredDuration: 2)
    #expect(throws: RewardsError.effectiveTimeBeyondRange(duration: .max, eta: slow.ratio)) {
      try effectiveTime(.max, eta: slow)
    }
    #expect(try effectiveTime(.max, eta: .noBase) == .max)
    #expect(try effectiveTime(0, eta: slow) == 0)
  }

  @Test func rewardsOfAShareAboveOneAreRefused() {
    #expect(throws: RewardsError.shareAboveOne(sharePPM: 1_000_001)) {
      try rewardExact(
        alpha: .one, stake: 1, eta: Fixture.threeHalves, sharePPM: 1_000_001)
    }
  }

  @Test func factorsComeBackFromJSONAndLiesDoNot() throws {
    let factors = [
      Fixture.threeHalves, try EfficiencyFactor(base: Ratio(5), increase: Ratio(2)),
      try EfficiencyFactor(given: #require(Ratio("22/7"))), .noBase,
    ]
    let data = try JSONEncoder().encode(factors)
    #expect(try JSONDecoder().decode([EfficiencyFactor].self, from: data) == factors)
    for factor in factors {
      #expect(try EfficiencyFactor(recordBytes: factor.recordBytes) == factor)
    }
    let lie = #"{"origin":"measuredDurations","base":12,"measured":8,"eta":"5/2"}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(EfficiencyFactor.self, from: Data(lie.utf8))
    }
    let zero = #"{"origin":"given","eta":"0"}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(EfficiencyFactor.self, from: Data(zero.utf8))
    }
  }
}
