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

/// 45_000 random operations, after each every invariant and the same numbers as a model of single
/// units or exact rationals. With its three neighbours 100,000 in all.
@Suite struct ConservationOfStreams {
  @Test func everyUnitIsSomewhereAfterEachOperation() throws {
    let seed: UInt64 = 0x5EED_0006
    var random = SeededGenerator(seed: seed)
    var model = try PoolBesideModel()
    for step in 0..<45_000 { try model.step(&random, "seed \(seed), step \(step)") }
    print("conservation of streams: seed \(seed), \(model.claimCount)")
    #expect(model.claimCount > 1000)
  }
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
      owed[number][who] -= whole(paid) * unitDenominator
      claimed += paid
      if !paid.isZero { claimCount += 1 }
    }
    time = pool.time
    try pool.checkInvariants()
    for number in 0...1 {
      let totals = try pool.totals(of: rewardToken(UInt64(number)))
      hold(whole(totals.carry) == carry[number], "\(place)")
      let all = owed[number].reduce(0, +)
      hold(all == whole(totals.owed) * unitDenominator, "\(place)")
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
            owed[number][who] +=
              Int128(amount) * Int128(least[who]) * (unitDenominator / Int128(all))
          }
        }
      }
      now = next
    }
  }
}
