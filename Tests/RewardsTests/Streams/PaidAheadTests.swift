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

/// A unit is paid when at most 2⁻²⁷ of it is missing. Attacks on that rule: nobody gets a unit more
/// by it, nobody else a unit less, and a pool that is covered never lacks one.
@Suite struct PaidAhead {
  /// Every account is ahead at the same time, which is the most the rule can give away.
  @Test(arguments: [1, 3, 7, 1000, 4097]) func allAheadAtOnceEmptyThePoolExactly(_ count: Int)
    throws
  {
    let total = UInt256(UInt64(count)) * 5
    var pool = try pool(funds: total)
    for number in 1...UInt64(count) { try pool.setWeight(3, of: holder(number), at: 0) }
    try pool.startStream(of: rewardToken(), total: total, from: 1, to: 2, at: 0)
    for number in (1...UInt64(count)).shuffled() {
      #expect(try pool.claim(rewardToken(), for: holder(number), at: 2) == 5)
      // Asking again brings nothing.
      #expect(try pool.claim(rewardToken(), for: holder(number), at: 2) == 0)
    }
    // 5 / 3 of 2¹²⁸ is no whole number: all of them were paid ahead.
    #expect((0..<count).allSatisfy { pool.share(of: $0, 0).ahead > 0 })
    let totals = try pool.totals(of: rewardToken())
    #expect(totals.paid == total && totals.owed == 0 && totals.funds == 0 && totals.debt == 0)
    try pool.checkInvariants()
    try expectJSONReadsBack(pool)
  }

  /// What an account was paid ahead stays with it, however often it claims, leaves and comes back.
  @Test func leavingAndComingBackForgetsNothing() throws {
    var pool = try pool(funds: 60_000)
    try pool.setWeight(6, of: holder(2), at: 0)
    try pool.startStream(of: rewardToken(), total: 60_000, from: 1, to: 10_001, at: 0)
    var random = SeededGenerator(seed: 11)
    // Of 6 units a span 3 / 9 are two units, and 2¹²⁸ · 6 / 9 is no whole number: each time it is there
    // through a whole span it is paid ahead.
    var earned = UInt256.zero
    var paid = UInt256.zero
    var (now, next) = (UInt256.zero, UInt256.zero)
    var aheadCount = 0
    for time in UInt64(1)...10_001 {
      if time > 1, now == 3, next == 3 { earned += 2 }
      now = next
      paid += try pool.claim(rewardToken(), for: holder(1), at: time)
      #expect(paid == earned)
      if pool.accountCount == 2, pool.share(of: 1, 0).ahead > 0 { aheadCount += 1 }
      next = random.next() % 4 == 0 ? 0 : 3
      try pool.setWeight(next, of: holder(1), at: time)
    }
    let others = try pool.claim(rewardToken(), for: holder(2), at: 10_002)
    #expect(aheadCount > 1000 && paid + others == 60_000)
    try pool.checkInvariants()
  }

  /// Thousands of accounts of odd weights that claim whenever they like: whatever one can claim is
  /// there, and together they never get more than was emitted.
  @Test func manyAccountsGainNothingTogether() throws {
    let seed: UInt64 = 0xA4EAD
    var random = SeededGenerator(seed: seed)
    let count: UInt64 = 2000
    var pool = try pool(every: 3, funds: 1_000_000)
    for number in 1...count {
      try pool.setWeight(UInt256(random.next() % 1000 + 1), of: holder(number), at: 0)
    }
    try pool.startStream(of: rewardToken(), total: 1_000_000, from: 3, to: 303, at: 0)
    for step in UInt64(0)..<10_000 {
      let time = 3 + step / 33
      let account = holder(random.next() % count + 1)
      if random.next() % 4 == 0 {
        try pool.setWeight(UInt256(random.next() % 3), of: account, at: time)
      }
      let due = try pool.claimable(rewardToken(), for: account, at: time)
      let paid = try pool.claim(rewardToken(), for: account, at: time)
      if paid != due { Issue.record("seed \(seed), step \(step): \(paid) of \(due)") }
    }
    var last = UInt256.zero
    for number in 1...count {
      let due = try pool.claimable(rewardToken(), for: holder(number), at: 400)
      last += due
      #expect(try pool.claim(rewardToken(), for: holder(number), at: 400) == due)
    }
    let totals = try pool.totals(of: rewardToken())
    #expect(last > 0 && totals.emitted == 1_000_000)
    #expect(totals.paid + totals.carry <= 1_000_000 && totals.debt == 0)
    try pool.checkInvariants()
  }

