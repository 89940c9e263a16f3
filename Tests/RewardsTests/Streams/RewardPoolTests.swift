// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards
import Testing

@Suite struct RewardPoolStory {
  /// Alice has 100 and Bob 200 of weight; 1,000 units flow for ten spans. Bob leaves halfway.
  @Test func threeUnitsOfWeightShareAStreamToTheLastUnit() throws {
    let (token, alice, bob) = (rewardToken(), holder(1), holder(2))
    var pool = try pool(every: 10, funds: 1000)
    try pool.setWeight(100, of: alice, at: 0)
    try pool.setWeight(200, of: bob, at: 3)
    try pool.startStream(of: token, total: 1000, from: 10, to: 110, at: 3)
    #expect(try pool.claimable(token, for: alice, at: 19) == 0)
    #expect(try pool.claimable(token, for: alice, at: 20) == 33)
    #expect(try pool.claimable(token, for: bob, at: 20) == 66)
    // The thirds add up: after three spans Alice has 100 and not 99.
    #expect(try pool.claimable(token, for: alice, at: 40) == 100)
    try pool.setWeight(0, of: bob, at: 55)
    try pool.checkInvariants()
    // Of the span in which he left Bob earns nothing, Alice everything.
    #expect(try pool.claim(token, for: bob, at: 60) == 266)
    #expect(try pool.claim(token, for: alice, at: 60) == 233)
    #expect(try pool.claim(token, for: alice, at: 110) == 500)
    let totals = try pool.totals(of: token)
    #expect(totals.emitted == 1000)
    #expect(totals.paid == 999)
    // 2/3 of a unit are Bob's, 1/3 is Alice's: owed, and visible.
    #expect(totals.owed == 1)
    #expect(totals.toBeEmitted == 0)
    try pool.checkInvariants()
  }

  @Test func everyTokenFlowsByItself() throws {
    var pool = try pool(every: 1, funds: 0)
    for number in UInt64(1)...3 {
      try pool.addToken(rewardToken(number))
      try pool.fund(UInt256(number * 100), of: rewardToken(number))
      try pool.startStream(
        of: rewardToken(number), total: UInt256(number * 100), from: 1, to: 101, at: 0)
    }
    try pool.setWeight(7, of: holder(1), at: 0)
    try pool.advance(to: 51)
    let payments = try pool.claimAll(for: holder(1), at: 51)
    #expect(payments.map(\.token) == pool.rewardTokens.filter { $0 != rewardToken() })
    for payment in payments {
      let number = try #require((1...3).first { rewardToken($0) == payment.token })
      #expect(payment.amount == UInt256(number * 50))
    }
    try pool.checkInvariants()
  }

