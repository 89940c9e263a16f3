// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking
import TestSupport
import Testing

@Suite struct ChurnTests {
  /// At least 10 a round, at most 40, a sixteenth of all, in steps of 2.
  private func policy() throws -> ChurnPolicy {
    try ChurnPolicy(
      minimum: 10, maximum: 40, quotient: 16, step: 2, lead: 3, withdrawalDelay: 20)
  }

  // MARK: The limit

  @Test func theLimitIsAPartOfTheWholeWithinBounds() throws {
    let policy = try policy()
    #expect(policy.limit(of: 0) == 10)
    #expect(policy.limit(of: 175) == 10)
    #expect(policy.limit(of: 400) == 24)
    #expect(policy.limit(of: 16 * 27) == 26)
    #expect(policy.limit(of: .max) == 40)
    let open = try ChurnPolicy(
      minimum: 1, maximum: nil, quotient: 1, step: 1, lead: 0, withdrawalDelay: 0)
    #expect(open.limit(of: .max) == .max)
  }

  @Test func theMainnetLimitsOfEthereum() throws {
    // consensus-specs, presets/mainnet: 128 ETH at least, 256 at most, 1/65536 of all.
    let ether: UInt256 = 1_000_000_000
    let mainnet = try ChurnPolicy(
      minimum: 128 * ether, maximum: 256 * ether, quotient: 65_536, step: ether, lead: 5,
      withdrawalDelay: 256)
    #expect(mainnet.limit(of: 1_000_000 * ether) == 128 * ether)
    #expect(mainnet.limit(of: 10_000_000 * ether) == 152 * ether)
    #expect(mainnet.limit(of: 30_000_000 * ether) == 256 * ether)
  }

  // MARK: The queue

