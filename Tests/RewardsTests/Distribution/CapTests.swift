// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards
import TestSupport
import Testing

@Suite struct CapTests {
  private func policy(_ caps: RewardCaps) throws -> RewardPolicy {
    try RewardPolicy(alpha: Ratio(1_000), caps: caps)
  }

  private func paid(
    _ caps: RewardCaps, budget: UInt256, _ lines: [RewardLineInput]
  ) throws -> Distribution {
    let paid = try Distribution.distribute(budget: budget, policy: policy(caps), lines: lines)
    try paid.checkInvariants()
    return paid
  }

  @Test func whatACapCutsOffGoesToTheOthersByTheirWeights() throws {
    // 100, 200 and 300 of 600: c may have 200, a and b share 400 by one to two.
    let caps = RewardCaps(gpu: .units(200))
    let paid = try paid(caps, budget: 600, Fixture.family())
    // b would have 267 then, so it is full too, and a gets what is left.
    #expect(paid.amounts == [200, 200, 200])
    let wide = try self.paid(RewardCaps(gpu: .units(270)), budget: 600, Fixture.family())
    #expect(wide.amounts == [110, 220, 270])
    #expect(wide.lines.map(\.cappedBy) == [nil, nil, .gpu])
    #expect(wide.lines.map(\.exact.description) == ["110", "220", "270"])
    #expect(wide.withheld == 0)
  }

  @Test func whatACapCutsOffIsCarriedByPolicy() throws {
    let caps = RewardCaps(gpu: .units(270), excess: .carry)
    let paid = try paid(caps, budget: 600, Fixture.family())
    #expect(paid.amounts == [100, 200, 270])
    #expect(paid.withheld == 30)
    #expect(paid.carriedOut == 30)
    #expect(paid.payable == 570, "payable is what the lines get")
  }

  @Test func whatNobodyCanTakeIsCarried() throws {
    let paid = try paid(RewardCaps(gpu: .units(50)), budget: 600, Fixture.family())
    #expect(paid.amounts == [50, 50, 50])
    #expect(paid.withheld == 450)
    #expect(paid.carriedOut == 450)
  }

  @Test func anOwnersCapCountsAllHisGPUs() throws {
    let owner = Address.derived(fromLabel: "whale")
    let lines = try ["a", "b", "c"].map { name in
      let line = try Fixture.line(name, 100)
      return RewardLineInput(
        gpu: line.gpu, owner: name == "c" ? line.owner : owner, model: line.model,
        lane: line.lane, stake: line.stake, sharePPM: line.sharePPM, eta: line.eta)
    }
    let paid = try paid(
      RewardCaps(owner: .partsPerMillion(500_000)), budget: 901, lines)
    // 450 is half of 901, rounded down; of equal remainders the smaller line gets nothing more.
    #expect(paid.amounts == [225, 225, 450])
    #expect(paid.withheld == 1, "both owners are full: one unit is carried")
    #expect(paid.lines[0].cappedBy == .owner)
  }

  @Test func aModelsCapAndAGPUsCapMeet() throws {
    let half: UInt32 = 500_000
    let lines = [
      try Fixture.line("a", 100, sharePPM: half),
      try Fixture.line("a", 100, model: Fixture.other, sharePPM: half),
      try Fixture.line("b", 100, sharePPM: half),
      try Fixture.line("b", 100, model: Fixture.other, sharePPM: half),
    ]
    let caps = RewardCaps(gpu: .units(130), model: .units(90))
    let paid = try paid(caps, budget: 240, lines)
    // 60 each; "digits" may have 90 and so may "words": 45 each, 60 left over.
    #expect(paid.amounts == [45, 45, 45, 45])
    #expect(paid.withheld == 60)
    let loose = try self.paid(
      RewardCaps(gpu: .units(130), model: .units(150)), budget: 240, lines)
    #expect(loose.amounts == [60, 60, 60, 60])
  }

