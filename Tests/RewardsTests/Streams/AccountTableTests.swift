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

/// A pool, and beside it plain dictionaries of what everybody weighs, is owed and was paid.
///
/// In each span a token emits its rate times the weight that counts, so every account earns its weight
/// times the rate: whole numbers, and nothing is left over by a division.
private struct PlainWorld {
  /// Tokens by their number; each pays one more a unit of weight than its number.
  private(set) var tokenCount: UInt64 = 0
  private(set) var pool: RewardPool
  private var weights: [Address: (now: UInt64, next: UInt64)] = [:]
  private var owed: [Address: [UInt64]] = [:]
  private var emitted: [UInt64] = []
  private var paid: [UInt64] = []

  /// A token that emits as many units as do not divide.
  private let crumbs = rewardToken(1_000)

  init() throws {
    pool = try RewardPool(openedAt: 0, boundaryEvery: 10)
    try pool.addToken(crumbs)
    try pool.fund(1_000_000, of: crumbs)
  }

  var accountCount: Int { weights.count }

  mutating func addToken() throws {
    try pool.addToken(rewardToken(tokenCount))
    try pool.fund(1 << 60, of: rewardToken(tokenCount))
    tokenCount += 1
    emitted.append(0)
    paid.append(0)
    for account in Array(owed.keys) { owed[account]?.append(0) }
  }

  mutating func setWeight(_ weight: UInt64, of account: Address) throws {
    try pool.setWeight(UInt256(weight), of: account, at: pool.time)
    weights[account, default: (0, 0)].next = weight
    if owed[account] == nil { owed[account] = emitted.map { _ in 0 } }
  }

  /// Lets every token flow through the span that begins now, and goes to its end.
  mutating func passSpan() throws {
    let (start, end) = (pool.time, pool.time + 10)
    let counting = weights.mapValues { min($0.now, $0.next) }
    let total = counting.values.reduce(0, +)
    if total > 0 {
      try pool.startStream(of: crumbs, total: 997, from: start, to: end, at: start)
      for number in 0..<tokenCount {
        let amount = total * (number + 1)
        try pool.startStream(
          of: rewardToken(number), total: UInt256(amount), from: start, to: end, at: start)
        emitted[Int(number)] += amount
        for (account, weight) in counting {
          owed[account]?[Int(number)] += weight * (number + 1)
        }
      }
    }
    weights = weights.mapValues { ($0.next, $0.next) }
    try pool.advance(to: end)
  }

  mutating func claim(for account: Address, _ label: String) throws {
    for number in 0..<tokenCount {
      let due = owed[account]?[Int(number)] ?? 0
      let amount = try pool.claim(rewardToken(number), for: account, at: pool.time)
      hold(amount == UInt256(due), "\(label): \(account) is paid \(amount) and not \(due)")
      owed[account]?[Int(number)] = 0
      paid[Int(number)] += due
    }
    _ = try pool.claim(crumbs, for: account, at: pool.time)
  }

  /// Expects the pool to say of every account what the dictionaries say.
  func check(_ label: String) throws {
    #expect(pool.accountCount == weights.count, "\(label)")
    for (account, weight) in weights {
      hold(pool.weight(of: account) == UInt256(weight.now), "\(label): weight of \(account)")
      hold(pool.nextWeight(of: account) == UInt256(weight.next), "\(label): next of \(account)")
      for number in 0..<tokenCount {
        let found = try pool.claimable(rewardToken(number), for: account)
        let due = owed[account]?[Int(number)] ?? 0
        hold(found == UInt256(due), "\(label): \(account) can claim \(found) and not \(due)")
      }
    }
    for number in 0..<tokenCount {
      let totals = try pool.totals(of: rewardToken(number))
      let sum = owed.values.reduce(0) { $0 + $1[Int(number)] }
      #expect(totals.owed == UInt256(sum), "\(label)")
      #expect(totals.paid == UInt256(paid[Int(number)]), "\(label)")
      #expect(totals.emitted == UInt256(emitted[Int(number)]), "\(label)")
      #expect(sum + paid[Int(number)] == emitted[Int(number)], "\(label): the model itself")
    }
    // Of the token that does not divide: shares, remainder and payments add up to the last fraction.
    try pool.checkInvariants()
  }
}

