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

@Suite struct EmissionLedgerTests {
  private func ledger(
    _ rule: EmissionRule, _ backing: EmissionBacking = .mint(cap: .max)
  ) throws -> EmissionLedger {
    try EmissionLedger(rule: rule, backing: backing)
  }

  /// The budgets of the next rounds, each checked.
  private func budgets(
    _ ledger: inout EmissionLedger, _ count: Int, _ input: EmissionInput = EmissionInput()
  ) throws -> [UInt256] {
    try (0..<count).map { _ in
      let draw = try ledger.draw(ledger.nextRound, input)
      try ledger.checkInvariants()
      #expect(draw.debtBefore + draw.due == draw.drawn + draw.cut + draw.debt)
      return draw.budget
    }
  }

  @Test func aFixedEmissionIsTheSameEveryRound() throws {
    var ledger = try ledger(.fixed(perRound: 7))
    #expect(try budgets(&ledger, 3) == [7, 7, 7])
  }

  @Test func halvingLosesNoOddUnit() throws {
    var ledger = try ledger(.halving(initial: 5, rounds: 2))
    // 5, 5, 2.5, 2.5, 1.25, 1.25, …: the floors of 5, 10, 12.5, 15, 16.25, 17.5, …
    #expect(try budgets(&ledger, 6) == [5, 5, 2, 3, 1, 1])
    _ = try budgets(&ledger, 1_000)
    #expect(ledger.drawn == 19, "all but the unit that is never reached")
  }

  @Test func bitcoinsHalvingGivesTwentyOneMillion() throws {
    var ledger = try ledger(.halving(initial: 5_000_000_000, rounds: 210_000))
    var total: UInt256 = 0
    for _ in 0..<210_000 { total += try ledger.draw(ledger.nextRound).budget }
    #expect(total == 5_000_000_000 * 210_000)
    #expect(try ledger.draw(ledger.nextRound).budget == 2_500_000_000)
  }

  @Test func aDecayIsTheSumOfItsRoundsToTheUnit() throws {
    // 1000 · (9/10)ⁿ: 1000, 900, 810, 729, 656.1, 590.49, 531.441
    var ledger = try ledger(.decay(initial: 1_000, factor: Ratio("9/10")!, rounds: 1))
    let paid = try budgets(&ledger, 7)
    #expect(paid[..<1] == [1_000])
    #expect(paid.reduce(0, +) == 5_217, "5217.031")
    _ = try budgets(&ledger, 2_000)
    #expect(ledger.drawn == 9_999, "the limit of 10 000 is never reached")
  }