  @Test func capsThatDoNotBindChangeNothing() throws {
    let free = try paid(.none, budget: 601, Fixture.family())
    let capped = try paid(
      RewardCaps(gpu: .units(302), owner: .units(302), model: .units(600)), budget: 601,
      Fixture.family())
    #expect(free.amounts == [100, 200, 301])
    #expect(capped.amounts.reduce(0, +) == 600)
    let wide = try paid(
      RewardCaps(gpu: .units(302), owner: .partsPerMillion(999_000)), budget: 601,
      Fixture.family())
    #expect(wide.amounts == free.amounts)
    #expect(wide.lines.map(\.cappedBy) == [nil, nil, nil])
  }

  @Test func aCapOfNothingPaysNothing() throws {
    let paid = try paid(RewardCaps(model: .units(0)), budget: 600, Fixture.family())
    #expect(paid.amounts == [0, 0, 0])
    #expect(paid.carriedOut == 600)
  }

  @Test func roundingNeverLiftsAGroupAboveItsCap() throws {
    // Twenty lines of 0.45 each: plain largest remainders would give the owner nine units of nine.
    let owner = Address.derived(fromLabel: "many")
    var lines: [RewardLineInput] = []
    for number in 0..<20 {
      lines.append(
        RewardLineInput(
          gpu: try GPUID("a\(number)"), owner: owner, model: Fixture.mnist, lane: .training,
          stake: 45, sharePPM: 1_000_000, eta: .noBase))
    }
    lines.append(
      RewardLineInput(
        gpu: try GPUID("z"), owner: .derived(fromLabel: "other"), model: Fixture.mnist,
        lane: .training, stake: 1_100, sharePPM: 1_000_000, eta: .noBase))
    for cap in 7...12 as ClosedRange<UInt64> {
      let paid = try paid(RewardCaps(owner: .units(UInt256(cap))), budget: 20, lines)
      for payment in try paid.payments() { #expect(payment.amount <= UInt256(cap)) }
      #expect(paid.payable + paid.withheld == 20)
    }
  }

  @Test func aUnitLeftOverGoesToALineWithRoom() throws {
    // a's two lines have the largest remainders, 0.48 each of 2 units; both units would make two of the
    // one that a may have. So the second goes to b, before c with the same remainder.
    let half: UInt32 = 500_000
    let whale = Address.derived(fromLabel: "whale")
    func row(
      _ gpu: String, _ stake: UInt256, _ model: ModelID = Fixture.mnist, share: UInt32 = 1_000_000,
      owner: Address = whale
    ) throws -> RewardLineInput {
      RewardLineInput(
        gpu: try GPUID(gpu), owner: owner, model: model, lane: .training, stake: stake,
        sharePPM: share, eta: .noBase)
    }
    let lines = [
      try row("a", 96, share: half), try row("a", 96, Fixture.other, share: half),
      try row("b", 35), try row("c", 35), try row("d", 34),
    ]
    // Among lines that no cap limits.
    for excess in RewardCaps.Excess.allCases {
      let free = try paid(RewardCaps(gpu: .units(1), excess: excess), budget: 2, lines)
      #expect(free.amounts == [1, 0, 1, 0, 0])
      #expect(free.withheld == 0)
      #expect(free.lines.map(\.cappedBy) == [nil, nil, nil, nil, nil])
    }
    // Within what the owner's cap gives his lines; z is full first.
    let more = lines + [try row("z", 200, owner: .derived(fromLabel: "other"))]
    let caps = RewardCaps(gpu: .units(1), owner: .units(2))
    let owned = try paid(caps, budget: 10, more)
    #expect(owned.amounts == [1, 0, 1, 0, 0, 1])
    #expect(owned.lines.map(\.cappedBy) == [.owner, .owner, .owner, .owner, .owner, .gpu])
    #expect(owned.withheld == 7)
    // The same where it is a model that may have one unit.
    let byModel = try [
      row("a", 48), row("b", 48), row("c", 35, ModelID("m")), row("d", 35, ModelID("n")),
      row("e", 34, ModelID("o")),
    ]
    let modelled = try paid(RewardCaps(model: .partsPerMillion(half)), budget: 2, byModel)
    #expect(modelled.amounts == [1, 0, 1, 0, 0])
    #expect(modelled.withheld == 0)
  }
}
