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

/// The known bugs of staking contracts, one test each, named after the bug.
@Suite struct StreamBugs {
  /// Synthetix: `rate = reward / duration` loses up to duration − 1 units, and all of a small reward.
  @Test func rateTruncation() throws {
    for (total, duration) in [(UInt256(604_799), UInt64(604_800)), (1, 1000), (999_983, 604_800)] {
      var pool = try pool(every: 1000)
      try pool.setWeight(17, of: holder(1), at: 0)
      try pool.startStream(
        of: rewardToken(), total: total, from: 1000, to: 1000 + duration, at: 0)
      #expect(try pool.claim(rewardToken(), for: holder(1), at: 2_000_000) == total)
    }
  }

  /// Kwenta, Unipool: the first to come takes everything that was emitted while nobody was there.
  @Test func firstStakerTakesTheGap() throws {
    var pool = try pool(every: 10, funds: 1000)
    try pool.startStream(of: rewardToken(), total: 1000, from: 0, to: 100, at: 0)
    try pool.setWeight(1, of: holder(1), at: 45)
    #expect(try pool.claim(rewardToken(), for: holder(1), at: 60) == 100)
    #expect(try pool.totals(of: rewardToken()).carry == 500)
    #expect(try pool.claim(rewardToken(), for: holder(1), at: 100) == 400)
    // The carry is nobody's until somebody decides, and then it is a stream like any other.
    try pool.streamCarry(of: rewardToken(), amount: 300, from: 100, to: 200, at: 100)
    try pool.withdrawCarry(200, of: rewardToken(), at: 100)
    #expect(try pool.claim(rewardToken(), for: holder(1), at: 200) == 300)
    let totals = try pool.totals(of: rewardToken())
    #expect(totals.carry == 0 && totals.carryTaken == 500 && totals.funds == 0)
    try pool.checkInvariants()
  }

  /// Tokemak, Elfi: stake right before the moment that counts, leave right after it.
  @Test func flashStake() throws {
    var pool = try pool(every: 100, funds: 10_000)
    try pool.setWeight(1, of: holder(1), at: 0)
    try pool.startStream(of: rewardToken(), total: 10_000, from: 100, to: 1100, at: 0)
    try pool.setWeight(1_000_000, of: holder(2), at: 199)
    try pool.setWeight(0, of: holder(2), at: 200)
    try pool.setWeight(1_000_000, of: holder(3), at: 200)
    try pool.setWeight(0, of: holder(3), at: 200)
    // In and out within a span, out and in again around a boundary.
    try pool.setWeight(0, of: holder(1), at: 250)
    try pool.setWeight(1, of: holder(1), at: 251)
    try pool.advance(to: 1100)
    #expect(try pool.claimable(rewardToken(), for: holder(2)) == 0)
    #expect(try pool.claimable(rewardToken(), for: holder(3)) == 0)
    #expect(try pool.claimable(rewardToken(), for: holder(1)) == 10_000)
    try pool.checkInvariants()
  }

  /// Velocimeter: a second reward re-spreads what is left of the first over a longer time.
  @Test func notifyDilutes() throws {
    var pool = try pool(every: 1, funds: 10_000)
    try pool.setWeight(3, of: holder(1), at: 0)
    try pool.startStream(of: rewardToken(), total: 1000, from: 1, to: 101, at: 0)
    try pool.startStream(of: rewardToken(), total: 1, from: 50, to: 100_000, at: 50)
    #expect(try pool.claim(rewardToken(), for: holder(1), at: 101) == 1000)
  }

  /// Tokemak, Ubiquity: reward · 10¹⁸ / total floors to nothing where the total is large.
  @Test func indexFloorsToZeroWhenTotalIsLarge() throws {
    let large = (UInt256.max >> 130)
    var pool = try pool(every: 1, funds: 10)
    try pool.setWeight(large, of: holder(1), at: 0)
    try pool.setWeight(large, of: holder(2), at: 0)
    try pool.startStream(of: rewardToken(), total: 10, from: 1, to: 11, at: 0)
    for time in UInt64(1)...11 { try pool.advance(to: time) }
    #expect(try pool.claim(rewardToken(), for: holder(1), at: 11) == 5)
    #expect(try pool.claim(rewardToken(), for: holder(2), at: 11) == 5)
    // Even one unit among so many is not lost, it waits in the remainder.
    try pool.checkInvariants()
  }

