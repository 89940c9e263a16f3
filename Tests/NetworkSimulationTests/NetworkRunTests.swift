// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import HostingEconomics
import LedgerPrimitives
import NetworkSimulation
import Rewards
import Staking
import TestSupport
import Testing
import TokenLedger

@Suite struct NetworkRunTests {
  @Test func everyUnitIsAccountedForAtEveryRound() throws {
    // playRound itself holds the books against each other; here all invariants of each book as well.
    var run = try NetworkRun(Scenarios.standard())
    for round in 0..<120 {
      try run.playRound()
      if round % 10 == 0 { try run.checkInvariants() }
    }
    try run.checkInvariants()
    let rows = run.rows
    #expect(rows.count == 120)
    // The supply again, from the rows alone.
    var supply = UInt256(10_000_000) * TokenUnits.perToken
    for row in rows {
      supply = supply + row.minted - row.burned
      #expect(row.supply == supply, "round \(row.round)")
    }
    #expect(rows.contains { $0.burned > 0 } && rows.contains { $0.fees > .zero })
    #expect(rows.map(\.joined).reduce(0, +) > 0 && rows.map(\.left).reduce(0, +) > 0)
    #expect(rows.allSatisfy { (0...1).contains($0.utilisation) })
  }

  @Test func sealedReceiptsChangeNoAmount() throws {
    var scenario = try Scenarios.standard(candidates: 60, rounds: 30)
    var plain = try NetworkRun(scenario)
    scenario.sealsReceipts = true
    var sealed = try NetworkRun(scenario)
    for _ in 0..<30 {
      let (one, two) = (try plain.playRound(), try sealed.playRound())
      #expect(one == two)
    }
    try sealed.checkInvariants()
    #expect(plain.book == nil && sealed.book?.settledRounds.count == 30)
    #expect(plain.registry.digest == sealed.registry.digest)
  }

  @Test func theSameSeedPlaysTheSameRun() throws {
    func digest(_ seed: UInt64) throws -> String {
      var run = try NetworkRun(Scenarios.standard(candidates: 60, rounds: 40, seed: seed))
      for _ in 0..<40 { try run.playRound() }
      return run.digest
    }
    #expect(try digest(3) == digest(3))
    #expect(try digest(3) != digest(4))
  }

  @Test func providersComeWhereTheyGainAndLeaveWhereTheyLose() throws {
    func providers(_ demand: String, emission: String) throws -> (first: Int, last: Int) {
      var scenario = try Scenarios.standard(candidates: 150, rounds: 100, demand: demand, growth: 0)
      scenario.emission = .constant(try TokenUnits.parse(emission))
      scenario.price.volatility = 0
      scenario.price.pressure = 0
      var run = try NetworkRun(scenario)
      for _ in 0..<100 { try run.playRound() }
      return (run.rows[0].providers, run.rows[99].providers)
    }
    let rich = try providers("20000", emission: "2000")
    #expect(rich.last > rich.first * 2, "\(rich)")
    let poor = try providers("1", emission: "0")
    #expect(poor.last < poor.first / 4, "\(poor)")
  }

  @Test func subsidyAtEqualStakeKeepsTheSmallAndLosesTheBig() throws {
    // The scale finding: without demand, on subsidy alone, those with dear hardware leave first.
    var scenario = try Scenarios.standard(candidates: 300, rounds: 120, demand: "0", growth: 0)
    scenario.initialShare = 1
    scenario.emission = .constant(try TokenUnits.parse("5000"))
    scenario.price = PricePath(start: try USD(parsing: "0.5"))
    // 10 tokens a day: 5 $, of which a 4090 at home needs 3 and an H100 more than 30.
    scenario.alpha = try Ratio(parsing: "0.01")
    var run = try NetworkRun(scenario)
    for _ in 0..<120 { try run.playRound() }
    let (first, last) = (run.rows[0].providersByKind, run.rows[119].providersByKind)
    #expect(first[0] > 40 && first[1] > 100)
    #expect(last[0] == 0 && last[1] > 50, "\(first) → \(last)")
  }

