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

/// 100,000 random operations over streams, periods, claims and vesting; after each the invariants of
/// what changed, and the same numbers as models that
/// compute with exact rationals and single units.
@Suite struct Conservation {
  @Test func everyUnitIsSomewhereAfterEachOf100000Operations() throws {
    let seed: UInt64 = 0x5EED_0006
    print("conservation: seed \(seed)")
    var random = SeededGenerator(seed: seed)
    var pool = try PoolBesideModel()
    var periods = try PeriodsBesideModel()
    var claims = ClaimsBesideModel()
    var vesting = VestingBesideModel()
    for step in 0..<100_000 {
      switch random.next() % 100 {
      case 0..<45: try pool.step(&random, "seed \(seed), step \(step)")
      case 45..<75: try periods.step(&random, "seed \(seed), step \(step)")
      case 75..<80: try claims.step(&random, "seed \(seed), step \(step)")
      default: try vesting.step(&random, "seed \(seed), step \(step)")
      }
    }
    print(
      """
      conservation: \(pool.claimed) paid by streams in \(pool.claimCount) claims, \
      \(periods.paid) by periods, \(claims.paid) by claims, \(vesting.released) released
      """)
    #expect(pool.claimCount > 1000 && periods.paid > 1000 && vesting.released > 1000)
  }
}

/// A denominator that every total weight of these runs divides: a rational is a whole number of its
/// parts, and rationals do not grow.
private let denominator: Int128 = (1...40).reduce(Int128(1)) { lcm, number in
  var (a, b) = (lcm, Int128(number))
  while b != 0 { (a, b) = (b, a % b) }
  return lcm / a * Int128(number)
}

/// Whether a figure is the floor of an exact one; 2⁻²⁶ of a unit may be missing to the next.
private func isFloor(_ amount: UInt256, of exact: Int128) -> Bool {
  let least = exact > 0 ? exact / denominator : 0
  let most = (exact + denominator >> 26) / denominator
  return (least...max(least, most)).contains(whole(amount))
}

private func whole(_ amount: UInt256) -> Int128 { Int128(amount.asUInt64 ?? .max) }

private func pick(_ random: inout SeededGenerator, _ range: ClosedRange<UInt64>) -> UInt64 {
  UInt64.random(in: range, using: &random)
}

/// Expects without the cost of an expectation that holds, of which there are a million here.
private func hold(_ condition: Bool, _ place: @autoclosure () -> String = "") {
  if !condition { Issue.record("\(place())") }
}

/// A pool beside one that goes from boundary to boundary and computes with rationals.
private struct PoolBesideModel {
  private struct Stream {
    let id: UInt64
    let total: UInt64
    let start: UInt64
    let end: UInt64
    var given: UInt64 = 0

    func given(by time: UInt64) -> UInt64 {
      if time <= start { return 0 }
      if time >= end { return total }
      return UInt64(UInt128(total) * UInt128(time - start) / UInt128(end - start))
    }
  }

  var pool: RewardPool
  var claimed = UInt256.zero
  var claimCount = 0
  private var time: UInt64 = 0
  private var boundary: UInt64 = 0
  private var now = [UInt64](repeating: 0, count: 6)
  private var next = [UInt64](repeating: 0, count: 6)
  private var streams: [[Stream]] = [[], []]
  private var pots: [UInt64] = [0, 0]
  private var carry: [Int128] = [0, 0]
  private var owed = [[Int128]](repeating: Array(repeating: 0, count: 6), count: 2)
  private let every: UInt64 = 7

  init() throws {
    pool = try RewardPool(openedAt: 0, boundaryEvery: every)
    for token in UInt64(0)...1 { try pool.addToken(rewardToken(token)) }
  }

