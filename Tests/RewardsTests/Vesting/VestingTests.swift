// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
@testable import Rewards
import TestSupport
import Testing

@Suite struct VestingStory {
  /// 900 units over 90 days; a penalty of 100 after a month.
  @Test func aPenaltyEatsWhatIsNotVestedFirst() throws {
    var book = VestingBook()
    let alice = holder(1)
    try book.grant(900, to: alice, .linear(start: 0, duration: 90), at: 0)
    #expect(try book.release(to: alice, at: 10) == 100)
    let penalty = try book.penalize(alice, 100, at: 30)
    #expect(penalty == VestingPenalty(unvested: 100, releasable: 0, missing: 0))
    // What was vested stays; what would have vested next is gone.
    #expect(book.releasable(by: alice, at: 30) == 200)
    #expect(book.releasable(by: alice, at: 40) == 200)
    #expect(book.releasable(by: alice, at: 41) == 210)
    #expect(try book.release(50, to: alice, at: 41) == 50)
    #expect(book.unvested(of: alice, at: 41) == 490)
    try book.checkInvariants()
    try expectJSONReadsBack(book)
    // More than is left: all that is not vested, then all that was not released, and the rest is
    // somebody else's matter.
    let heavy = try book.penalize(alice, 1000, at: 41)
    #expect(heavy == VestingPenalty(unvested: 490, releasable: 160, missing: 350))
    #expect(book.grants(of: alice).isEmpty)
    #expect(book.deposited == 900 && book.released == 150 && book.forfeited == 750)
    try book.checkInvariants()
  }

  @Test func aCliffHoldsBackAndThenGivesAllAtOnce() throws {
    var book = VestingBook()
    try book.grant(1000, to: holder(1), .cliff(start: 100, cliff: 25, duration: 100), at: 0)
    #expect(book.releasable(by: holder(1), at: 124) == 0)
    #expect(book.releasable(by: holder(1), at: 125) == 250)
    #expect(try book.release(to: holder(1), at: 150) == 500)
    #expect(try book.release(to: holder(1), at: 500) == 500)
    #expect(try book.release(to: holder(1), at: 501) == 0)
    #expect(try book.release(to: holder(2), at: 502) == 0)
  }

  @Test func halvesVestEvenlyWithinTheirTime() throws {
    let schedule = VestingSchedule.halving(start: 10, duration: 400, halfLife: 100)
    let vested = [9, 10, 60, 110, 160, 210, 310, 409, 410].map {
      schedule.vestedFloor(of: 1600, at: $0)
    }
    #expect(vested == [0, 0, 400, 800, 1000, 1200, 1400, 1499, 1600])
    // Far beyond 256 halvings nothing overflows.
    let long = VestingSchedule.halving(start: 0, duration: .max, halfLife: 1)
    #expect(long.vestedFloor(of: .max, at: 300) == .max)
  }

  @Test func penaltiesTakeTheOldestGrantFirst() throws {
    var book = VestingBook()
    let alice = holder(1)
    try book.grant(100, to: alice, .linear(start: 0, duration: 100), at: 0)
    try book.grant(100, to: alice, .linear(start: 0, duration: 100), at: 0)
    try book.penalize(alice, 60, at: 50)
    #expect(book.grants(of: alice).map(\.forfeited) == [50, 10])
    #expect(book.releasable(by: alice, at: 50) == 100)
    try book.checkInvariants()
  }

  @Test func aLaterDepositVestsInPartAtOnce() throws {
    var grant = try VestingGrant(amount: 100, schedule: .linear(start: 0, duration: 100))
    try grant.release(50, at: 50)
    try grant.deposit(100)
    #expect(grant.releasable(at: 50) == 50 && grant.unvested(at: 50) == 100)
  }
}

