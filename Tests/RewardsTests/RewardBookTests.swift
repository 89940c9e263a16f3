// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Rewards
import TestSupport
import Testing

@Suite struct RewardBookTests {
  private func book() throws -> RewardBook {
    RewardBook(policy: Fixture.onePercent, network: Fixture.network)
  }

  private func expectRefusal(
    _ book: RewardBook, _ error: RewardsError, sourceLocation: SourceLocation = #_sourceLocation,
    _ operation: (inout RewardBook) throws -> Void
  ) {
    var tried = book
    #expect(throws: error, sourceLocation: sourceLocation) { try operation(&tried) }
    #expect(tried == book, "a refused operation changes nothing", sourceLocation: sourceLocation)
    #expect(!error.description.isEmpty, sourceLocation: sourceLocation)
  }

  @Test func roundsAreSettledInOrderAndTheCarryIsRemembered() throws {
    var book = try book()
    #expect(book.nextRound == Round(1), "round 0 pays nobody")
    let first = try book.settle(
      round: Round(1), budget: 20, lines: Fixture.family(), stakeSnapshot: Fixture.snapshot,
      measurements: Fixture.measurements)
    #expect(first.distribution.carriedOut == 11)
    #expect(book.carried == 11)
    let second = try book.settle(
      round: Round(2), budget: 1, lines: Fixture.family(), stakeSnapshot: Fixture.snapshot,
      measurements: Fixture.measurements)
    #expect(second.distribution.carriedIn == 11)
    #expect(second.context.previousReceipt == first.digest)
    #expect(second.distribution.amounts == [2, 3, 4])
    #expect(book.totals.funded == 21)
    #expect(book.totals.paid == 18)
    #expect(book.carried == 3)
    #expect(book.lastReceipt == second.digest)
    #expect(try book.settledRound(Round(1)).receipt == first.digest)
    try book.checkInvariants()
  }

