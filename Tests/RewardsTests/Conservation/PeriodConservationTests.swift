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

/// 30_000 random operations, after each every invariant and the same numbers as a model of single
/// units or exact rationals. With its three neighbours 100,000 in all.
@Suite struct ConservationOfPeriods {
  @Test func everyUnitIsSomewhereAfterEachOperation() throws {
    let seed: UInt64 = 0x5EED_0006
    var random = SeededGenerator(seed: seed)
    var model = try PeriodsBesideModel()
    for step in 0..<30_000 { try model.step(&random, "seed \(seed), step \(step)") }
    print("conservation of periods: seed \(seed), \(model.paid)")
    #expect(model.paid > 1000)
  }
}

/// Periods beside exact rationals, stakes halved by slashes.
private struct PeriodsBesideModel {
  var rewards: PeriodRewards
  var paid = UInt256.zero
  /// Stake and magnitude of each, magnitudes in 64ths.
  private var stakes: [(stake: UInt64, magnitude: UInt64)] = Array(repeating: (0, 64), count: 6)
  private var magnitude: UInt64 = 64
  private var owed: [Int128] = Array(repeating: 0, count: 6)
  private var carry = UInt256.zero

  init() throws { rewards = try PeriodRewards(magnitude: 64) }

  private func stake(_ who: Int) -> UInt64 {
    stakes[who].stake * magnitude / stakes[who].magnitude
  }

  mutating func step(_ random: inout SeededGenerator, _ place: String) throws {
    let who = Int(pick(&random, 0...5))
    let account = holder(UInt64(who))
    switch random.next() % 10 {
    case 0, 1:
      // At most 3 at a magnitude of 32 or more: all weights together stay at 36.
      let amount = pick(&random, 1...3)
      if stake(who) + amount > 3 { return }
      let new = stake(who) + amount
      try rewards.delegate(UInt256(amount), by: account)
      stakes[who] = (new, magnitude)
    case 2:
      if stake(who) == 0 { return }
      let amount = pick(&random, 1...stake(who))
      let new = stake(who) - amount
      try rewards.undelegate(UInt256(amount), by: account)
      stakes[who] = (new, magnitude)
    case 3:
      if random.next() % 5 != 0 { return }
      if magnitude == 32 || random.next() % 4 == 0 {
        try rewards.slash(to: 0)
        magnitude = 64
        for who in 0..<6 { stakes[who] = (0, 64) }
      } else {
        magnitude /= 2
        try rewards.slash(to: UInt256(magnitude))
      }
    case 4...6:
      let amount = pick(&random, 0...1000)
      let commission = UInt32(pick(&random, 0...1_000_000))
      try rewards.allocate(UInt256(amount), commissionPPM: commission)
      let shared = amount - amount * UInt64(commission) / 1_000_000
      // A stake weighs as much as it was when it came, at the magnitude of then.
      let weights = stakes.map { $0.stake * (64 / $0.magnitude) }
      let all = weights.reduce(0, +)
      if all == 0 { carry += UInt256(shared) }
      for who in 0..<6 where all > 0 {
        owed[who] += Int128(shared) * Int128(weights[who]) * (unitDenominator / Int128(all))
      }
    default:
      let amount = rewards.withdraw(for: account)
      hold(isFloor(amount, of: owed[who]), "\(place): \(amount)")
      owed[who] -= whole(amount) * unitDenominator
      paid += amount
    }
    for who in 0..<6 {
      hold(rewards.stake(of: holder(UInt64(who))) == UInt256(stake(who)), "\(place)")
    }
    hold(rewards.carried == carry, "\(place)")
    try rewards.checkInvariants()
  }
}
