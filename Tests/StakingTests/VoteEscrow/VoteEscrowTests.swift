// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Staking
import TestSupport
import Testing

@Suite struct VoteEscrowTests {
  private let ada = Fixture.ada
  private let ben = Fixture.ben
  private let week: UInt64 = 604_800
  private let year: UInt64 = 31_536_000
  /// A week's beginning.
  private let start: UInt64 = 2_600 * 604_800
  private let token: UInt256 = 1_000_000_000_000_000_000

  private func small(
    earlyExitPPM: UInt32? = nil, allowsMerge: Bool = false
  ) throws -> EscrowPolicy {
    try EscrowPolicy(
      week: 7, maximumLock: 364, minimumAmount: 364, earlyExitPPM: earlyExitPPM,
      allowsMerge: allowsMerge)
  }

  /// Runs `body`, which must throw `error` and change nothing.
  private func refuse(
    _ escrow: VoteEscrow, _ error: VoteEscrowError,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (inout VoteEscrow) throws -> Void
  ) {
    var changed = escrow
    #expect(throws: error, sourceLocation: sourceLocation) { try body(&changed) }
    #expect(changed == escrow, sourceLocation: sourceLocation)
    #expect(!error.description.isEmpty, sourceLocation: sourceLocation)
  }

  // MARK: Stories