@Suite struct AccountTableTests {
  /// Accounts come in crowds after others have earned, claimed and changed their weights: the table is
  /// made anew again and again, and everybody's share goes with it, in the pool and in its copies.
  @Test func sharesGoWithTheirAccountsWhenTheTableGrows() throws {
    let seed: UInt64 = 333
    var random = SeededGenerator(seed: seed)
    let crowd = (0..<UInt64(1_700)).map { holder($0) }
    let strangers = (10_000..<UInt64(11_700)).map { holder($0) }
    var world = try PlainWorld()
    try world.addToken()
    var growths = 0
    var round = 0
    while world.accountCount < crowd.count {
      let label = "seed \(seed), round \(round)"
      let known = world.accountCount
      // Those who are there claim, come and go before the newcomers.
      for account in crowd[..<known] {
        switch UInt64.random(in: 0..<8, using: &random) {
        case 0: try world.claim(for: account, label)
        case 1: try world.setWeight(UInt64.random(in: 0...9, using: &random), of: account)
        default: break
        }
      }
      let before = world
      // In a copy as many strangers come as there are accounts: its table grows by itself.
      var other = world
      for account in strangers[..<known] {
        try other.setWeight(UInt64.random(in: 1...9, using: &random), of: account)
      }
      try other.check("\(label), strangers in a copy")
      try other.passSpan()
      try other.check("\(label), a span later in the copy")

      let slots = world.pool.accounts.slotCount
      let newcomers = 1 + Int.random(in: 0...known / 2 + 3, using: &random)
      for account in crowd[known...].prefix(newcomers) {
        try world.setWeight(UInt64.random(in: 1...9, using: &random), of: account)
      }
      if world.pool.accounts.slotCount > slots { growths += 1 }
      try world.check("\(label), \(newcomers) newcomers")
      try before.check("\(label), the copy of before")
      try world.passSpan()
      try world.check("\(label), a span later")
      if round == 5 { try world.addToken() }
      round += 1
    }
    #expect(growths >= 6, "the table of \(world.accountCount) accounts grew \(growths) times")
    try expectJSONReadsBack(world.pool)
    for account in crowd { try world.claim(for: account, "seed \(seed), at the end") }
    try world.check("seed \(seed), all paid")
  }

  /// A claim touches one row of 128 bytes, and pages hold 64 of them: what the speed of streams and the
  /// price of a copy rest on.
  @Test func aRowTakesTwoLinesOfTheCache() {
    #expect(MemoryLayout<IndexShare>.stride == 64)
    #expect(MemoryLayout<AccountRow>.stride == 128)
    #expect(PagedArray<AccountRow>.pageSize == 64)
  }

