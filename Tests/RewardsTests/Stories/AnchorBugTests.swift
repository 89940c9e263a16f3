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

/// Bugs of other networks' distribution and emission, each with the number that shows ours has it not.
@Suite struct AnchorBugTests {
  /// opentensor/subtensor, tests/epoch.rs, test_bonds: a billion were emitted, 999 999 996 arrived.
  @Test func bittensorsLostFourUnits() throws {
    let emission: [UInt256] = [
      49_999_998, 99_999_999, 150_000_000, 200_000_001, 49_998_779, 100_000_610, 149_996_337,
      200_004_272,
    ]
    #expect(emission.reduce(0, +) == 999_999_996)
    let paid = try Distribution.distribute(
      budget: 1_000_000_000, policy: RewardPolicy(alpha: RewardPolicy.largestFactor),
      lines: emission.enumerated().map { number, weight in
        RewardLineInput(
          gpu: try GPUID("uid \(number)"), owner: .derived(fromLabel: "\(number)"),
          model: Fixture.mnist, lane: .hosting, stake: weight, sharePPM: 1_000_000, eta: .noBase)
      })
    #expect(paid.amounts.reduce(0, +) == 1_000_000_000)
    for (ours, theirs) in zip(paid.amounts, emission) { #expect(ours - theirs <= 1) }
  }

  /// Synthetix: a rate of reward / duration is zero where the reward is below the duration.
  @Test func rateTruncation() throws {
    let curve = try TargetStakeCurve(
      leastPPM: 25_000, mostPPM: 100_000, idealPPM: 500_000, falloffPPM: 50_000)
    var emission = try EmissionLedger(
      rule: .targetStake(curve, milliseconds: 1_000), backing: .mint(cap: .max))
    var paid: UInt256 = 0
    // 6250 a year, a second at a time: every second is due 0.0002.
    for _ in 0..<60_000 {
      paid += try emission.draw(
        emission.nextRound, EmissionInput(staked: 25_000, supply: 100_000)
      ).budget
    }
    #expect(paid == 11, "60 000 of 31 557 600 seconds are 11.88 units")
  }

  /// Synthetixio/Unipool PR 15, sherlock-audit/2023-06-tokemak-judging#387: rewards of a time without
  /// stakers were lost, or went to the first who came.
  @Test func noStakersCarryAndNeverThePast() throws {
    var book = RewardBook(
      policy: try RewardPolicy(alpha: .one), network: Fixture.network)
    for number in 1...3 as ClosedRange<UInt64> {
      try book.settle(
        round: Round(number), budget: 10, lines: [], stakeSnapshot: .zero, measurements: .zero)
    }
    #expect(book.carried == 30)
    let receipt = try book.settle(
      round: Round(4), budget: 10, lines: [Fixture.line("a", 10, eta: .noBase)],
      stakeSnapshot: .zero, measurements: .zero)
    // Kwenta/token#136: the first tiny staker takes the gap. α is a ceiling: he gets what his stake
    // earns in one round, and the gap stays carried.
    #expect(receipt.distribution.amounts == [10])
    #expect(book.carried == 30)
  }

  /// nimiq/core-rs-albatross PR 3748: a round without weight panicked and halted the chain.
  @Test func aRoundWithoutWeightHaltsNothing() throws {
    let paid = try Distribution.distribute(
      budget: 5, policy: Fixture.onePercent, lines: [Fixture.line("a", 0)])
    #expect(paid.carriedOut == 5)
  }

  /// MANTRA-Chain/mantra-dex#31, sushi-labs/sushiswap PR 122: a pool added twice pays twice.
  @Test func duplicatePool() throws {
    let line = try Fixture.line("a", 1, sharePPM: 1)
    #expect(
      throws: RewardsError.duplicateLine(
        gpu: line.gpu, model: line.model, lane: line.lane)
    ) {
      try Distribution.distribute(
        budget: 1, policy: Fixture.onePercent, lines: [line, line])
    }
  }