  /// The bound of the rule: with every account there can be, less than one unit in all.
  @Test func allAccountsTogetherAreAheadByLessThanAUnit() {
    let most = UInt256(narrow: IndexShare.allowance) * UInt256(UInt64(IndexShare.accountLimit))
    #expect(most < UInt256(whole: 1))
  }
}

/// States from outside that keep every sum and are still wrong, and orders of operations that must
/// not matter.
@Suite struct StreamAttacks {
  @Test func theOrderInWhichWeightsChangedIsNotPartOfTheState() throws {
    var one = try pool(every: 10)
    try one.setWeight(1, of: holder(1), at: 0)
    try one.setWeight(1, of: holder(2), at: 0)
    try one.advance(to: 10)
    var other = one
    try one.setWeight(2, of: holder(1), at: 11)
    try one.setWeight(3, of: holder(2), at: 11)
    try other.setWeight(3, of: holder(2), at: 11)
    try other.setWeight(2, of: holder(1), at: 11)
    #expect(one == other)
    try expectJSONReadsBack(other)
  }

  @Test func streamsThatHaveEndedTakeNoRoom() throws {
    var pool = try pool(every: 10)
    for _ in 0..<RewardPool.streamLimit {
      try pool.startStream(of: rewardToken(), total: 1, from: 0, to: 5, at: 0)
    }
    expectRefused(
      pool, StreamError.tooManyStreams(of: rewardToken(), limit: RewardPool.streamLimit)
    ) { p throws(StreamError) in
      try p.startStream(of: rewardToken(), total: 1, from: 9, to: 20, at: 9)
    }
    // At 10 all have ended; nobody has to look first.
    try pool.startStream(of: rewardToken(), total: 1, from: 10, to: 20, at: 10)
    #expect(try pool.streams(of: rewardToken()).count == 1)
    try pool.checkInvariants()
  }

  @Test func aDelegationThatWeighsMoreThanItsStakeIsRefused() throws {
    var rewards = try PeriodRewards(magnitude: 64)
    try rewards.delegate(10, by: holder(1))
    try rewards.delegate(10, by: holder(2))
    try expectJSONReadsBack(rewards)
    try expectRefusedJSON(rewards) { json in
      json.set("delegations", 0, "weight", "1000")
      json.set("lives", 0, "weight", "1010")
    }
    try expectRefusedJSON(rewards) { $0.set("delegations", 0, "stake", "1000") }
    try expectRefusedJSON(rewards) { $0.set("delegations", 1, "magnitude", "0") }
  }

  /// An operator at magnitude 0 begins anew, and what was earned before stays withdrawable.
  @Test func slashesOfEverythingOneAfterAnother() throws {
    var rewards = try PeriodRewards(magnitude: 64)
    for _ in 0..<3 {
      try rewards.delegate(10, by: holder(1))
      try rewards.allocate(7)
      try rewards.slash(to: 0)
      #expect(rewards.stake(of: holder(1)) == 0 && rewards.magnitude == 64)
      try rewards.slash(to: 0)
      // Nobody is there: it is carried, and is nobody's past.
      try rewards.allocate(5)
    }
    #expect(rewards.carried == 15)
    #expect(rewards.withdraw(for: holder(1)) == 21)
    try rewards.checkInvariants()
    try expectJSONReadsBack(rewards)
  }
}