  @Test func stakeIsBackInTheMarketAfterItUnbonds() throws {
    var scenario = try Scenarios.standard(candidates: 40, rounds: 60, demand: "0", growth: 0)
    scenario.initialShare = 1
    scenario.emission = .constant(.zero)
    scenario.patience = 3
    // Nobody comes back to see whether demand has.
    scenario.attention = 0
    var run = try NetworkRun(scenario)
    for _ in 0..<60 { try run.playRound() }
    #expect(run.rows[59].providers == 0)
    #expect(run.registry.totals.bonded == 0 && run.registry.totals.unbonding == 0)
    #expect(run.token.balance(of: .derived(fromLabel: "vault")) == 0)
    #expect(run.token.balance(of: .derived(fromLabel: "market")) == run.token.totalSupply)
  }

  /// Ten equal GPUs, 24 hours, a token at half a dollar: every number of five rounds by hand.
  @Test func roundsComeOutAsByHand() throws {
    var scenario = try Scenarios.standard(candidates: 10, rounds: 5)
    scenario.kinds = [scenario.kinds[0]]
    scenario.initialShare = 1
    scenario.costSpread = 0
    scenario.price = PricePath(start: try USD(parsing: "0.5"))
    scenario.emission = .constant(try TokenUnits.parse("100"))
    (scenario.treasuryPPM, scenario.burnPPM, scenario.takePPM) = (50_000, 200_000, 50_000)
    // 240 hours: $324 are $1.35 an hour; $48 are half the hours at the floor of $0.40; of $1,000
    // only $648 can be spent, at the ceiling of $2.70.
    scenario.demand = .recorded([USD(7), USD(7), USD(324), USD(48), USD(1000)])
    var run = try NetworkRun(scenario)
    for _ in 0..<5 { try run.playRound() }
    let rows = run.rows
    // Bonded before round 0, a stake is active in round 1, and round 1 counts once it is closed.
    #expect(rows.map(\.stake) == [0, 0, 10_000, 10_000, 10_000].map { $0 * TokenUnits.perToken })
    #expect(rows.map(\.computePrice) == [0, 0, 1.35, 0.4, 2.7])
    #expect(rows.map(\.utilisation) == [0, 0, 1, 0.5, 1])
    #expect(rows.map(\.fees) == [.zero, .zero, USD(324), USD(48), USD(648)])
    #expect(rows.allSatisfy { $0.minted == UInt256(100) * TokenUnits.perToken })
    // The first budget that has somebody to go to is 300, the others 100. A twentieth is the
    // treasury's, α·S·η = 0.002 · 1000 · 1 goes to each of ten, the rest is burned; and of what buyers
    // pay, 648, 96 and 1,296 tokens, a fifth is burned and a twentieth the treasury's.
    let burned = try ["0", "0", "394.6", "94.2", "334.2"].map { try TokenUnits.parse($0) }
    #expect(rows.map(\.burned) == burned)
    let treasury = try ["0", "0", "47.4", "57.2", "127"].map { try TokenUnits.parse($0) }
    #expect(rows.map(\.treasury) == treasury)
    #expect(rows.map { Int(($0.annualReturn * 1000).rounded()) } == [0, 0, 730, 730, 730])
    // The pool owes what was paid and not claimed: three quarters of the fees, and the rewards.
    let pool = try TokenUnits.parse("\(486 + 72 + 972 + 3 * 20)")
    #expect(run.token.balance(of: .derived(fromLabel: "pool")) == pool)
    #expect(run.carried.isZero)
    for row in rows.dropFirst(2) {
      let paid = row.fees.double * 0.75 + 20 * 0.5
      #expect(abs(row.surplus - (paid - row.cost.double)) < 1e-9)
    }
  }

  @Test func whoseStakeEarnsMoreElsewhereDoesNotJoin() throws {
    func joined(requiredReturn: Double) throws -> Int {
      var scenario = try Scenarios.standard(
        candidates: 100, rounds: 40, demand: "20000", growth: 0)
      for kind in scenario.kinds.indices { scenario.kinds[kind].stake = 5000 }
      scenario.initialShare = 0.1
      scenario.requiredReturn = requiredReturn
      scenario.patience = 1000
      scenario.price = PricePath(start: try USD(parsing: "0.5"))
      var run = try NetworkRun(scenario)
      for _ in 0..<40 { try run.playRound() }
      return run.rows.map(\.joined).reduce(0, +)
    }
    #expect(try joined(requiredReturn: 0) > 20)
    // 5,000 tokens of half a dollar at 1,000 % a year are $68 a day; an H100 earns less.
    #expect(try joined(requiredReturn: 10) == 0)
  }