  /// The whitepaper's R has no m: paid for each pair, a GPU multiplies its pay by listing models.
  @Test func aGPUCannotMultiplyItsPayByListingModels() throws {
    #expect(throws: RewardsError.sharesAboveOne(gpu: try GPUID("a"), totalPPM: 2_000_000)) {
      try Distribution.distribute(
        budget: 100, policy: Fixture.onePercent,
        lines: [Fixture.line("a", 1), Fixture.line("a", 1, model: Fixture.other)])
    }
  }

  /// threefoldtech/ledger_chain#136: a pot was shared out that pending claims had a right to.
  @Test func thePotIsReducedBeforeItIsSharedAgain() throws {
    var emission = try EmissionLedger(rule: .fixed(perRound: 100), backing: .pool)
    try emission.fund(150)
    #expect(try emission.draw(Round(1)).budget == 100)
    #expect(emission.available == 50)
    #expect(try emission.draw(Round(2)).budget == 50)
  }

  /// Curve, The Graph, Ethereum: what is floored a line is not paid to anybody.
  @Test func theSumOfFlooredLinesIsNotTheTotal() throws {
    let lines = try (0..<1_000).map { try Fixture.line("g\($0)", 1, eta: .noBase) }
    let paid = try Distribution.distribute(
      budget: 999, policy: RewardPolicy(alpha: .one), lines: lines)
    #expect(paid.amounts.reduce(0, +) == 999, "a thousand floors of 0.999 would be nothing")
    #expect(paid.lines.allSatisfy { $0.exact.whole == 0 })
  }

  /// A pay per run would grow with the square of the speed: η enters once, however long Te is.
  @Test func etaIsPaidOncePerRound() throws {
    let fast = try EfficiencyFactor(baseDuration: 20, measuredDuration: 10)
    let paid = try Distribution.distribute(
      budget: 1_000, policy: Fixture.onePercent, lines: [Fixture.line("a", 1_000, eta: fast)])
    #expect(paid.amounts == [20])
  }

  /// entrius/gittensor PR 371: where one receiver was absent his part of each round vanished.
  @Test func absentReceiver() throws {
    let lines = [
      try Fixture.line("a", 100, eta: .noBase),
      try Fixture.line("b", 100, sharePPM: 0, eta: .noBase),
      try Fixture.line("c", 300, eta: .noBase),
    ]
    let paid = try Distribution.distribute(
      budget: 101, policy: RewardPolicy(alpha: .one), lines: lines)
    #expect(paid.amounts == [25, 0, 76], "whoever is there gets all of it")
    #expect(paid.payable == 101 && paid.carriedOut == 0)
  }

  /// Alabama, 1880: a line may get a unit less where the budget is a unit more. That is the price of
  /// exact sums by largest remainders, and no one is told otherwise.
  @Test func alabamaParadox() throws {
    let lines = [
      try Fixture.line("a", 6, eta: .noBase), try Fixture.line("b", 6, eta: .noBase),
      try Fixture.line("c", 2, eta: .noBase),
    ]
    for (budget, amounts) in [(10, [4, 4, 2]), (11, [5, 5, 1])] as [(UInt256, [UInt256])] {
      let paid = try Distribution.distribute(
        budget: budget, policy: RewardPolicy(alpha: .one), lines: lines)
      #expect(paid.amounts == amounts)
      try paid.checkInvariants()
    }
  }

  /// SushiSwap: `set` prices the past anew. The rules of a round that runs are those it began with.
  @Test func setWithoutUpdate() throws {
    var book = RewardBook(policy: Fixture.onePercent, network: Fixture.network)
    let double = try RewardPolicy(alpha: Ratio("2/100")!)
    #expect(throws: RewardsError.amendmentTooEarly(Round(1), next: Round(1))) {
      try book.amend(policy: double, from: Round(1))
    }
    try book.amend(policy: double, from: Round(2))
    for paid in [9, 18] as [UInt256] {
      let receipt = try book.settle(
        round: book.nextRound, budget: 100, lines: Fixture.family(), stakeSnapshot: .zero,
        measurements: .zero)
      #expect(receipt.distribution.payable == paid)
    }
  }
}