  @Test func aSpanThatWasLookedAtOftenPaysAsOneThatWasLookedAtOnce() throws {
    func run(_ step: UInt64) throws -> RewardPool {
      var pool = try pool(every: 5)
      try pool.setWeight(3, of: holder(1), at: 0)
      try pool.setWeight(4, of: holder(2), at: 0)
      try pool.startStream(of: rewardToken(), total: 1_000_000, from: 2, to: 777, at: 0)
      for time in stride(from: UInt64(0), through: 1000, by: Int(step)) {
        try pool.advance(to: time)
      }
      return pool
    }
    let once = try run(1000)
    for step in [UInt64(1), 2, 4, 5, 8, 10, 250] { #expect(try run(step) == once) }
  }

  @Test func aStoppedStreamGivesBackWhatItHasNotEmitted() throws {
    let token = rewardToken()
    var pool = try pool(every: 10, funds: 1000)
    try pool.setWeight(1, of: holder(1), at: 0)
    let stream = try pool.startStream(of: token, total: 1000, from: 10, to: 110, at: 0)
    let other = try pool.startStream(
      of: token, total: 50, from: 20, to: 30, at: 0, covered: false)
    #expect(try pool.streams(of: token).map(\.id) == [stream, other])
    #expect(try pool.stopStream(stream, of: token, at: 65) == 450)
    try pool.checkInvariants()
    #expect(try pool.totals(of: token).accruing == 50)
    #expect(try pool.claim(token, for: holder(1), at: 70) == 600)
    try pool.withdrawUnpromised(400, of: token)
    expectRefused(pool, StreamError.unpromisedTooSmall(1, of: token, has: 0)) {
      pool throws(StreamError) in try pool.withdrawUnpromised(1, of: token)
    }
    expectRefused(pool, StreamError.unknownStream(stream, of: token)) {
      pool throws(StreamError) in _ = try pool.stopStream(stream, of: token, at: 70)
    }
    expectRefused(pool, StreamError.unknownStream(other, of: token)) {
      pool throws(StreamError) in _ = try pool.stopStream(other, of: token, at: 70)
    }
    try pool.checkInvariants()
  }

  @Test func aForecastIsWhatTheBoundaryBrings() throws {
    var pool = try pool(every: 100)
    try pool.setWeight(1, of: holder(1), at: 0)
    try pool.setWeight(2, of: holder(2), at: 0)
    try pool.startStream(of: rewardToken(), total: 900, from: 100, to: 200, at: 0)
    try pool.advance(to: 150)
    #expect(try pool.accruingFloor(rewardToken(), for: holder(1)) == 150)
    #expect(try pool.accruingFloor(rewardToken(), for: holder(3)) == 0)
    #expect(try pool.claimable(rewardToken(), for: holder(1)) == 0)
    #expect(pool.weight(of: holder(2)) == 2 && pool.nextWeight(of: holder(2)) == 2)
  }
}

@Suite struct RewardPoolErrors {
  @Test func nothingChangesWhereAnOperationIsRefused() throws {
    let (token, other, alice) = (rewardToken(), rewardToken(9), holder(1))
    var pool = try pool(every: 10, funds: 100)
    try pool.setWeight(5, of: alice, at: 20)
    try pool.startStream(of: token, total: 60, from: 30, to: 50, at: 20)
    try pool.setWeight(6, of: alice, at: 25)
    func refused(
      _ error: StreamError, sourceLocation: SourceLocation = #_sourceLocation,
      _ operation: (inout RewardPool) throws(StreamError) -> Void
    ) {
      expectRefused(pool, error, sourceLocation: sourceLocation, operation)
    }
    refused(.timeGoesBack(24, last: 25)) { p throws(StreamError) in try p.advance(to: 24) }
    refused(.timeGoesBack(24, last: 25)) { p throws(StreamError) in
      try p.setWeight(1, of: alice, at: 24)
    }
    refused(.timeGoesBack(0, last: 25)) { p throws(StreamError) in
      _ = try p.claim(token, for: alice, at: 0)
    }
    refused(.timeGoesBack(0, last: 25)) { p throws(StreamError) in
      _ = try p.claimAll(for: alice, at: 0)
    }
    refused(.accountIsZero) { p throws(StreamError) in try p.setWeight(1, of: .zero, at: 40) }
    refused(.weightBeyondRange(.max, of: holder(2), total: 6)) { p throws(StreamError) in
      try p.setWeight(.max, of: holder(2), at: 40)
    }
    let most = UInt256.max >> 128
    refused(.weightBeyondRange(most, of: holder(2), total: 6)) { p throws(StreamError) in
      try p.setWeight(most, of: holder(2), at: 40)
    }
    refused(.weightBeyondRange(.max, of: alice, total: 6)) { p throws(StreamError) in
      try p.addWeight(.max, to: alice, at: 40)
    }
    refused(.weightTooSmall(7, of: alice, has: 6)) { p throws(StreamError) in
      try p.removeWeight(7, from: alice, at: 40)
    }
    refused(.unknownToken(other)) { p throws(StreamError) in try p.fund(1, of: other) }
    refused(.unknownToken(other)) { p throws(StreamError) in
      _ = try p.claim(other, for: alice, at: 40)
    }
    refused(.tokenExists(token)) { p throws(StreamError) in try p.addToken(token) }
    refused(.amountIsZero) { p throws(StreamError) in try p.fund(0, of: token) }
    refused(.amountBeyondRange(most, of: token)) { p throws(StreamError) in
      try p.fund(most, of: token)
    }
    refused(.amountIsZero) { p throws(StreamError) in
      try p.startStream(of: token, total: 0, from: 50, to: 60, at: 40)
    }
    refused(.streamBeginsInThePast(39, now: 40)) { p throws(StreamError) in
      try p.startStream(of: token, total: 1, from: 39, to: 60, at: 40)
    }
    refused(.streamHasNoTime(from: 50, to: 50)) { p throws(StreamError) in
      try p.startStream(of: token, total: 1, from: 50, to: 50, at: 40)
    }
    refused(.streamNotCovered(of: token, needed: 101, funds: 100)) { p throws(StreamError) in
      try p.startStream(of: token, total: 41, from: 50, to: 60, at: 40)
    }
    refused(.amountBeyondRange(most, of: token)) { p throws(StreamError) in
      try p.startStream(of: token, total: most, from: 50, to: 60, at: 40, covered: false)
    }
    refused(.unknownStream(7, of: token)) { p throws(StreamError) in
      _ = try p.stopStream(7, of: token, at: 40)
    }
    refused(.carryTooSmall(1, of: token, has: 0)) { p throws(StreamError) in
      try p.withdrawCarry(1, of: token, at: 40)
    }
    refused(.fundsTooSmall(101, of: token, has: 100)) { p throws(StreamError) in
      try p.withdrawCarry(101, of: token, at: 40)
    }
    refused(.carryTooSmall(1, of: token, has: 0)) { p throws(StreamError) in
      try p.streamCarry(of: token, amount: 1, from: 60, to: 70, at: 60)
    }
    refused(.unpromisedTooSmall(41, of: token, has: 40)) { p throws(StreamError) in
      try p.withdrawUnpromised(41, of: token)
    }
    #expect(throws: StreamError.boundaryDistanceIsZero) {
      try RewardPool(openedAt: 0, boundaryEvery: 0)
    }
    try pool.checkInvariants()
  }