  @Test func issuanceHalvesAtHalfAndThreeQuarters() throws {
    var ledger = try ledger(.issuanceHalving(initial: 8, limit: 64))
    // Eight each until 32 are out, four until 48, two until 56, one until 60, …
    #expect(
      try budgets(&ledger, 16) == [8, 8, 8, 8, 4, 4, 4, 4, 2, 2, 2, 2, 1, 1, 1, 1])
    _ = try budgets(&ledger, 200)
    #expect(ledger.drawn <= 64)
    #expect(ledger.drawn >= 63)
  }

  @Test func targetStakeEmissionKeepsTheHoursOfAYearTogether() throws {
    let curve = try TargetStakeCurve(
      leastPPM: 25_000, mostPPM: 100_000, idealPPM: 500_000, falloffPPM: 50_000)
    var ledger = try ledger(.targetStake(curve, milliseconds: 3_600_000))
    let input = EmissionInput(staked: 25_000, supply: 100_000)
    let all = try budgets(&ledger, 8_766, input).reduce(0, +)
    #expect(all == 6_250, "a Julian year has 8766 hours, and no hour lost a part of a unit")
    let hourly = try curve.polkadotPayout(
      staked: 25_000, supply: 100_000, milliseconds: 3_600_000)
    #expect(hourly * 8_766 == 8_766, "rounded hour by hour it would be off by a third")
  }

  @Test func feesAreBurnedPassedOnAndMatchedByNewUnits() throws {
    var ledger = try ledger(
      .demand(burnPPM: 300_000, mintPPM: 500_000, mintLimit: 40), .mint(cap: 100))
    let first = try ledger.draw(Round(1), EmissionInput(fees: 5))
    #expect([first.burned, first.passedOn, first.drawn] == [1, 4, 2])
    let second = try ledger.draw(Round(2), EmissionInput(fees: 5))
    #expect(
      [second.burned, second.passedOn, second.drawn] == [2, 3, 3], "the halves are paid now")
    let third = try ledger.draw(Round(3), EmissionInput(fees: 1_000))
    #expect(third.drawn == 40, "the limit of a round")
    #expect(ledger.fees == ledger.burned + ledger.passedOn)
    let fourth = try ledger.draw(Round(4), EmissionInput(fees: 1_000))
    let fifth = try ledger.draw(Round(5), EmissionInput(fees: 1_000))
    #expect([fourth.drawn, fifth.drawn] == [40, 15])
    #expect(fifth.cut == 25, "the supply is at its cap")
    #expect(ledger.debt == 0)
    try ledger.checkInvariants()
  }

  @Test func anEmptyPoolPaysWhatThereIsAndKeepsTheDebtVisible() throws {
    // sushi-labs/sushiswap PR 122: give what there is and remember the rest.
    var ledger = try ledger(.fixed(perRound: 10), .pool)
    try ledger.fund(14)
    #expect(try budgets(&ledger, 3) == [10, 4, 0])
    #expect(ledger.debt == 16)
    try ledger.fund(20)
    #expect(try budgets(&ledger, 2) == [20, 0], "the debt first, then what there is of the round")
    #expect(ledger.debt == 16)
    try ledger.fund(1_000)
    #expect(try budgets(&ledger, 2) == [26, 10])
    #expect(ledger.debt == 0)
  }

  @Test func theSupplyCapIsTheEndAndNoDebt() throws {
    var ledger = try ledger(.fixed(perRound: 10), .mint(cap: 25))
    #expect(try budgets(&ledger, 4) == [10, 10, 5, 0])
    #expect(ledger.debt == 0)
    #expect(ledger.cut == 15)
    #expect(throws: RewardsError.emissionIsMinted) { try ledger.fund(1) }
  }

  @Test func aRoundIsDrawnOnceAndInOrder() throws {
    var ledger = try ledger(.fixed(perRound: 1))
    try ledger.draw(Round(1))
    let before = ledger
    #expect(throws: RewardsError.roundAlreadySettled(Round(1), next: Round(2))) {
      try ledger.draw(Round(1))
    }
    #expect(throws: RewardsError.roundOutOfOrder(Round(3), next: Round(2))) {
      try ledger.draw(Round(3))
    }
    #expect(throws: RewardsError.emissionOutOfRange("fees", value: "1")) {
      try ledger.draw(Round(2), EmissionInput(fees: 1))
    }
    #expect(ledger == before)
    let json = try JSONEncoder().encode(ledger)
    #expect(try JSONDecoder().decode(EmissionLedger.self, from: json) == ledger)
  }

  @Test func aDamagedLedgerIsRefusedAndNeverTraps() throws {
    for rule in [
      .fixed(perRound: 7), .halving(initial: 5, rounds: 2),
      .decay(initial: 9, factor: Ratio("1/2")!, rounds: 1), .issuanceHalving(initial: 9, limit: 90),
      .demand(burnPPM: 300_000, mintPPM: 100_000, mintLimit: 9),
    ] as [EmissionRule] {
      var ledger = try ledger(rule, .mint(cap: 1_000))
      for _ in 0..<3 {
        var input = EmissionInput()
        if case .demand = rule { input = EmissionInput(fees: 55) }
        try ledger.draw(ledger.nextRound, input)
      }
      let text = String(decoding: try JSONEncoder().encode(ledger), as: UTF8.self)
      #expect(try JSONDecoder().decode(EmissionLedger.self, from: Data(text.utf8)) == ledger)
      for name in ["drawn", "burned", "passedOn", "cut", "remainder", "factor"] {
        let pattern = try Regex("\"\(name)\":\"[0-9]+\"")
        let damaged = text.replacing(pattern, with: "\"\(name)\":\"\(UInt256.max)\"")
        #expect(damaged != text)
        #expect(throws: DecodingError.self, "\(rule), \(name)") {
          try JSONDecoder().decode(EmissionLedger.self, from: Data(damaged.utf8))
        }
      }
    }
  }

  @Test func rulesThatCannotBeCountedAreRefused() throws {
    let tooMuch = UInt256(1) << 128
    for rule in [
      .fixed(perRound: tooMuch), .halving(initial: 1, rounds: 0),
      .halving(initial: tooMuch, rounds: 1), .decay(initial: 1, factor: Ratio(2), rounds: 1),
      .decay(initial: 1, factor: .one, rounds: 0), .issuanceHalving(initial: tooMuch, limit: 1),
      .demand(burnPPM: 1_000_001, mintPPM: 0, mintLimit: 0),
      .demand(burnPPM: 0, mintPPM: 1_000_001, mintLimit: 0),
    ] as [EmissionRule] {
      #expect(throws: RewardsError.self, "\(rule)") { try ledger(rule) }
    }
  }

  @Test func theLargestRulesDoNotTrap() throws {
    let most = UInt256(UInt128.max)
    for rule in [
      .fixed(perRound: most), .halving(initial: most, rounds: .max),
      .halving(initial: most, rounds: 1), .decay(initial: most, factor: .one, rounds: 1),
      .issuanceHalving(initial: most, limit: most),
      .demand(burnPPM: 1_000_000, mintPPM: 1_000_000, mintLimit: most),
    ] as [EmissionRule] {
      var ledger = try ledger(rule, .mint(cap: most))
      for _ in 0..<600 {
        var input = EmissionInput()
        if case .demand = rule { input = EmissionInput(fees: most) }
        _ = try ledger.draw(ledger.nextRound, input)
        try ledger.checkInvariants()
      }
      #expect(ledger.drawn == most)
    }
  }
}