@Suite struct VestingErrors {
  @Test func nothingChangesWhereVestingIsRefused() throws {
    var book = VestingBook()
    let alice = holder(1)
    try book.grant(100, to: alice, .linear(start: 0, duration: 100), at: 10)
    func refused(
      _ error: VestingError, sourceLocation: SourceLocation = #_sourceLocation,
      _ operation: (inout VestingBook) throws(VestingError) -> Void
    ) {
      expectRefused(book, error, sourceLocation: sourceLocation, operation)
    }
    let plain = VestingSchedule.linear(start: 0, duration: 1)
    refused(.timeGoesBack(9, last: 10)) { b throws(VestingError) in
      try b.grant(1, to: alice, plain, at: 9)
    }
    refused(.timeGoesBack(9, last: 10)) { b throws(VestingError) in
      try b.release(to: alice, at: 9)
    }
    refused(.timeGoesBack(9, last: 10)) { b throws(VestingError) in
      try b.penalize(alice, 1, at: 9)
    }
    refused(.accountIsZero) { b throws(VestingError) in
      try b.grant(1, to: .zero, plain, at: 10)
    }
    refused(.amountIsZero) { b throws(VestingError) in try b.grant(0, to: alice, plain, at: 10) }
    refused(.amountIsZero) { b throws(VestingError) in try b.penalize(alice, 0, at: 10) }
    refused(.amountBeyondRange(.max)) { b throws(VestingError) in
      try b.grant(.max, to: alice, plain, at: 10)
    }
    refused(.endBeyondRange(start: .max, duration: 1)) { b throws(VestingError) in
      try b.grant(1, to: alice, .linear(start: .max, duration: 1), at: 10)
    }
    refused(.cliffBeyondEnd(cliff: 2, duration: 1)) { b throws(VestingError) in
      try b.grant(1, to: alice, .cliff(start: 0, cliff: 2, duration: 1), at: 10)
    }
    refused(.halfLifeIsZero) { b throws(VestingError) in
      try b.grant(1, to: alice, .halving(start: 0, duration: 1, halfLife: 0), at: 10)
    }
    refused(.notReleasable(11, releasable: 10)) { b throws(VestingError) in
      try b.release(11, to: alice, at: 10)
    }
    #expect(
      try book.penalize(holder(2), 5, at: 10)
        == VestingPenalty(unvested: 0, releasable: 0, missing: 5))
    for _ in 1..<VestingBook.grantLimit { try book.grant(1, to: alice, plain, at: 10) }
    expectRefused(book, VestingError.tooManyGrants(alice, limit: 1024)) {
      b throws(VestingError) in try b.grant(1, to: alice, plain, at: 10)
    }
    var grant = try VestingGrant(amount: 2, schedule: plain)
    expectRefused(grant, VestingError.amountBeyondRange(.max)) { g throws(VestingError) in
      try g.deposit(.max)
    }
    expectRefused(grant, VestingError.notReleasable(1, releasable: 0)) {
      g throws(VestingError) in try g.release(1, at: 0)
    }
    try grant.release(2, at: 1)
    #expect(grant.isSpent)
  }

  @Test func aDamagedBookIsRefused() throws {
    var book = VestingBook()
    try book.grant(100, to: holder(1), .linear(start: 0, duration: 100), at: 0)
    try book.grant(50, to: holder(2), .halving(start: 0, duration: 90, halfLife: 9), at: 0)
    try book.release(to: holder(1), at: 50)
    try book.penalize(holder(1), 10, at: 50)
    for (field, value) in [
      ("released", "51"), ("released", "49"), ("forfeited", "11"), ("forfeited", "91"),
      ("deposited", "101"), ("deposited", "0"), ("vestedBefore", "95"), ("vestedBefore", "51"),
    ] {
      try expectRefusedJSON(book) { $0.set("grants", 0, field, value) }
    }
    try expectRefusedJSON(book) { $0.set("grants", 0, "id", 1) }
    try expectRefusedJSON(book) { $0.set("grants", 0, "account", Address.zero.description) }
    for field in ["deposited", "released", "forfeited"] {
      try expectRefusedJSON(book) { $0[field] = "7" }
      try expectRefusedJSON(book) { $0[field] = "\(UInt256.max)" }
    }
    try expectRefusedJSON(book) { $0["time"] = 3 }
    // A number that has no next one is not counted on.
    let json = try JSONEncoder().encode(book)
    var object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    object["nextGrant"] = UInt64.max
    let last = try JSONDecoder().decode(
      VestingBook.self, from: JSONSerialization.data(withJSONObject: object))
    expectRefused(last, VestingError.tooManyGrants(holder(9), limit: 1024)) {
      b throws(VestingError) in
      try b.grant(1, to: holder(9), .linear(start: 0, duration: 1), at: 50)
    }
    try expectRefusedJSON(book) { $0["nextGrant"] = 1 }
  }
}