  @Test func thereAreLimits() throws {
    var pool = try RewardPool(openedAt: 0, boundaryEvery: 1)
    for number in 0..<UInt64(RewardPool.tokenLimit) { try pool.addToken(rewardToken(number)) }
    expectRefused(pool, StreamError.tooManyTokens(limit: 64)) { p throws(StreamError) in
      try p.addToken(rewardToken(64))
    }
    for _ in 0..<RewardPool.streamLimit {
      try pool.startStream(of: rewardToken(), total: 1, from: 1, to: 2, at: 0, covered: false)
    }
    expectRefused(pool, StreamError.tooManyStreams(of: rewardToken(), limit: 1024)) {
      p throws(StreamError) in
      try p.startStream(of: rewardToken(), total: 1, from: 1, to: 2, at: 0, covered: false)
    }
  }

  @Test func thePoolEndsWithTime() throws {
    var pool = try RewardPool(openedAt: .max - 10, boundaryEvery: 7)
    try pool.addToken(rewardToken())
    try pool.fund(100, of: rewardToken())
    try pool.setWeight(1, of: holder(1), at: .max - 10)
    try pool.startStream(of: rewardToken(), total: 100, from: .max - 3, to: .max, at: .max - 10)
    try pool.advance(to: .max)
    try pool.checkInvariants()
    #expect(try pool.totals(of: rewardToken()).emitted == 100)
  }

  @Test func theGreatestNumbersStillAddUp() throws {
    let most = UInt256.max >> 128
    var pool = try pool(every: 1, funds: most)
    try pool.setWeight(1, of: holder(1), at: 0)
    try pool.startStream(of: rewardToken(), total: most - 1, from: 1, to: 3, at: 0)
    try pool.setWeight(most - 1, of: holder(2), at: 1)
    try pool.advance(to: 3)
    try pool.checkInvariants()
    let first = try pool.claim(rewardToken(), for: holder(1), at: 3)
    let second = try pool.claim(rewardToken(), for: holder(2), at: 3)
    // Of the second half one part in 2¹²⁸ − 1 is the first account's, less than a unit.
    #expect(first == (most - 1) / 2)
    #expect(second == (most - 1) / 2 - 1)
    #expect(try pool.totals(of: rewardToken()).owed == 1)
    try pool.checkInvariants()
    try pool.startStream(of: rewardToken(), total: 1, from: 3, to: .max, at: 3)
    try pool.advance(to: .max)
    try pool.checkInvariants()
  }
}

@Suite struct RewardPoolCodable {
  @Test func aPoolComesBackAndADamagedOneIsRefused() throws {
    var pool = try pool(every: 10)
    for number in UInt64(1)...5 { try pool.setWeight(UInt256(number), of: holder(number), at: 0) }
    try pool.startStream(of: rewardToken(), total: 997, from: 10, to: 110, at: 0)
    try pool.addToken(rewardToken(1))
    _ = try pool.claim(rewardToken(), for: holder(3), at: 45)
    try pool.setWeight(9, of: holder(2), at: 46)
    try expectJSONReadsBack(pool)
    let copy = pool
    try pool.setWeight(0, of: holder(1), at: 47)
    #expect(copy != pool && copy.nextWeight(of: holder(1)) == 1)
    for field in ["time", "lastBoundary", "boundaryEvery", "openedAt"] {
      try expectRefusedJSON(pool) { $0[field] = 1000 }
      if field != "openedAt" { try expectRefusedJSON(pool) { $0[field] = 0 } }
    }
    try expectRefusedJSON(pool) { $0["nextStream"] = 0 }
    try expectRefusedJSON(pool) { $0.set("accounts", 3, "weight", "5") }
    try expectRefusedJSON(pool) { $0.set("accounts", 2, "weight", "\(UInt256.max)") }
    try expectRefusedJSON(pool) { $0.set("accounts", 2, "account", holder(1).description) }
    let place = try #require(pool.rewardTokens.firstIndex(of: rewardToken()))
    for field in [
      "index", "remainder", "pot", "carry", "promised", "emitted", "paid", "restreamed",
      "carryWithdrawn",
    ] {
      try expectRefusedJSON(pool) { $0.set("tokens", place, field, "123456789123456789") }
      try expectRefusedJSON(pool) { $0.set("tokens", place, field, "\(UInt256.max)") }
    }
    try expectRefusedJSON(pool) { $0.set("tokens", place, "funded", "5") }
    try expectRefusedJSON(pool) { $0.set("tokens", place, "shares", [[String: Any]]()) }
    try expectRefusedJSON(pool) { $0.set("tokens", place, "streams", [[String: Any]]()) }
  }
}