  @Test func whoComesTakesTheRoomThatIsLeftAndWholeRoundsAfterIt() throws {
    var queue = ChurnQueue(policy: try policy())
    let first = try queue.schedule(6, askedIn: Round(7), total: 0)
    #expect(first.happensIn == Round(10))
    #expect(first.withdrawableIn == Round(30))
    #expect(queue.room == 4)
    // 4 in round 10, 10 in 11, 10 in 12, 1 in 13.
    #expect(try queue.schedule(25, askedIn: Round(7), total: 0).happensIn == Round(13))
    #expect(queue.room == 9)
    #expect(try queue.schedule(9, askedIn: Round(8), total: 0).happensIn == Round(13))
    #expect(queue.room == 0)
    #expect(try queue.schedule(10, askedIn: Round(8), total: 0).happensIn == Round(14))
    // Much later: a round nobody has touched.
    #expect(try queue.schedule(1, askedIn: Round(100), total: 0).happensIn == Round(103))
    #expect(queue.room == 9)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func theQueueFillsRoundsOneByOne(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let policy = try policy()
    var queue = ChurnQueue(policy: policy)
    /// What moves in each round, filled unit by unit.
    var moved: [UInt64: UInt64] = [:]
    var last: UInt64 = 0
    var now: UInt64 = 0
    let total = UInt256(UInt64.random(in: 0...900, using: &random))
    let limit = try #require(policy.limit(of: total).asUInt64)
    for number in 0..<1_000 {
      now += UInt64.random(in: 0...2, using: &random)
      let amount = UInt64.random(in: 1...90, using: &random)
      var round = max(last, now + policy.lead)
      for _ in 0..<amount {
        if moved[round, default: 0] == limit { round += 1 }
        moved[round, default: 0] += 1
      }
      last = round
      let slot = try queue.schedule(UInt256(amount), askedIn: Round(now), total: total)
      #expect(slot.happensIn == Round(round), "seed \(seed), step \(number)")
      #expect(slot.withdrawableIn == Round(round + 20), "seed \(seed), step \(number)")
      #expect(
        queue.room == UInt256(limit - (moved[round] ?? 0)), "seed \(seed), step \(number)")
    }
    #expect(moved.values.allSatisfy { $0 <= limit }, "seed \(seed)")
  }

  @Test func slotsThatCannotBeGivenChangeNothing() throws {
    let queue = ChurnQueue(policy: try policy(), last: Round(5), room: 3)
    func refuse(
      _ error: ChurnError, _ amount: UInt256, _ round: Round,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      var changed = queue
      #expect(throws: error, sourceLocation: sourceLocation) {
        try changed.schedule(amount, askedIn: round, total: 0)
      }
      #expect(changed == queue, sourceLocation: sourceLocation)
    }
    refuse(.amountIsZero, 0, Round(1))
    refuse(.roundsExhausted(after: .last, needed: 3), 1, .last)
    refuse(
      .roundsExhausted(after: Round(5), needed: (UInt256.max - 3) / 10 + 1), .max, Round(1))
    // The stake would leave in time but be withdrawable after the end.
    refuse(
      .roundsExhausted(after: Round(.max - 10), needed: 20), 1, Round(.max - 13))
  }

  // MARK: Hysteresis

  @Test func aWaveringStakeKeepsItsWeight() throws {
    let rule = try EffectiveStake(increment: 100, maximum: 3_200)
    #expect(try rule.updated(stake: 1_000, current: 1_000) == 1_000)
    #expect(try rule.updated(stake: 975, current: 1_000) == 1_000)
    #expect(try rule.updated(stake: 974, current: 1_000) == 900)
    #expect(try rule.updated(stake: 1_125, current: 1_000) == 1_000)
    #expect(try rule.updated(stake: 1_126, current: 1_000) == 1_100)
    #expect(try rule.updated(stake: 9_999, current: 1_000) == 3_200)
    #expect(try rule.updated(stake: 0, current: 1_000) == 0)
    #expect(throws: ChurnError.arithmetic(.overflow(operation: "add", operands: [.max, 25]))) {
      try rule.updated(stake: .max, current: 0)
    }
  }

  // MARK: Correlation

  @Test func aThirdThatFailsTogetherLosesEverythingAndOneAloneAlmostNothing() throws {
    let rule = try CorrelationPenalty(increment: 1)
    #expect(try rule.correlated(stake: 32_000, slashed: 32_000, total: 96_000) == 32_000)
    #expect(try rule.correlated(stake: 32_000, slashed: 40_000, total: 96_000) == 32_000)
    #expect(rule.immediate(stake: 32_000) == 7)
    // 3 · 32 000 / 960 000 000 of it.
    let fine = try CorrelationPenalty(increment: 1, form: .wholeIncrements)
    #expect(try fine.correlated(stake: 32_000, slashed: 32_000, total: 960_000_000) == 3)
    #expect(try fine.correlated(stake: 32_000, slashed: 32_000_000, total: 960_000_000) == 3_200)
  }

  @Test func theFormsRoundAsTheSpecificationDoes() throws {
    // consensus-specs, Electra: the old order of divisions lost small correlations altogether.
    let ether: UInt256 = 1_000_000_000
    let old = try CorrelationPenalty(increment: ether, form: .wholeIncrements)
    let new = try CorrelationPenalty(increment: ether, form: .perIncrement)
    let (stake, slashed, total) = (32 * ether, 64 * ether, 30_000_000 * ether)
    #expect(try old.correlated(stake: stake, slashed: slashed, total: total) == 0)
    #expect(try new.correlated(stake: stake, slashed: slashed, total: total) == 6_400 * 32)
  }

  @Test func aPenaltyNeverExceedsTheStake() throws {
    // Less than two increments in total: an increment would cost almost two.
    let rule = try CorrelationPenalty(increment: 100)
    #expect(try rule.correlated(stake: 199, slashed: 199, total: 199) == 199)
    #expect(try rule.correlated(stake: 500, slashed: .max, total: 0) == 500)
    var random = SeededGenerator(seed: 5)
    for _ in 0..<2_000 {
      let rule = try CorrelationPenalty(
        increment: UInt256(UInt64.random(in: 1...1_000, using: &random)),
        multiplier: UInt64.random(in: 0...5, using: &random),
        form: CorrelationPenalty.Form.allCases.randomElement(using: &random) ?? .perIncrement)
      let stake = UInt256(UInt64.random(in: 0...100_000, using: &random))
      let slashed = UInt256(UInt64.random(in: 0...100_000, using: &random))
      let total = UInt256(UInt64.random(in: 0...100_000, using: &random))
      let loss = try rule.correlated(stake: stake, slashed: slashed, total: total)
      #expect(loss <= stake)
      if rule.multiplier == 0 || slashed == 0 { #expect(loss == 0) }
    }
  }

  @Test func theWindowForgetsWhatIsOlder() throws {
    var window = try SlashedWindow(length: 4, round: Round(10))
    #expect(try window.record(5) == Round(12))
    try window.advance(to: Round(12))
    #expect(try window.record(7) == Round(14))
    #expect(window.sum == 12)
    try window.advance(to: Round(13))
    #expect(window.sum == 12)
    try window.advance(to: Round(14))
    #expect(window.sum == 7)
    try window.advance(to: Round(1_000_000))
    #expect(window.sum == 0)
    let before = window
    #expect(throws: ChurnError.roundGoesBack(asked: Round(9), open: Round(1_000_000))) {
      try window.advance(to: Round(9))
    }
    #expect(throws: ChurnError.amountIsZero) { try window.record(0) }
    #expect(window == before)
    _ = try window.record(.max)
    let full = window
    #expect(throws: ChurnError.arithmetic(.overflow(operation: "add", operands: [.max, 1]))) {
      try window.record(1)
    }
    #expect(window == full)
    try window.advance(to: .last)
    #expect(throws: ChurnError.roundsExhausted(after: .last, needed: 2)) { try window.record(1) }
  }

  @Test(arguments: [1, 2] as [UInt64])
  func theWindowSumsTheLastRounds(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var window = try SlashedWindow(length: 8)
    var all: [(round: UInt64, amount: UInt64)] = []
    for number in 0..<600 {
      if Bool.random(using: &random) {
        let gap = ([0, 1, 1, 2, 5, 7, 8, 9, 30] as [UInt64]).randomElement(using: &random) ?? 0
        try window.advance(to: Round(window.round.number + gap))
      }
      let amount = UInt64.random(in: 1...100, using: &random)
      _ = try window.record(UInt256(amount))
      all.append((window.round.number, amount))
      let slow = all.filter { $0.round + 8 > window.round.number }.reduce(0) { $0 + $1.amount }
      #expect(window.sum == UInt256(slow), "seed \(seed), step \(number)")
    }
    #expect(try SlashedWindow(recordBytes: window.recordBytes) == window)
  }

  // MARK: Rules and encodings

  @Test func rulesThatMakeNoSenseAreRefused() {
    func churn(
      _ minimum: UInt256, _ maximum: UInt256?, _ quotient: UInt64, _ step: UInt256
    ) throws(ChurnError) -> ChurnPolicy {
      try ChurnPolicy(
        minimum: minimum, maximum: maximum, quotient: quotient, step: step, lead: 1,
        withdrawalDelay: 1)
    }
    #expect(throws: ChurnError.stepIsZero) { try churn(1, nil, 1, 0) }
    #expect(throws: ChurnError.quotientIsZero) { try churn(1, nil, 0, 1) }
    #expect(throws: ChurnError.minimumBelowStep(minimum: 1, step: 2)) { try churn(1, nil, 1, 2) }
    #expect(throws: ChurnError.minimumBelowStep(minimum: 0, step: 1)) { try churn(0, nil, 1, 1) }
    #expect(throws: ChurnError.maximumBelowMinimum(maximum: 4, minimum: 5)) {
      try churn(5, 4, 1, 1)
    }
    #expect(throws: ChurnError.incrementIsZero) { try EffectiveStake(increment: 0, maximum: 1) }
    #expect(throws: ChurnError.quotientIsZero) {
      try EffectiveStake(increment: 1, maximum: 1, quotient: 0)
    }
    #expect(throws: ChurnError.maximumBelowIncrement(maximum: 9, increment: 10)) {
      try EffectiveStake(increment: 10, maximum: 9)
    }
    #expect(throws: ChurnError.incrementIsZero) { try CorrelationPenalty(increment: 0) }
    #expect(throws: ChurnError.quotientIsZero) {
      try CorrelationPenalty(increment: 1, immediateQuotient: 0)
    }
    withEvery("length", in: [0, 1, 3, 65_538] as [UInt64]) { length in
      #expect(throws: ChurnError.windowOutOfRange(length, maximum: 65_536)) {
        try SlashedWindow(length: length)
      }
    }
  }

  @Test func encodingsReadBack() throws {
    var queue = ChurnQueue(policy: try policy())
    _ = try queue.schedule(77, askedIn: Round(3), total: 500)
    try expectReadsBack(queue)
    try expectReadsBack(queue.policy)
    try expectReadsBack(try EffectiveStake(increment: 7, maximum: 70))
    try expectReadsBack(try CorrelationPenalty(increment: 7, form: .wholeIncrements))
    var window = try SlashedWindow(length: 6, round: Round(9))
    _ = try window.record(5)
    try expectReadsBack(window)
  }

  @Test func rulesAndWindowsThatCannotBeAreRefusedWhenDecoded() {
    #expect(throws: RecordError.self) { try SlashedWindow(recordBytes: [0, 0, 0]) }
    let odd = [UInt8](repeating: 0, count: 11) + [1] + [UInt8](repeating: 0, count: 32)
    #expect(throws: RecordError.self) { try SlashedWindow(recordBytes: odd) }
    expectRefused(SlashedWindow.self, #"{"round":1,"slots":["1"]}"#)
    expectRefused(SlashedWindow.self, #"{"round":1,"slots":["\#(UInt256.max)","1"]}"#)
    expectRefused(
      CorrelationPenalty.self,
      #"{"increment":"0","multiplier":3,"immediateQuotient":1,"form":1}"#)
    expectRefused(
      EffectiveStake.self,
      #"{"increment":"5","maximum":"4","quotient":4,"downward":1,"upward":5}"#)
    expectRefused(
      ChurnPolicy.self, #"{"minimum":"0","quotient":4,"step":"1","lead":1,"withdrawalDelay":5}"#)
  }

  @Test func hostileQueuesCanBeUsed() throws {
    var queue = ChurnQueue(policy: try policy(), last: .last, room: .max)
    #expect(throws: ChurnError.roundsExhausted(after: .last, needed: 20)) {
      try queue.schedule(5, askedIn: .zero, total: 1)
    }
    var loose = ChurnQueue(policy: try policy(), last: Round(9), room: .max)
    #expect(try loose.schedule(.max, askedIn: .zero, total: 1).happensIn == Round(9))
  }

  @Test func errorsSayTheirValues() {
    withEvery(
      "error",
      in: [
        (ChurnError.minimumBelowStep(minimum: 1, step: 2), "1"),
        (.maximumBelowMinimum(maximum: 3, minimum: 4), "3"),
        (.maximumBelowIncrement(maximum: 5, increment: 6), "6"),
        (.windowOutOfRange(7, maximum: 8), "7"),
        (.roundsExhausted(after: Round(9), needed: 10), "10"),
        (.roundGoesBack(asked: Round(11), open: Round(12)), "11"),
        (.stepIsZero, "0"), (.quotientIsZero, "0"), (.incrementIsZero, "0"),
        (.amountIsZero, "zero"), (.arithmetic(.noWeight(amount: 13)), "13"),
      ]
    ) { error, value in
      #expect(error.description.contains(value))
    }
  }
}