  @Test func aLockOfAYearWeighsAQuarterAndFallsToNothing() throws {
    var escrow = VoteEscrow(policy: .curve)
    let end = (start + year) / week * week
    #expect(
      try escrow.createLock(1_000 * token, until: start + year, for: ada, at: start)
        == .locked(ada, try #require(escrow.lock(of: ada)), added: 1_000 * token))
    let slope = 1_000 * token / 126_144_000
    #expect(escrow.point.slope == slope)
    #expect(escrow.balance(of: ada, at: start) == slope * UInt256(end - start))
    #expect(escrow.balance(of: ada, at: start - 1) == 0)
    #expect(escrow.balance(of: ada, at: end - 1) == slope)
    #expect(escrow.balance(of: ada, at: end) == 0)
    #expect(escrow.supply(at: end) == 0)
    #expect(escrow.supply == 1_000 * token)
    refuse(escrow, .lockNotExpired(ada, end: end, time: end - 1)) {
      try $0.withdraw(ada, at: end - 1)
    }
    #expect(try escrow.withdraw(ada, at: end) == .withdrawn(ada, amount: 1_000 * token))
    #expect(escrow.supply == 0)
    #expect(escrow.lock(of: ada) == nil)
    try escrow.checkInvariants()
  }

  @Test func addingAndExtendingRaiseTheWeight() throws {
    var escrow = VoteEscrow(policy: try small())
    try escrow.createLock(3_640, until: 100, for: ada, at: 3)
    #expect(escrow.lock(of: ada)?.end == 98)
    #expect(escrow.balance(of: ada, at: 3) == 950)
    try escrow.increaseAmount(by: 364, for: ada, at: 4)
    #expect(escrow.balance(of: ada, at: 4) == 11 * 94)
    try escrow.extend(until: 201, for: ada, at: 4)
    #expect(escrow.lock(of: ada)?.end == 196)
    #expect(escrow.supply(at: 4) == 11 * 192)
    #expect(escrow.points(of: ada).map(\.slope) == [10, 11, 11])
    #expect(escrow.supply(at: 3) == 950)
    #expect(escrow.deposited == 4_004)
    try escrow.checkInvariants()
  }

  @Test func leavingEarlyCostsInProportionToTheTimeLeftRoundedUp() throws {
    var escrow = VoteEscrow(policy: try small(earlyExitPPM: 750_000))
    try escrow.createLock(1_000, until: 364, for: ada, at: 0)
    try escrow.createLock(1_000, until: 364, for: ben, at: 0)
    // All the time is left: three quarters.
    #expect(try escrow.exitEarly(ada, at: 0) == .leftEarly(ada, paid: 250, penalty: 750))
    // 1 000 · 0.75 · 91 / 364 = 187.5.
    #expect(try escrow.exitEarly(ben, at: 273) == .leftEarly(ben, paid: 812, penalty: 188))
    #expect(escrow.forfeited == 938)
    #expect(escrow.withdrawn == 1_062)
    #expect(escrow.point.bias == 0)
    #expect(escrow.supply(at: 300) == 0)
    try escrow.checkInvariants()
    refuse(escrow, .noLock(ada)) { try $0.exitEarly(ada, at: 280) }
  }

  @Test func aMergedLockHoldsBothAmountsUntilTheLaterEnd() throws {
    var escrow = VoteEscrow(policy: try small(allowsMerge: true))
    try escrow.createLock(728, until: 350, for: ada, at: 0)
    try escrow.createLock(1_092, until: 70, for: ben, at: 0)
    try escrow.merge(ada, into: ben, at: 10)
    #expect(escrow.lock(of: ada) == nil)
    #expect(escrow.lock(of: ben)?.amount == 1_820)
    #expect(escrow.lock(of: ben)?.end == 350)
    #expect(escrow.balance(of: ben, at: 10) == 5 * 340)
    #expect(escrow.supply(at: 70) == 5 * 280)
    // What was stays.
    #expect(escrow.balance(of: ada, at: 9) == 2 * 341)
    #expect(escrow.supply(at: 9) == 2 * 341 + 3 * 61)
    #expect(escrow.supply == 1_820)
    try escrow.checkInvariants()
    refuse(escrow, .mergeWithItself(ben)) { try $0.merge(ben, into: ben, at: 11) }
    refuse(escrow, .noLock(ada)) { try $0.merge(ada, into: ben, at: 11) }
    refuse(escrow, .noLock(ada)) { try $0.merge(ben, into: ada, at: 11) }
    try escrow.createLock(364, until: 21, for: ada, at: 12)
    refuse(escrow, .lockExpired(ada, end: 21, time: 21)) { try $0.merge(ada, into: ben, at: 21) }
  }

  // MARK: Bugs others had

  @Test func snapshotOnAnOpenBoundaryIsRefused() throws {
    // velocimeter issues 495, 648, 233, 161: a week's total was read on its boundary, more was locked
    // in the same second, and the week was paid out by the smaller total.
    var escrow = VoteEscrow(policy: .curve)
    try escrow.createLock(1_000 * token, until: start + year, for: ada, at: start - 10)
    try escrow.checkpoint(at: start)
    let early = escrow.supply(at: start)
    #expect(throws: VoteEscrowError.notSettled(asked: start, time: start)) {
      try escrow.settledSupply(at: start)
    }
    try escrow.createLock(500 * token, until: start + year, for: ben, at: start)
    #expect(escrow.supply(at: start) > early)
    #expect(throws: VoteEscrowError.notSettled(asked: start, time: start)) {
      try escrow.settledBalance(of: ben, at: start)
    }
    try escrow.checkpoint(at: start + 1)
    let total = try escrow.settledSupply(at: start)
    #expect(total > early)
    #expect(
      try total
        == escrow.settledBalance(of: ada, at: start) + escrow.settledBalance(of: ben, at: start))
  }

  @Test func skippedCheckpointsMissNoSlopeChange() throws {
    // velocimeter issue 234: weeks without a call kept the slope of locks that had ended.
    var idle = VoteEscrow(policy: .curve)
    for index in 1...40 {
      try idle.createLock(
        token * UInt256(UInt64(index)), until: start + UInt64(index) * 5 * week,
        for: actor(UInt64(index)), at: start)
    }
    var busy = idle
    for index in 1...150 { try busy.checkpoint(at: start + UInt64(index) * week) }
    try idle.checkpoint(at: start + 150 * week)
    #expect(idle.point == busy.point)
    #expect(idle.epoch == busy.epoch)
    for index in UInt64(0)..<200 {
      let time = start + index * week + 17
      #expect(idle.supply(at: time) == busy.supply(at: time))
    }
    try idle.checkInvariants()
  }

  @Test func moreThan255IdleWeeksAreNoLimit() throws {
    // The contract walks 255 weeks a call and then stands in the past.
    var escrow = VoteEscrow(policy: .curve)
    try escrow.createLock(1_000 * token, until: start + 4 * year, for: ada, at: start)
    try escrow.checkpoint(at: start + 1_000 * week)
    #expect(escrow.point.slope == 0)
    #expect(escrow.time == start + 1_000 * week)
    #expect(escrow.epoch == 1_001)
    // Nor is any other time.
    try escrow.checkpoint(at: .max)
    try escrow.withdraw(ada, at: .max)
    #expect(escrow.supply == 0)
    try escrow.checkInvariants()
  }

  @Test func lockOfLessThanTheLongestTimeWeighsNothingAndCanBeRefused() throws {
    var curve = VoteEscrow(policy: .curve)
    try curve.createLock(126_143_999, until: start + year, for: ada, at: start)
    #expect(curve.balance(of: ada, at: start) == 0)
    try curve.checkInvariants()
    let escrow = VoteEscrow(policy: try small())
    refuse(escrow, .amountBelowMinimum(ada, amount: 363, minimum: 364)) {
      try $0.createLock(363, until: 100, for: ada, at: 0)
    }
  }

  // MARK: Refusals

  @Test func callsThatMustBeRefusedChangeNothing() throws {
    var escrow = VoteEscrow(policy: try small(), startingAt: 5)
    refuse(escrow, .timeGoesBack(asked: 4, last: 5)) {
      try $0.createLock(400, until: 100, for: ada, at: 4)
    }
    try escrow.createLock(400, until: 100, for: ada, at: 20)
    let lock = try #require(escrow.lock(of: ada))
    refuse(escrow, .accountIsZero) { try $0.createLock(400, until: 100, for: .zero, at: 20) }
    refuse(escrow, .amountBelowMinimum(ben, amount: 0, minimum: 364)) {
      try $0.createLock(0, until: 100, for: ben, at: 20)
    }
    refuse(escrow, .lockExists(ada, lock)) { try $0.createLock(400, until: 100, for: ada, at: 20) }
    refuse(escrow, .endNotInFuture(ben, end: 14, time: 20)) {
      try $0.createLock(400, until: 20, for: ben, at: 20)
    }
    refuse(escrow, .endNotInFuture(ben, end: 21, time: 21)) {
      try $0.createLock(400, until: 27, for: ben, at: 21)
    }
    refuse(escrow, .lockTooLong(ben, end: 385, time: 20, maximum: 364)) {
      try $0.createLock(400, until: 385, for: ben, at: 20)
    }
    refuse(
      escrow,
      .supplyTooLarge(400, added: VoteEscrow.maximumSupply, maximum: VoteEscrow.maximumSupply)
    ) { try $0.createLock(VoteEscrow.maximumSupply, until: 100, for: ben, at: 20) }
    refuse(escrow, .supplyTooLarge(400, added: .max, maximum: VoteEscrow.maximumSupply)) {
      try $0.increaseAmount(by: .max, for: ada, at: 20)
    }
    refuse(escrow, .amountIsZero(ada)) { try $0.increaseAmount(by: 0, for: ada, at: 20) }
    refuse(escrow, .noLock(ben)) { try $0.increaseAmount(by: 1, for: ben, at: 20) }
    refuse(escrow, .noLock(ben)) { try $0.extend(until: 300, for: ben, at: 20) }
    refuse(escrow, .endNotLater(ada, asked: 98, end: 98)) {
      try $0.extend(until: 104, for: ada, at: 20)
    }
    refuse(escrow, .lockTooLong(ada, end: 385, time: 20, maximum: 364)) {
      try $0.extend(until: 390, for: ada, at: 20)
    }
    refuse(escrow, .lockTooLong(ada, end: .max / 7 * 7, time: 20, maximum: 364)) {
      try $0.extend(until: .max, for: ada, at: 20)
    }
    refuse(escrow, .lockExpired(ada, end: 98, time: 98)) {
      try $0.increaseAmount(by: 1, for: ada, at: 98)
    }
    refuse(escrow, .lockExpired(ada, end: 98, time: 98)) {
      try $0.extend(until: 200, for: ada, at: 98)
    }
    refuse(escrow, .lockNotExpired(ada, end: 98, time: 97)) { try $0.withdraw(ada, at: 97) }
    refuse(escrow, .noLock(ben)) { try $0.withdraw(ben, at: 97) }
    refuse(escrow, .earlyExitForbidden(ada)) { try $0.exitEarly(ada, at: 30) }
    refuse(escrow, .mergeForbidden(ada, into: ben)) { try $0.merge(ada, into: ben, at: 30) }
    refuse(escrow, .timeGoesBack(asked: 19, last: 20)) { try $0.checkpoint(at: 19) }
    refuse(escrow, .timeGoesBack(asked: 19, last: 20)) { try $0.withdraw(ada, at: 19) }
    // An ended lock has to be withdrawn before the next.
    refuse(escrow, .lockExists(ada, lock)) { try $0.createLock(400, until: 200, for: ada, at: 99) }
  }

  @Test func rulesThatMakeNoSenseAreRefused() {
    #expect(throws: VoteEscrowError.weekIsZero) { try EscrowPolicy(week: 0, maximumLock: 9) }
    #expect(throws: VoteEscrowError.maximumLockTooShort(6, week: 7)) {
      try EscrowPolicy(week: 7, maximumLock: 6)
    }
    #expect(throws: VoteEscrowError.minimumAmountIsZero) {
      try EscrowPolicy(week: 7, maximumLock: 7, minimumAmount: 0)
    }
    #expect(throws: VoteEscrowError.penaltyOutOfRange(partsPerMillion: 1_000_001)) {
      try EscrowPolicy(week: 7, maximumLock: 7, earlyExitPPM: 1_000_001)
    }
  }

  @Test func theGreatestLockFits() throws {
    var escrow = VoteEscrow(policy: try EscrowPolicy(week: 1, maximumLock: .max - 1))
    try escrow.createLock(VoteEscrow.maximumSupply, until: .max - 1, for: ada, at: 0)
    try escrow.checkInvariants()
    #expect(escrow.supply(at: .max) == 0)
    #expect(escrow.supply(at: 0) <= VoteEscrow.maximumSupply)
    var narrow = VoteEscrow(policy: try EscrowPolicy(week: 1, maximumLock: 1))
    try narrow.createLock(VoteEscrow.maximumSupply, until: 1, for: ada, at: 0)
    #expect(narrow.supply(at: 0) == VoteEscrow.maximumSupply)
    try narrow.checkInvariants()
  }

  // MARK: Encodings

  private func sample() throws -> VoteEscrow {
    var escrow = VoteEscrow(policy: try small(earlyExitPPM: 500_000, allowsMerge: true))
    try escrow.createLock(4_000, until: 300, for: ada, at: 1)
    try escrow.createLock(9_000, until: 100, for: ben, at: 5)
    try escrow.createLock(5_000, until: 21, for: actor(1), at: 6)
    try escrow.createLock(6_000, until: 210, for: actor(2), at: 7)
    try escrow.exitEarly(actor(2), at: 40)
    try escrow.increaseAmount(by: 77, for: ben, at: 41)
    return escrow
  }

  private func edited(
    _ escrow: VoteEscrow, _ change: (inout [String: Any]) -> Void
  ) throws -> VoteEscrow {
    let data = try JSONEncoder().encode(escrow)
    var fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    change(&fields)
    return try JSONDecoder().decode(
      VoteEscrow.self, from: JSONSerialization.data(withJSONObject: fields))
  }

  private func refusal(_ change: (inout [String: Any]) -> Void) throws -> VoteEscrowInvariant? {
    do {
      _ = try edited(try sample(), change)
      return nil
    } catch DecodingError.dataCorrupted(let context) {
      guard case .invariantBroken(let law) = context.underlyingError as? VoteEscrowError else {
        return nil
      }
      return law
    }
  }

  @Test func encodingsReadBack() throws {
    let escrow = try sample()
    #expect(try VoteEscrow(recordBytes: escrow.recordBytes) == escrow)
    #expect(try edited(escrow) { _ in } == escrow)
    let rules = try small()
    #expect(try EscrowPolicy(recordBytes: rules.recordBytes) == rules)
    #expect(
      try JSONDecoder().decode(EscrowPolicy.self, from: JSONEncoder().encode(rules)) == rules)
    #expect(throws: RecordError.self) {
      try EscrowPolicy(recordBytes: [UInt8](repeating: 0, count: 50))
    }
  }

  @Test func hostileStatesAreRefusedByTheLawTheyBreak() throws {
    #expect(
      try refusal { $0["deposited"] = "5" }
        == .conservation(cameIn: 5, accounted: 24_077))
    #expect(
      try refusal { fields in
        fields["supply"] = "18078"
        fields["deposited"] = "24078"
      } == .supplySum(supply: 18_078, sum: 18_077))
    func curve(_ fields: inout [String: Any], _ change: (inout [String: Any]) -> Void) {
      var curve = fields["curve"] as? [String: Any] ?? [:]
      change(&curve)
      fields["curve"] = curve
    }
    #expect(try refusal { curve(&$0) { $0["points"] = [Any]() } } == .noCurve)
    #expect(try refusal { curve(&$0) { $0["pending"] = [Any]() } } == .wrongChanges(at: 98))
    let point = try sample().point
    #expect(
      try refusal {
        curve(&$0) {
          var points = $0["points"] as? [[String: Any]] ?? []
          points[points.count - 1]["bias"] = "5"
          $0["points"] = points
        }
      }
        == .wrongTotal(
          try decoded(["time": 41, "bias": "5", "slope": point.slope.description]),
          expected: point))
    #expect(
      try refusal {
        curve(&$0) {
          let points = $0["points"] as? [[String: Any]] ?? []
          $0["points"] = points + points.suffix(1)
        }
      } == .pointsNotAscending(nil, at: 41))
    func account(_ fields: inout [String: Any], _ change: (inout [String: Any]) -> Void) {
      var entries = fields["accounts"] as? [[String: Any]] ?? []
      for index in entries.indices where entries[index]["address"] as? String == ada.description {
        var account = entries[index]["account"] as? [String: Any] ?? [:]
        change(&account)
        entries[index]["account"] = account
      }
      fields["accounts"] = entries
    }
    #expect(try refusal { account(&$0) { $0["points"] = [Any]() } } == .noPoints(ada))
    let lock = try decoded(["amount": "4000", "end": 295]) as EscrowLock
    #expect(
      try refusal { account(&$0) { $0["lock"] = ["amount": "4000", "end": 295] } }
        == .impossibleLock(ada, lock))
    #expect(
      try refusal {
        account(&$0) { $0["points"] = [["time": 1, "bias": "1", "slope": "1"]] }
      }
        == .wrongPoint(
          ada, try decoded(["time": 1, "bias": "1", "slope": "1"]),
          expected: try #require(try sample().points(of: ada).last)))
    #expect(
      try refusal {
        account(&$0) { $0["points"] = [["time": 42, "bias": "1", "slope": "1"]] }
      } == .pointsNotAscending(ada, at: 42))
    #expect(
      try refusal { fields in
        let entries = fields["accounts"] as? [Any] ?? []
        fields["accounts"] = entries + entries.prefix(1)
      }.map { if case .accountsNotAscending = $0 { true } else { false } } == true)
  }

  private func decoded<Value: Decodable>(_ fields: [String: Any]) throws -> Value {
    try JSONDecoder().decode(
      Value.self, from: JSONSerialization.data(withJSONObject: fields))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func damagedRecordsAreRefusedOrLawfulAndNeverTrap(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let bytes = try sample().recordBytes
    var read = 0
    for _ in 0..<3_000 {
      var damaged = bytes
      switch UInt8.random(in: 0..<3, using: &random) {
      case 0: damaged[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << (random.next() & 7)
      case 1: damaged.removeLast(Int.random(in: 1...bytes.count, using: &random))
      default: damaged.append(UInt8(truncatingIfNeeded: random.next()))
      }
      guard var escrow = try? VoteEscrow(recordBytes: damaged) else { continue }
      read += 1
      #expect(escrow.recordBytes == damaged, "seed \(seed)")
      // Whatever reads can be used: points of the past may be anything.
      for time in [0, 1, 6, 30, 41, 98, 300, UInt64.max] {
        _ = escrow.supply(at: time)
        _ = escrow.balance(of: ada, at: time)
      }
      _ = try? escrow.exitEarly(ada, at: 50)
      _ = try? escrow.withdraw(ben, at: .max)
      try escrow.checkInvariants()
    }
    #expect(read > 0, "seed \(seed)")
  }
}
