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

@Suite struct AmendmentTests {
  private let twoPercent = try! RewardPolicy(alpha: Ratio("2/100")!)

  private func settle(_ machine: inout RewardsMachine, budget: UInt256 = 100) throws {
    let book = try #require(machine.book)
    let receipt = try book.draft(
      round: book.nextRound, budget: budget, lines: Fixture.family(),
      stakeSnapshot: Fixture.snapshot, measurements: .zero)
    #expect(receipt.policy == book.policy, "the receipt is bound to the rules in force")
    try machine.apply(.settle(receipt))
    try machine.checkInvariants()
  }

  private func opened() throws -> RewardsMachine {
    var machine = RewardsMachine()
    try machine.apply(
      .open(Fixture.onePercent, network: Fixture.network, firstRound: Round(1)))
    return machine
  }

  @Test func rulesChangeAtABoundaryAndNeverForARoundThatRuns() throws {
    var machine = try opened()
    #expect(throws: RewardsError.amendmentTooEarly(Round(1), next: Round(1))) {
      try machine.apply(.amend(twoPercent, from: Round(1)))
    }
    try machine.apply(.amend(twoPercent, from: Round(2)))
    try settle(&machine)
    #expect(machine.book?.totals.paid == 9, "round 1 is paid by the rules it ran under")
    try settle(&machine)
    #expect(machine.book?.totals.paid == 27)
    let before = machine
    for round in [Round.zero, Round(1), Round(2), Round(3)] {
      #expect(throws: RewardsError.amendmentTooEarly(round, next: Round(3))) {
        try machine.apply(.amend(Fixture.onePercent, from: round))
      }
    }
    #expect(machine == before, "a refused amendment changes nothing")
    #expect(machine.book?.policy(of: Round(1)) == Fixture.onePercent)
    #expect(machine.book?.policy(of: Round(9)) == twoPercent)
  }

  @Test func aReceiptUnderTheRulesBeforeOrAfterIsRefused() throws {
    var machine = try opened()
    try machine.apply(.amend(twoPercent, from: Round(2)))
    try settle(&machine)
    let book = try #require(machine.book)
    let stale = try RewardReceipt(
      context: RewardContext(
        network: Fixture.network, round: Round(2), previousReceipt: book.lastReceipt,
        stakeSnapshot: Fixture.snapshot, measurements: .zero),
      policy: Fixture.onePercent, budget: 100, carriedIn: book.carried, lines: Fixture.family())
    try stale.verify()
    let before = machine
    #expect(
      throws: RewardsError.receiptDoesNotFit(
        .policy, expected: "\(twoPercent)", found: "\(Fixture.onePercent)")
    ) { try machine.apply(.settle(stale)) }
    #expect(machine == before)
    let own = try book.draft(
      round: Round(2), budget: 100, lines: Fixture.family(), stakeSnapshot: Fixture.snapshot,
      measurements: .zero)
    #expect(own.digest != stale.digest, "the digest binds the rules")
  }

  @Test func aLaterAmendmentFromTheSameRoundTakesTheFirstsPlace() throws {
    var machine = try opened()
    let three = try RewardPolicy(alpha: Ratio("3/100")!)
    try machine.apply(.amend(three, from: Round(4)))
    try machine.apply(.amend(twoPercent, from: Round(2)))
    try machine.apply(.amend(three, from: Round(2)))
    try machine.apply(.amend(Fixture.onePercent, from: Round(4)))
    #expect(machine.book?.amendments.map(\.from) == [Round(2), Round(4)])
    for _ in 0..<4 { try settle(&machine) }
    #expect(machine.book?.settledRounds.map(\.paid) == [9, 27, 27, 9])
  }

  @Test func amendmentsComeBackFromJournalAndJSON() throws {
    let operation = RewardsOperation.amend(twoPercent, from: Round(2))
    #expect(operation.record.version == 3)
    #expect(try RewardsOperation(operation.record) == operation)
    var machine = RewardsMachine()
    #expect(throws: RewardsError.notOpened) { try machine.apply(operation) }
    machine = try opened()
    let without = machine.stateDigest
    try machine.apply(operation.record)
    #expect(machine.stateDigest != without)
    try settle(&machine)
    let book = try #require(machine.book)
    let json = try JSONEncoder().encode(book)
    let read = try JSONDecoder().decode(RewardBook.self, from: json)
    #expect(read == book && read.digest == book.digest)
    let early = String(decoding: json, as: UTF8.self).replacingOccurrences(
      of: #""from":2"#, with: #""from":1"#)
    #expect(early != String(decoding: json, as: UTF8.self))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(RewardBook.self, from: Data(early.utf8))
    }
  }
}
