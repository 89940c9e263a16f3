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

/// 20_000 random operations, after each every invariant and the same numbers as a model of single
/// units or exact rationals. With its three neighbours 100,000 in all.
@Suite struct ConservationOfVesting {
  @Test func everyUnitIsSomewhereAfterEachOperation() throws {
    let seed: UInt64 = 0x5EED_0006
    var random = SeededGenerator(seed: seed)
    var model = VestingBesideModel()
    for step in 0..<20_000 { try model.step(&random, "seed \(seed), step \(step)") }
    print("conservation of vesting: seed \(seed), \(model.released)")
    #expect(model.released > 1000)
  }
}

/// Vesting beside a list of single units, each with the time at which it vests.
private struct VestingBesideModel {
  private struct Grant {
    let schedule: VestingSchedule
    /// When each unit vests that is neither released nor forfeited, ascending.
    var units: [UInt64]
  }

  private var book = VestingBook()
  var released = UInt256.zero
  private var time: UInt64 = 0
  private var grants: [[Grant]] = Array(repeating: [], count: 4)
  private var forfeited = UInt256.zero

  mutating func step(_ random: inout SeededGenerator, _ place: String) throws {
    let later = time + (random.next() % 2 == 0 ? pick(&random, 0...12) : 0)
    let who = Int(pick(&random, 0...3))
    let account = holder(UInt64(who))
    switch random.next() % 8 {
    case 0, 1:
      if grants[who].count > 3 { return }
      let amount = pick(&random, 1...25)
      let start = later + pick(&random, 0...10)
      let duration = pick(&random, 0...60)
      let schedule: VestingSchedule =
        switch random.next() % 3 {
        case 0: .linear(start: start, duration: duration)
        case 1: .cliff(start: start, cliff: pick(&random, 0...duration), duration: duration)
        default:
          .halving(start: start, duration: duration, halfLife: pick(&random, 1...20))
        }
      try book.grant(UInt256(amount), to: account, schedule, at: later)
      // Unit by unit: the k-th vests when at least k are vested.
      var units: [UInt64] = []
      for moment in start...start + duration {
        let vested = schedule.vestedFloor(of: UInt256(amount), at: moment).asUInt64 ?? 0
        while UInt64(units.count) < vested { units.append(moment) }
      }
      hold(units.count == Int(amount))
      grants[who].append(Grant(schedule: schedule, units: units))
    case 2:
      let amount = pick(&random, 1...20)
      let penalty = try book.penalize(account, UInt256(amount), at: later)
      var left = amount
      var unvested: UInt64 = 0
      for place in grants[who].indices {
        while left > 0, let next = grants[who][place].units.firstIndex(where: { $0 > later }) {
          grants[who][place].units.remove(at: next)
          left -= 1
          unvested += 1
        }
      }
      var taken: UInt64 = 0
      for place in grants[who].indices {
        while left > 0, !grants[who][place].units.isEmpty {
          grants[who][place].units.removeLast()
          left -= 1
          taken += 1
        }
      }
      let expected = VestingPenalty(
        unvested: UInt256(unvested), releasable: UInt256(taken), missing: UInt256(left))
      hold(penalty == expected, "\(place)")
      forfeited += penalty.taken
    default:
      let due = grants[who].reduce(0) { $0 + $1.units.filter { $0 <= later }.count }
      let part = random.next() % 2 == 0 ? nil : pick(&random, 0...UInt64(due))
      let paid = try book.release(part.map { UInt256($0) }, to: account, at: later)
      hold(paid == UInt256(part ?? UInt64(due)), "\(place)")
      var left = paid.asUInt64 ?? 0
      for place in grants[who].indices {
        while left > 0, let first = grants[who][place].units.first, first <= later {
          grants[who][place].units.removeFirst()
          left -= 1
        }
      }
      released += paid
    }
    time = later
    grants[who].removeAll(where: \.units.isEmpty)
    hold(book.released == released && book.forfeited == forfeited, "\(place)")
    for who in 0..<4 {
      let units = grants[who].flatMap(\.units)
      let ripe = units.filter { $0 <= later }.count
      hold(book.releasable(by: holder(UInt64(who)), at: later) == UInt256(UInt64(ripe)))
      hold(
        book.unvested(of: holder(UInt64(who)), at: later) == UInt256(UInt64(units.count - ripe)))
    }
    try book.checkInvariants()
  }
}