  /// SushiSwap: the same token added twice, both pools divide by one balance.
  @Test func duplicatePool() throws {
    let pool = try pool()
    expectRefused(pool, StreamError.tokenExists(rewardToken())) { pool throws(StreamError) in
      try pool.addToken(rewardToken())
    }
  }

  /// MasterChef: `set` without an update first prices the past anew.
  @Test func setWithoutUpdate() throws {
    var pool = try pool(every: 10, funds: 1000)
    try pool.setWeight(1, of: holder(1), at: 0)
    try pool.setWeight(1, of: holder(2), at: 0)
    try pool.startStream(of: rewardToken(), total: 1000, from: 10, to: 110, at: 0)
    // Nobody looked for four spans; the weight counts from the next one on.
    try pool.setWeight(9, of: holder(2), at: 55)
    #expect(try pool.claimable(rewardToken(), for: holder(1), at: 60) == 250)
    #expect(try pool.claimable(rewardToken(), for: holder(2), at: 60) == 250)
    #expect(try pool.claimable(rewardToken(), for: holder(1), at: 70) == 260)
    #expect(try pool.claimable(rewardToken(), for: holder(2), at: 70) == 340)
  }

  /// SushiSwap PR 122: nobody can harvest while the contract holds less than it owes.
  @Test func harvestRevertsWhenUnderfunded() throws {
    var pool = try pool(every: 1, funds: 30)
    try pool.setWeight(1, of: holder(1), at: 0)
    try pool.setWeight(1, of: holder(2), at: 0)
    try pool.startStream(
      of: rewardToken(), total: 100, from: 1, to: 101, at: 0, covered: false)
    #expect(try pool.claim(rewardToken(), for: holder(1), at: 101) == 30)
    #expect(try pool.claim(rewardToken(), for: holder(2), at: 101) == 0)
    #expect(try pool.totals(of: rewardToken()).debt == 70)
    #expect(try pool.claimable(rewardToken(), for: holder(1)) == 20)
    try pool.fund(70, of: rewardToken())
    #expect(try pool.totals(of: rewardToken()).debt == 0)
    #expect(try pool.claim(rewardToken(), for: holder(2), at: 101) == 50)
    #expect(try pool.claim(rewardToken(), for: holder(1), at: 101) == 20)
    try pool.checkInvariants()
  }

  /// MasterChef: `emergencyWithdraw` forfeits, and what is forfeited stays in the contract for good.
  @Test func emergencyWithdrawForfeitsToCarry() throws {
    var pool = try pool(every: 10, funds: 1000)
    try pool.setWeight(1, of: holder(1), at: 0)
    try pool.startStream(of: rewardToken(), total: 1000, from: 10, to: 110, at: 0)
    // Leaving takes nothing away of closed spans, and what the running one emits goes to the carry.
    try pool.removeWeight(1, from: holder(1), at: 55)
    try pool.advance(to: 200)
    #expect(try pool.claimable(rewardToken(), for: holder(1)) == 400)
    let totals = try pool.totals(of: rewardToken())
    #expect(totals.carry == 600)
    try pool.withdrawCarry(totals.carry, of: rewardToken(), at: 200)
    #expect(try pool.claim(rewardToken(), for: holder(1), at: 200) == 400)
    #expect(try pool.totals(of: rewardToken()).funds == 0)
    try pool.checkInvariants()
  }