  @Test func aRoundIsSettledAtMostOnceAndNoneIsLeftOut() throws {
    var book = try book()
    func settle(_ round: UInt64) -> (inout RewardBook) throws -> Void {
      {
        try $0.settle(
          round: Round(round), budget: 5, lines: Fixture.family(),
          stakeSnapshot: Fixture.snapshot, measurements: .zero)
      }
    }
    expectRefusal(book, .roundAlreadySettled(.zero, next: Round(1)), settle(0))
    expectRefusal(book, .roundOutOfOrder(Round(2), next: Round(1)), settle(2))
    try settle(1)(&book)
    expectRefusal(book, .roundAlreadySettled(Round(1), next: Round(2)), settle(1))
    for round in [Round.zero, Round(2), .last] {
      #expect(throws: RewardsError.roundNotSettled(round, next: Round(2))) {
        try book.settledRound(round)
      }
    }
    let last = RewardBook(
      policy: Fixture.onePercent, network: Fixture.network, firstRound: .last)
    expectRefusal(last, .roundsExhausted(.last), settle(.max))
  }

  @Test func aRoundThatCannotBePaidChangesNothing() throws {
    let line = try Fixture.line("g", 5)
    expectRefusal(
      try book(), .duplicateLine(gpu: line.gpu, model: line.model, lane: line.lane)
    ) {
      try $0.settle(
        round: Round(1), budget: 5, lines: [line, line], stakeSnapshot: .zero,
        measurements: .zero)
    }
    var rich = try book()
    try rich.settle(
      round: Round(1), budget: .max, lines: Fixture.family(), stakeSnapshot: .zero,
      measurements: .zero)
    expectRefusal(rich, .arithmetic(.overflow(operation: "add", operands: [.max, 1]))) {
      // What is carried leaves room, what was ever funded does not.
      try $0.settle(
        round: Round(2), budget: 1, lines: Fixture.family(), stakeSnapshot: .zero,
        measurements: .zero)
    }
  }

  @Test func aDraftIsAReceiptThatIsNotSettledYet() throws {
    var book = try book()
    let draft = try book.draft(
      round: Round(1), budget: 20, lines: Fixture.family(), stakeSnapshot: Fixture.snapshot,
      measurements: .zero)
    #expect(book == (try self.book()))
    var other = book
    try book.settle(draft)
    try other.settle(
      round: Round(1), budget: 20, lines: Fixture.family(), stakeSnapshot: Fixture.snapshot,
      measurements: .zero)
    #expect(book == other)
    #expect(book.digest == other.digest)
    expectRefusal(book, .roundAlreadySettled(Round(1), next: Round(2))) { try $0.settle(draft) }
  }

  @Test func aReceiptOfAnotherBookIsRefused() throws {
    var book = try book()
    try book.settle(
      round: Round(1), budget: 20, lines: Fixture.family(), stakeSnapshot: .zero,
      measurements: .zero)
    func receipt(
      network: Digest = Fixture.network, previous: Digest? = nil,
      policy: RewardPolicy = Fixture.onePercent, carriedIn: UInt256 = 11
    ) throws -> RewardReceipt {
      try RewardReceipt(
        context: RewardContext(
          network: network, round: Round(2), previousReceipt: previous ?? book.lastReceipt,
          stakeSnapshot: .zero, measurements: .zero),
        policy: policy, budget: 1, carriedIn: carriedIn, lines: Fixture.family())
    }
    let generous = try RewardPolicy(alpha: .one)
    expectRefusal(
      book,
      .receiptDoesNotFit(
        .network, expected: Fixture.network.description, found: Digest.zero.description)
    ) { try $0.settle(receipt(network: .zero)) }
    expectRefusal(
      book,
      .receiptDoesNotFit(
        .previousReceipt, expected: book.lastReceipt.description,
        found: Digest.zero.description)
    ) { try $0.settle(receipt(previous: .zero)) }
    expectRefusal(
      book,
      .receiptDoesNotFit(
        .policy, expected: "\(Fixture.onePercent)", found: "\(generous)")
    ) { try $0.settle(receipt(policy: generous)) }
    expectRefusal(book, .receiptDoesNotFit(.carriedIn, expected: "11", found: "12")) {
      try $0.settle(receipt(carriedIn: 12))
    }
    try book.settle(receipt())
  }

  @Test func randomRoundsConserveEveryUnit() throws {
    let seed: UInt64 = 31
    var generator = SeededGenerator(seed: seed)
    let policies = [
      try RewardPolicy(alpha: Ratio(1, 50), treasuryPPM: 123_456, burnPPM: 6_543),
      try RewardPolicy(alpha: Ratio(1, 50), treasuryPPM: 1, unspent: .burn),
      try RewardPolicy(alpha: Ratio(1, 50), burnPPM: 999_999, unspent: .treasury),
    ]
    for policy in policies {
      var machine = RewardsMachine()
      try machine.apply(.open(policy, network: Fixture.network, firstRound: Round(1)))
      var journal = [
        RewardsOperation.open(policy, network: Fixture.network, firstRound: Round(1)).record
      ]
      var (funded, paid) = (UInt256.zero, UInt256.zero)
      for number in 1...100 as ClosedRange<UInt64> {
        let round = try RandomRound(using: &generator)
        let book = try #require(machine.book)
        let receipt = try book.draft(
          round: Round(number), budget: round.budget, lines: round.lines,
          stakeSnapshot: Fixture.snapshot, measurements: .zero)
        let record = RewardsOperation.settle(receipt).record
        try machine.apply(record)
        journal.append(record)
        try machine.checkInvariants()
        funded += round.budget
        paid += receipt.distribution.lines.reduce(into: 0) { $0 += $1.amount }
      }
      let totals = try #require(machine.book).totals
      #expect(totals.funded == funded, "seed \(seed)")
      #expect(totals.paid == paid, "seed \(seed)")
      #expect(
        totals.funded == totals.treasury + totals.burned + totals.paid + totals.carried,
        "seed \(seed)")

      var replayed = RewardsMachine()
      for record in journal { try replayed.apply(record) }
      #expect(replayed == machine)
      #expect(replayed.stateDigest == machine.stateDigest)
    }
  }

  @Test func aBookComesBackFromJSONAndADamagedOneDoesNot() throws {
    var book = try book()
    for round in 1...3 as ClosedRange<UInt64> {
      try book.settle(
        round: Round(round), budget: 20, lines: Fixture.family(),
        stakeSnapshot: Fixture.snapshot, measurements: .zero)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(book)
    #expect(try JSONDecoder().decode(RewardBook.self, from: data) == book)

    let text = String(decoding: data, as: UTF8.self)
    for (old, new) in [
      ("\"funded\":\"60\"", "\"funded\":\"61\""), ("\"nextRound\":4", "\"nextRound\":5"),
      ("\"carriedOut\":\"22\"", "\"carriedOut\":\"23\""), ("\"paid\":\"27\"", "\"paid\":\"26\""),
      ("\"round\":2", "\"round\":3"), ("\"firstRound\":1", "\"firstRound\":0"),
      ("\"lastReceipt\":\"\(book.lastReceipt)\"", "\"lastReceipt\":\"\(Digest.zero)\""),
    ] {
      let damaged = text.replacingOccurrences(of: old, with: new)
      #expect(damaged != text, "\(old) stands in \(text)")
      #expect(throws: DecodingError.self, "\(new)") {
        try JSONDecoder().decode(RewardBook.self, from: Data(damaged.utf8))
      }
    }
  }
}
