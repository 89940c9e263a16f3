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

@Suite struct DistributionTests {
  @Test func treasuryAndBurnComeFirstByTheirOwnLargestRemainder() throws {
    let policy = try RewardPolicy(
      alpha: #require(Ratio("1/100")), treasuryPPM: 100_000, burnPPM: 50_000)
    let paid = try Distribution.distribute(
      budget: 15, carriedIn: 2, policy: policy, lines: Fixture.family())
    // 1.7 and 0.85 and 14.45 of 17: the units left go to 0.85 and 0.7.
    #expect(paid.treasury == 2)
    #expect(paid.burned == 1)
    #expect(paid.payable == 9)
    #expect(paid.carriedOut == 5)
    try paid.checkInvariants()
  }

  @Test func theUnspentGoesWhereThePolicySays() throws {
    for (unspent, expected) in [
      (RewardPolicy.Unspent.carry, [100, 0, 891] as [UInt256]), (.treasury, [991, 0, 0]),
      (.burn, [100, 891, 0]),
    ] {
      let policy = try RewardPolicy(
        alpha: #require(Ratio("1/100")), treasuryPPM: 100_000, unspent: unspent)
      let paid = try Distribution.distribute(
        budget: 1_000, policy: policy, lines: Fixture.family())
      #expect(paid.unspent == 891)
      #expect([paid.treasury, paid.burned, paid.carriedOut] == expected, "\(unspent)")
      try paid.checkInvariants()
    }
  }

  @Test func withoutWorkEverythingIsCarriedWhateverThePolicy() throws {
    let none: [[RewardLineInput]] = [
      [], [try Fixture.line("a", 0)], [try Fixture.line("a", 5, sharePPM: 0)],
    ]
    for unspent in RewardPolicy.Unspent.allCases {
      let policy = try RewardPolicy(
        alpha: .one, treasuryPPM: 300_000, burnPPM: 300_000, unspent: unspent)
      for lines in none {
        let paid = try Distribution.distribute(
          budget: 70, carriedIn: 7, policy: policy, lines: lines)
        #expect(paid.carriedOut == 77)
        #expect([paid.treasury, paid.burned, paid.payable] == [0, 0, 0])
        #expect(paid.alphaEffective == .zero)
        #expect(paid.lines.map(\.exact.description) == lines.map { _ in "0" })
        try paid.checkInvariants()
      }
    }
  }

  @Test func commissionIsSplitOffEachLineAndTheStakeGetsTheTie() throws {
    let paid = try Distribution.distribute(
      budget: 1_000, policy: RewardPolicy(alpha: .one),
      lines: [
        Fixture.line("a", 15, eta: .noBase, commissionPPM: 100_000),
        Fixture.line("b", 16, eta: .noBase, commissionPPM: 100_000),
        Fixture.line("c", 9, eta: .noBase, commissionPPM: 1_000_000),
        Fixture.line("d", 9, eta: .noBase),
      ])
    #expect(paid.amounts == [15, 16, 9, 9])
    #expect(paid.lines.map(\.commission) == [1, 2, 9, 0], "1.5 is a tie, 1.6 is not")
    #expect(paid.lines.map(\.stakeReward) == [14, 14, 0, 9])
  }

  @Test func linesOfOneOwnerAreOnePayment() throws {
    var lines = try Fixture.family()
    lines.append(
      RewardLineInput(
        gpu: try GPUID("z"), owner: lines[0].owner, model: Fixture.mnist, lane: .training,
        stake: 1_000, sharePPM: 1_000_000, eta: Fixture.threeHalves))
    lines.append(try Fixture.line("poor", 0))
    let paid = try Distribution.distribute(
      budget: 1_000, policy: Fixture.onePercent, lines: lines)
    let payments = try paid.payments()
    #expect(payments.map(\.account) == Set(lines.dropLast().map(\.owner)).sorted())
    #expect(payments.first { $0.account == lines[0].owner }?.amount == 17)
    #expect(payments.reduce(into: 0) { $0 += $1.amount } == paid.payable)
  }

  @Test func namesAreOrderedByBytesAndOnlyThenLanes() throws {
    // "Z" before "a", "a" before "ä", and a long name after its beginning.
    let names = ["ä", "a", "Z", "aa"]
    let lines = try names.flatMap { name in
      try [Lane.hosting, .training].map {
        try Fixture.line(name, 5, lane: $0, sharePPM: 500_000)
      }
    }
    let paid = try Distribution.distribute(
      budget: 3, policy: RewardPolicy(alpha: .one), lines: lines)
    #expect(
      paid.lines.map { "\($0.gpu) \($0.lane)" } == [
        "Z training", "Z hosting", "a training", "a hosting", "aa training", "aa hosting",
        "ä training", "ä hosting",
      ])
    #expect(paid.amounts == [1, 1, 1, 0, 0, 0, 0, 0], "equal remainders: the smaller lines")
  }

  @Test func theLargestStakesAndBudgetsDoNotOverflow() throws {
    let most = UInt256(UInt128.max)
    let policy = try RewardPolicy(
      alpha: RewardPolicy.largestFactor, etaRange: .one...RewardPolicy.largestFactor,
      treasuryPPM: 1, burnPPM: 1)
    let fast = try EfficiencyFactor(baseDuration: 1_000_000, measuredDuration: 1)
    let lines = try (0..<64).map { try Fixture.line("g\($0)", most, eta: fast) }
    let paid = try Distribution.distribute(budget: .max, policy: policy, lines: lines)
    #expect(paid.payable == most * 64 * 1_000_000 * 1_000_000)
    #expect(paid.alphaEffective == RewardPolicy.largestFactor)
    try paid.checkInvariants()
    let poor = try Distribution.distribute(
      budget: .max, policy: RewardPolicy(alpha: Ratio("1/3")!), lines: lines)
    try poor.checkInvariants()
  }

  @Test func exactAmountsAreShownInFull() throws {
    let paid = try Distribution.distribute(
      budget: 7, policy: Fixture.onePercent, lines: Fixture.family())
    #expect(
      paid.lines.map { $0.exact.decimalText(fractionDigits: 4) } == ["1.1666", "2.3333", "3.5000"])
    #expect(try paid.lines[2].exact.ratio() == Ratio("7/2"))
    #expect(paid.lines[2].exact.fraction == Ratio("1/2"))
    #expect(paid.lines[0].exact.decimalText(fractionDigits: 0) == "1")
  }
}
