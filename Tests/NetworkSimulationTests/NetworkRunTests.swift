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
