// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TestSupport
import Testing

@testable import Rewards

/// Great and odd weights, where no rational model is quick: every law after every operation.
@Suite struct ConservationOfGreatNumbers {
  @Test func everyLawHoldsForWeightsUpTo2To128() throws {
    for seed in UInt64(1)...6 {
      var random = SeededGenerator(seed: seed)
      func large() -> UInt256 {
        let shift = Int(random.next() % 128)
        return (UInt256(0, 0, random.next() >> 2, random.next()) >> shift)
      }
      var pool = try RewardPool(openedAt: 0, boundaryEvery: 3)
      var periods = try PeriodRewards(magnitude: UInt256(1) << 96)
      try pool.addToken(rewardToken())
      var funded = UInt256.zero
      var time: UInt64 = 0
      for _ in 0..<1500 {
        time += random.next() % 5
        let account = holder(random.next() % 5)
        switch random.next() % 4 {
        case 0: try? pool.setWeight(large(), of: account, at: time)
        case 1:
          let total = large() >> 8
          if total.isZero { break }
          if (try? pool.fund(total, of: rewardToken())) != nil {
            funded += total
            _ = try? pool.startStream(
              of: rewardToken(), total: total, from: time, to: time + 1 + random.next() % 20,
              at: time)
          }
        default: _ = try pool.claim(rewardToken(), for: account, at: time)
        }
        try pool.checkInvariants()
        switch random.next() % 5 {
        case 0: try? periods.delegate(large() >> 20, by: account)
        case 1: try? periods.undelegate(periods.stake(of: account) / 3, by: account)
        case 2: try? periods.slash(to: periods.magnitude * UInt256(random.next() % 100) / 99)
        case 3:
          try? periods.allocate(large() >> 10, commissionPPM: UInt32(random.next() % 1_000_000))
        default: _ = periods.withdraw(for: account)
        }
        try periods.checkInvariants()
      }
      try expectJSONReadsBack(pool)
      try expectJSONReadsBack(periods)
    }
  }
}
