// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Rewards
import Testing

/// The numbers that Polkadot's own test holds its curve against (paritytech/substrate,
/// frame/staking/src/inflation.rs).
@Suite struct TargetStakeTests {
  private let curve: TargetStakeCurve

  init() throws {
    curve = try TargetStakeCurve(
      leastPPM: 25_000, mostPPM: 100_000, idealPPM: 500_000, falloffPPM: 50_000)
  }

  private func payout(_ staked: UInt256, _ hours: UInt64) throws -> UInt256 {
    try curve.polkadotPayout(
      staked: staked, supply: 100_000, milliseconds: hours * 3_600_000)
  }

  @Test func polkadotsPublishedTableComesOutToTheUnit() throws {
    for (staked, expected) in [
      (0, 2_498), (5_000, 3_248), (25_000, 6_246), (40_000, 8_494), (50_000, 9_993),
      (60_000, 4_379), (75_000, 2_733), (95_000, 2_513), (100_000, 2_505),
    ] as [(UInt256, UInt256)] {
      #expect(try payout(staked, 365 * 24) == expected, "\(staked) staked, a year")
    }
    for (staked, day, quarter) in [
      (25_000, 17, 4), (50_000, 27, 7), (75_000, 7, 2),
    ] as [(UInt256, UInt256, UInt256)] {
      #expect(try payout(staked, 24) == day, "\(staked) staked, a day")
      #expect(try payout(staked, 6) == quarter, "\(staked) staked, six hours")
    }
    let half: UInt256 = 2_500_000_000_000_000_000_000_000_000
    #expect(
      try curve.polkadotPayout(staked: half, supply: half * 2, milliseconds: 3_600_000)
        == 57_038_500_000_000_000_000_000)
  }

  @Test func theCurveRisesToTheIdealAndFallsBeyond() throws {
    #expect(curve.points.count <= 41)
    var last: UInt256 = 0
    for staked in stride(from: 0, through: 1_000_000, by: 1_000) as StrideThrough<UInt64> {
      let now = try curve.yearlyNearest(staked: UInt256(staked), supply: 1_000_000)
      if staked <= 500_000 { #expect(now >= last) } else { #expect(now <= last) }
      #expect(now >= 25_000 && now <= 100_000)
      last = now
    }
    #expect(try curve.yearlyNearest(staked: 9, supply: 0) == 0)
    #expect(
      try curve.yearlyNearest(staked: 2_000_000, supply: 1_000_000)
        == curve.yearlyNearest(staked: 1_000_000, supply: 1_000_000))
  }

  @Test func parametersBeyondRangeAreRefusedByName() throws {
    #expect(throws: RewardsError.emissionOutOfRange("ideal stake", value: "99999")) {
      try TargetStakeCurve(
        leastPPM: 1, mostPPM: 2, idealPPM: 99_999, falloffPPM: 50_000)
    }
    #expect(throws: RewardsError.emissionOutOfRange("most inflation", value: "1")) {
      try TargetStakeCurve(leastPPM: 1, mostPPM: 1, idealPPM: 500_000, falloffPPM: 50_000)
    }
    let supply = UInt256(1) << 128
    #expect(throws: RewardsError.emissionOutOfRange("supply", value: "\(supply)")) {
      try curve.yearlyNearest(staked: 1, supply: supply)
    }
    for pieces in [2, 3, 1_000] as [UInt32] {
      for falloff in [10_000, 1_000_000] as [UInt32] {
        let curve = try TargetStakeCurve(
          leastPPM: 1, mostPPM: 1_000_000, idealPPM: 100_000, falloffPPM: falloff,
          pieceCount: pieces)
        #expect(curve.points.count - 1 <= Int(pieces) + 1, "the last piece ends at one")
        #expect(curve.points.last?.stakedPPM == 1_000_000)
      }
    }
  }
}