  /// airalab: leaving must not lose unclaimed rewards, nor force a claim.
  @Test func unbondingLosesUnclaimedRewards() throws {
    var pool = try pool(every: 1, funds: 100)
    try pool.setWeight(5, of: holder(1), at: 0)
    try pool.startStream(of: rewardToken(), total: 100, from: 1, to: 11, at: 0)
    try pool.setWeight(0, of: holder(1), at: 6)
    try pool.setWeight(5, of: holder(1), at: 50)
    #expect(try pool.claim(rewardToken(), for: holder(1), at: 1000) == 50)
  }

  /// MiniChef: deposit, withdraw, and pending is −1, so that harvest reverts.
  @Test func negativePendingAfterWithdraw() throws {
    var pool = try pool(every: 1, funds: 1_000_000)
    try pool.startStream(of: rewardToken(), total: 1_000_000, from: 1, to: 1001, at: 0)
    try pool.setWeight(380_749, of: holder(2), at: 0)
    for time in UInt64(1)...500 {
      try pool.setWeight(UInt256(380_748 + time % 3 * 7), of: holder(1), at: time)
      try pool.removeWeight(UInt256(time % 2), from: holder(1), at: time)
      _ = try pool.claim(rewardToken(), for: holder(1), at: time)
      try pool.checkInvariants()
    }
  }

  /// Livepeer issues 463 and 464: what was bonded in a round earned there, was moved, and earned again.
  @Test func movedToEarnTwice() throws {
    var pool = try pool(every: 10, funds: 1000)
    try pool.setWeight(100, of: holder(1), at: 0)
    try pool.startStream(of: rewardToken(), total: 1000, from: 10, to: 110, at: 0)
    // In the middle of each span the same weight goes on to the next account.
    for step in UInt64(1)...5 {
      try pool.setWeight(0, of: holder(step), at: step * 10 + 5)
      try pool.setWeight(100, of: holder(step + 1), at: step * 10 + 5)
    }
    try pool.advance(to: 60)
    for step in UInt64(1)...5 { #expect(try pool.claimable(rewardToken(), for: holder(step)) == 0) }
    let totals = try pool.totals(of: rewardToken())
    #expect(totals.emitted == 500 && totals.carry == 500, "no span was held through")
    try pool.advance(to: 110)
    #expect(try pool.claimable(rewardToken(), for: holder(6)) == 500)
    try pool.checkInvariants()
  }

  /// Velocimeter #495, #648, #233, #161: a total that was read on the boundary, before others came in the
  /// same second, divides among too few.
  @Test func totalReadOnTheBoundary() throws {
    var pool = try pool(every: 10, funds: 1000)
    try pool.setWeight(1, of: holder(1), at: 0)
    try pool.startStream(of: rewardToken(), total: 1000, from: 10, to: 30, at: 0)
    // Somebody looks at the boundary, then weight comes at the same time.
    #expect(try pool.claim(rewardToken(), for: holder(1), at: 20) == 500)
    try pool.setWeight(3, of: holder(2), at: 20)
    #expect(try pool.claim(rewardToken(), for: holder(1), at: 30) == 500)
    #expect(try pool.claimable(rewardToken(), for: holder(2)) == 0)
    #expect(try pool.totals(of: rewardToken()).paid == 1000)
    try pool.checkInvariants()
  }

  /// cosmos-sdk#1433: rationals in the state grew to thousands of digits.
  @Test func unboundedRationals() throws {
    var pool = try pool(every: 1, funds: 1_000_000)
    for number in UInt64(1)...7 {
      try pool.setWeight(UInt256(number * 104_729), of: holder(number), at: 0)
    }
    try pool.startStream(of: rewardToken(), total: 999_983, from: 1, to: 5_000, at: 0)
    for time in UInt64(1)...20 { try pool.advance(to: time) }
    let early = try JSONEncoder().encode(pool).count
    for time in UInt64(21)...4_000 {
      try pool.advance(to: time)
      _ = try pool.claim(rewardToken(), for: holder(time % 7 + 1), at: time)
    }
    #expect(try JSONEncoder().encode(pool).count <= early + 7 * 2 * 39 + 40)
    try pool.checkInvariants()
  }
}