  @Test func whoLosesEverySecondRoundStays() throws {
    var scenario = try Scenarios.standard(candidates: 40, rounds: 40)
    scenario.initialShare = 1
    scenario.attention = 0
    scenario.patience = 3
    scenario.emission = .constant(.zero)
    scenario.ceiling = try USDPerHour(parsing: "10")
    scenario.price = PricePath(start: try USD(parsing: "0.5"))
    scenario.demand = .recorded((0..<40).map { $0 % 2 == 0 ? USD(1_000_000) : .zero })
    var run = try NetworkRun(scenario)
    for _ in 0..<40 { try run.playRound() }
    #expect(run.rows.map(\.left).reduce(0, +) == 0, "patience counts losses in a row")
    #expect(run.rows.filter { $0.surplus < 0 }.count >= 15, "and losses there were")
  }

  @Test func scenariosThatCannotBeAreNamed() throws {
    let good = try Scenarios.standard()
    func refused(_ name: String, _ change: (inout Scenario) -> Void) {
      var scenario = good
      change(&scenario)
      let error = #expect(throws: SimulationError.self) { try NetworkRun(scenario) }
      #expect("\(error, default: "none")".contains(name), "\(String(describing: error))")
    }
    refused("candidates") { $0.candidates = 0 }
    refused("kinds") { $0.kinds = [] }
    refused("rounds") { $0.rounds = 0 }
    refused("initial share") { $0.initialShare = .nan }
    refused("ceiling") { $0.ceiling = .free }
    refused("burned and taken") { $0.burnPPM = 999_999 }
    refused("patience") { $0.patience = 0 }
    refused("stake of h100") { $0.kinds[0].stake = 0 }
    refused("utilisation") { $0.kinds[0].cost.utilisation = 2 }
    refused("demand") { $0.demand = .recorded([]) }
    refused("price") { $0.price.start = .zero }
    refused("Alpha") { $0.alpha = .zero }
    refused("eta") { $0.eta = .zero }
    refused("treasury") { $0.treasuryPPM = 1_000_001 }
    #expect(throws: SimulationError.self) {
      var scenario = good
      scenario.alpha = .zero
      try scenario.validate()
    }
  }

  @Test func nothingIsUsedWhereNothingIsBought() throws {
    var scenario = try Scenarios.standard(candidates: 20, rounds: 10)
    scenario.initialShare = 1
    scenario.demand = .recorded([.zero])
    scenario.floor = .free
    var run = try NetworkRun(scenario)
    for _ in 0..<5 { try run.playRound() }
    #expect(run.rows.allSatisfy { $0.utilisation == 0 && $0.fees == .zero && $0.computePrice == 0 })
  }

  @Test func moreThanABookCountsIsRefusedNotTrapped() throws {
    for tokens in [
      "1" + String(repeating: "0", count: 58), "1" + String(repeating: "0", count: 57),
    ] {
      var scenario = try Scenarios.standard(candidates: 20, rounds: 300)
      scenario.initialShare = 1
      scenario.emission = .constant(try TokenUnits.parse(tokens))
      var run = try NetworkRun(scenario)
      #expect(throws: SimulationError.self) { for _ in 0..<300 { try run.playRound() } }
      #expect(!run.rows.isEmpty)
    }
  }

  @Test func aRecordedDemandHoldsItsLastValue() throws {
    var scenario = try Scenarios.standard(candidates: 20, rounds: 10)
    scenario.demand = .recorded([USD(100), USD(50)])
    var run = try NetworkRun(scenario)
    for _ in 0..<5 { try run.playRound() }
    let expected: [USD] = [USD(100), USD(50), USD(50), USD(50), USD(50)]
    #expect(run.rows.map(\.demand) == expected)
  }
}