  /// The rows hold the shares of the first token by address. Whichever comes first later, every account
  /// keeps what it has of each.
  @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]])
  func everyAccountKeepsItsSharesWhereATokenComesInBeforeTheOthers(_ order: [Int]) throws {
    let tokens = (0..<UInt64(3)).map { rewardToken($0) }.sorted()
    var pool = try RewardPool(openedAt: 0, boundaryEvery: 10)
    for number in 0..<UInt64(5) {
      try pool.setWeight(UInt256(number + 1), of: holder(number), at: 0)
    }
    var due = [[UInt256]](repeating: [0, 0, 0, 0, 0], count: 3)
    for (step, place) in order.enumerated() {
      let now = UInt64(step + 1) * 10
      try pool.addToken(tokens[place])
      try pool.fund(1_000, of: tokens[place])
      // 15 units of weight, so each unit of weight earns as many units as its token's place says.
      let total = UInt256(UInt64(15 * (place + 1)))
      try pool.startStream(of: tokens[place], total: total, from: now, to: now + 10, at: now)
      for number in 0..<5 { due[place][number] = UInt256(UInt64((number + 1) * (place + 1))) }
      try pool.advance(to: now + 10)
      try pool.checkInvariants()
      // One claims in between, another comes.
      #expect(try pool.claim(tokens[place], for: holder(3), at: now + 10) == due[place][3])
      due[place][3] = 0
      let newcomer = holder(UInt64(100 + step))
      try pool.setWeight(1, of: newcomer, at: now + 10)
      try pool.setWeight(0, of: newcomer, at: now + 10)
    }
    #expect(pool.rewardTokens == tokens)
    for (place, token) in tokens.enumerated() {
      for number in 0..<5 {
        let found = try pool.claimable(token, for: holder(UInt64(number)))
        #expect(found == due[place][number], "token \(place), account \(number)")
      }
    }
    try pool.checkInvariants()
    try expectJSONReadsBack(pool)
  }

  /// Nobody is owed something and ahead at the same time, and nobody is ahead by more than the allowance.
  @Test func sharesThatNoPoolHasAreRefused() throws {
    var pool = try pool(funds: 1_000)
    try pool.setWeight(3, of: holder(1), at: 0)
    try pool.startStream(of: rewardToken(), total: 1_000, from: 1, to: 2, at: 0)
    _ = try pool.claim(rewardToken(), for: holder(1), at: 2)
    let ahead = UInt256(narrow: pool.share(of: 0, 0).ahead)
    #expect(ahead > 0)
    try expectJSONReadsBack(pool)
    func share(_ owed: String, _ ahead: String) -> (inout [String: Any]) -> Void {
      { json in
        guard var tokens = json["tokens"] as? [[String: Any]],
          var shares = tokens[0]["shares"] as? [[String: Any]]
        else { return }
        shares[0]["owed"] = owed
        shares[0]["ahead"] = ahead
        tokens[0]["shares"] = shares
        json["tokens"] = tokens
      }
    }
    // The difference is the same, so every sum is.
    try expectRefusedJSON(pool, share("1", (ahead + 1).description))
    try expectRefusedJSON(pool, share("0", (UInt256(narrow: IndexShare.allowance) + 1).description))
    try expectRefusedJSON(pool, share(UInt256.max.description, "0"))
    #expect(IndexShare(settledAt: 0, owed: 1, ahead: 1) == nil)
    #expect(IndexShare(settledAt: 0, owed: .max, ahead: 0) == nil)
    #expect(IndexShare(settledAt: 0, owed: 0, ahead: IndexShare.allowance + 1) == nil)
    let most = try #require(IndexShare(settledAt: 7, owed: 0, ahead: IndexShare.allowance))
    #expect(most.ahead == IndexShare.allowance && most.owed == 0 && most.wholeFloor == 0)
  }

  /// An index that rose by 2¹²⁸ and more for one unit of weight: the product takes both halves.
  @Test func aGreatRiseOfTheIndexIsPaidExactly() throws {
    let total = UInt256(1) << 127
    var pool = try pool(every: 10, funds: total)
    try pool.setWeight(1, of: holder(1), at: 0)
    try pool.setWeight(2, of: holder(2), at: 0)
    try pool.startStream(of: rewardToken(), total: total, from: 10, to: 20, at: 0)
    let (third, rest) = total.quotientAndRemainder(dividingBy: 3)
    #expect(rest == 2)
    #expect(try pool.claim(rewardToken(), for: holder(1), at: 20) == third)
    #expect(try pool.claim(rewardToken(), for: holder(2), at: 20) == third * 2 + 1)
    try pool.checkInvariants()
    #expect((UInt256(whole: 5, fraction: 7)).product(with: 3) == UInt256(whole: 15, fraction: 21))
    #expect(
      UInt256(whole: 0, fraction: .max).product(with: .max)
        == UInt256(whole: .max) - UInt256(whole: 1) + UInt256(whole: 0, fraction: 1))
  }
}