  mutating func step(_ random: inout SeededGenerator, _ place: String) throws {
    let later = time + (random.next() % 3 == 0 ? pick(&random, 0...30) : 0)
    let who = Int(pick(&random, 0...5))
    let account = holder(UInt64(who))
    let number = Int(pick(&random, 0...1))
    let token = rewardToken(UInt64(number))
    switch random.next() % 12 {
    case 0...3:
      let weight = random.next() % 3 == 0 ? 0 : pick(&random, 0...6)
      try pool.setWeight(UInt256(weight), of: account, at: later)
      advance(to: later)
      next[who] = weight
    case 4:
      let total = random.next() % 2 == 0 ? pick(&random, 1...5) : pick(&random, 1...100_000)
      let start = later + pick(&random, 0...20)
      let end = start + pick(&random, 1...200)
      if streams[number].count > 20 { return }
      let id = try pool.startStream(
        of: token, total: UInt256(total), from: start, to: end, at: later, covered: false)
      advance(to: later)
      streams[number].append(Stream(id: id, total: total, start: start, end: end))
    case 5:
      if random.next() % 4 != 0 { return }
      try pool.advance(to: later)
      advance(to: later)
      guard let stream = streams[number].randomElement(using: &random), stream.end > later
      else { break }
      let rest = try pool.stopStream(stream.id, of: token, at: later)
      let place = try #require(streams[number].firstIndex { $0.id == stream.id })
      let given = stream.given(by: later)
      pots[number] += given - streams[number][place].given
      streams[number].remove(at: place)
      hold(rest == UInt256(stream.total - given))
    case 6: try pool.fund(UInt256(pick(&random, 1...100_000)), of: token)
    case 7:
      try pool.advance(to: later)
      advance(to: later)
      let carried = try pool.totals(of: token).carry
      if carried.isZero || random.next() % 3 != 0 { break }
      let part = UInt256(UInt64.random(in: 1...(carried.asUInt64 ?? 1), using: &random))
      if random.next() % 2 == 0, try pool.totals(of: token).funds >= part {
        try pool.withdrawCarry(part, of: token, at: later)
      } else {
        if streams[number].count > 20 { break }
        let total = part.asUInt64 ?? 0
        let id = try pool.streamCarry(
          of: token, amount: part, from: later, to: later + 50, at: later)
        streams[number].append(Stream(id: id, total: total, start: later, end: later + 50))
      }
      carry[number] -= whole(part)
    default:
      let funds = try pool.totals(of: token).funds
      let due = try pool.claimable(token, for: account, at: later)
      let paid = try pool.claim(token, for: account, at: later)
      advance(to: later)
      hold(paid == min(due, funds), "\(place)")
      hold(isFloor(due, of: owed[number][who]), "\(place): \(due)")
      owed[number][who] -= whole(paid) * denominator
      claimed += paid
      if !paid.isZero { claimCount += 1 }
    }
    time = pool.time
    try pool.checkInvariants()
    for number in 0...1 {
      let totals = try pool.totals(of: rewardToken(UInt64(number)))
      hold(whole(totals.carry) == carry[number], "\(place)")
      let all = owed[number].reduce(0, +)
      hold(all == whole(totals.owed) * denominator, "\(place)")
      hold(
        totals.emitted
          == totals.accruing + totals.carry + totals.carryTaken + totals.paid + totals.owed,
        "\(place)")
    }
  }

  private mutating func advance(to later: UInt64) {
    time = later
    while boundary + every <= later {
      boundary += every
      let least = zip(now, next).map { min($0, $1) }
      let all = least.reduce(0, +)
      for number in 0...1 {
        var amount = pots[number]
        pots[number] = 0
        for place in streams[number].indices {
          let given = streams[number][place].given(by: boundary)
          amount += given - streams[number][place].given
          streams[number][place].given = given
        }
        streams[number].removeAll { $0.end <= boundary }
        if all == 0 {
          carry[number] += Int128(amount)
        } else {
          for who in 0..<6 {
            owed[number][who] += Int128(amount) * Int128(least[who]) * (denominator / Int128(all))
          }
        }
      }
      now = next
    }
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
        owed[who] += Int128(shared) * Int128(weights[who]) * (denominator / Int128(all))
      }
    default:
      let amount = rewards.withdraw(for: account)
      hold(isFloor(amount, of: owed[who]), "\(place): \(amount)")
      owed[who] -= whole(amount) * denominator
      paid += amount
    }
    for who in 0..<6 {
      hold(rewards.stake(of: holder(UInt64(who))) == UInt256(stake(who)), "\(place)")
    }
    hold(rewards.carried == carry, "\(place)")
    try rewards.checkInvariants()
  }
}

/// A book of claims beside a table of what everybody has and got.
private struct ClaimsBesideModel {
  private var book = ClaimBook(domain: claimDomain)
  var paid = UInt256.zero
  private var round: UInt64 = 0
  private var cumulative: [UInt64] = Array(repeating: 0, count: 6)
  private var got: [UInt64] = Array(repeating: 0, count: 6)
  private var proofs: [(who: Int, amount: UInt64, proof: ClaimProof)] = []
  private var direct: UInt64 = 0

  mutating func step(_ random: inout SeededGenerator, _ place: String) throws {
    switch random.next() % 6 {
    case 0:
      round += pick(&random, 1...3)
      let amounts = (0..<6).map { _ in random.next() % 2 == 0 ? 0 : pick(&random, 1...1000) }
      let claims = amounts.enumerated().map {
        Claim(account: holder(UInt64($0)), amount: UInt256($1))
      }
      switch random.next() % 4 {
      case 0: _ = try book.settleByUniswapExport(Round(round), claims)
      case 1:
        try book.settleByPayment(Round(round), claims)
        direct += amounts.reduce(0, +)
      default:
        let tree = try book.settleByClaims(Round(round), claims)
        for who in 0..<6 {
          cumulative[who] += amounts[who]
          guard cumulative[who] > 0 else { continue }
          proofs.append((who, cumulative[who], try tree.proof(for: holder(UInt64(who)))))
        }
        if proofs.count > 60 { proofs.removeFirst(6) }
      }
    case 1:
      let batch = try book.takePayments(limit: Int(pick(&random, 1...10)))
      for payment in batch { direct -= payment.amount.asUInt64 ?? 0 }
    default:
      guard let chosen = proofs.randomElement(using: &random) else { return }
      let amount = try book.claim(chosen.proof, for: holder(UInt64(chosen.who)))
      let due = chosen.amount > got[chosen.who] ? chosen.amount - got[chosen.who] : 0
      hold(amount == UInt256(due), "\(place)")
      got[chosen.who] += due
      paid += amount
    }
    let open = zip(cumulative, got).reduce(0) { $0 + $1.0 - $1.1 }
    hold(book.settledTotals.remaining == UInt256(open + direct), "\(place)")
    try book.checkInvariants()
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
