// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking
import Testing

@Suite struct SlashingTests {
  @Test func aSlashTakesTheFractionOfBondAndUnbondingAndNamesTheDestination() throws {
    var registry = try Fixture.registry()
    try registry.unbond(gpu: Fixture.gpuA, amount: 33)
    let events = try registry.slash(
      gpu: Fixture.gpuA, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 500_000)
    let slash = try #require(try registry.slashes(of: Fixture.gpuA).first)
    #expect(events == [.slashed(slash)])
    #expect((slash.gpu, slash.owner) == (Fixture.gpuA, Fixture.ada))
    #expect((slash.fault, slash.faultRound) == (.wrongResult, Round(1)))
    #expect(
      (slash.bonded, slash.unbonding) == (33, 16),
      "67 and 33 lose 33.5 and 16.5, each rounded down")
    #expect(slash.destination == Fixture.slashed)
    #expect(registry.totals.slashed == 49)
    #expect(registry.bonded(Fixture.gpuA) == 34)
    #expect(registry.stake(of: Fixture.gpuA)?.unbondingTotal == 17)
    try registry.checkInvariants()
  }

  @Test func theMagnitudeIsRoundedUpAtEachSlash() throws {
    var registry = try Fixture.registry()
    func magnitude() throws -> UInt256 {
      try #require(registry.stake(of: Fixture.gpuA)).magnitude
    }
    #expect(try magnitude() == UInt256(1) << 96)
    try registry.slash(
      gpu: Fixture.gpuA, fault: .downtime, faultRound: Round(1), partsPerMillion: 333_333)
    // 2⁹⁶ · 666 667 / 10⁶ is …164 738.65.
    let first = try #require(UInt256("52818801418897063150475164739"))
    #expect(try magnitude() == first, "rounded up, as the loss is rounded down")
    try registry.slash(
      gpu: Fixture.gpuA, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 1)
    // The first one · 999 999 / 10⁶ is …014 263.84.
    let second = try #require(UInt256("52818748600095644253412014264"))
    #expect(try magnitude() == second)
    try registry.checkInvariants()
  }

  @Test func slashEscapeByUnbondingIsNotPossible() throws {
    // In every round in which evidence is accepted, what unbonded in the round of the fault is here.
    var registry = try Fixture.registry()
    try registry.unbond(gpu: Fixture.gpuA, amount: 100)
    for round in 1..<(1 + Fixture.policy.evidenceWindow) {
      #expect(registry.openRound == Round(round))
      #expect(throws: StakingError.self) { try registry.withdraw(gpu: Fixture.gpuA) }
      var slashed = registry
      try slashed.slash(
        gpu: Fixture.gpuA, fault: .equivocation, faultRound: Round(1),
        partsPerMillion: 1_000_000)
      #expect(try slashed.totals.held() == 0)
      try registry.closeRound()
    }
  }

  @Test func theShortestDelayStillCoversTheEvidenceWindow() throws {
    for window in 1...4 as ClosedRange<UInt64> {
      let policy = try StakingPolicy(
        minimumStake: [Fixture.cpu: 1], unbondingDelay: window, evidenceWindow: window,
        slashDestination: Fixture.slashed)
      var registry = StakeRegistry(policy: policy)
      try registry.register(
        gpu: Fixture.gpuA, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1)
      try registry.bond(gpu: Fixture.gpuA, amount: 8)
      try registry.unbond(gpu: Fixture.gpuA, amount: 8)
      var isEvidenceAccepted = true
      while isEvidenceAccepted {
        #expect(registry.withdrawable().isEmpty, "window \(window), round \(registry.openRound)")
        try registry.closeRound()
        var copy = registry
        do {
          try copy.slash(
            gpu: Fixture.gpuA, fault: .downtime, faultRound: .zero, partsPerMillion: 1)
        } catch {
          isEvidenceAccepted = false
          #expect(
            error
              == .evidenceTooOld(
                Fixture.gpuA, faultRound: .zero, openRound: Round(window), window: window))
        }
      }
      try registry.withdraw(gpu: Fixture.gpuA)
    }
  }

  @Test func evidenceThatComesTwiceSlashesOnce() throws {
    var registry = try Fixture.registry()
    try registry.slash(
      gpu: Fixture.gpuA, fault: .unavailable, faultRound: Round(1), partsPerMillion: 100_000)
    try registry.slash(
      gpu: Fixture.gpuA, fault: .downtime, faultRound: Round(1), partsPerMillion: 100_000)
    try registry.slash(
      gpu: Fixture.gpuA, fault: .unavailable, faultRound: .zero, partsPerMillion: 100_000)
    #expect(registry.bonded(Fixture.gpuA) == 73, "three faults: 90, 81, 72.9")
    #expect(try registry.slashes(of: Fixture.gpuA).map(\.faultRound.number) == [1, 1, 0])
    #expect(
      try registry.slashes(of: Fixture.gpuA).map(\.fault) == [
        .unavailable, .downtime, .unavailable,
      ])
    try registry.closeRound()
    try registry.closeRound()
    try registry.slash(
      gpu: Fixture.gpuA, fault: .downtime, faultRound: Round(3), partsPerMillion: 1)
    #expect(try registry.slashes(of: Fixture.gpuA).map(\.faultRound.number) == [1, 1, 0, 3])
    try registry.checkInvariants()
  }

  @Test func whatBeganToUnbondBeforeTheFaultIsExempt() throws {
    var registry = try Fixture.registry()
    try registry.unbond(gpu: Fixture.gpuA, amount: 40)
    try registry.closeRound()
    try registry.unbond(gpu: Fixture.gpuA, amount: 20)
    try registry.slash(
      gpu: Fixture.gpuA, fault: .unavailable, faultRound: Round(2), partsPerMillion: 100_000)
    #expect(registry.stake(of: Fixture.gpuA)?.unbonding.map(\.amount) == [40, 18])
    #expect(registry.bonded(Fixture.gpuA) == 36)
  }

  @Test func bondingAnewDoesNotHideASlashFromTheRound() throws {
    var registry = try Fixture.registry()
    try registry.slash(
      gpu: Fixture.gpuA, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 300_000)
    try registry.bond(gpu: Fixture.gpuA, amount: 30)
    try registry.closeRound()
    #expect(try registry.rewardable(Fixture.gpuA, in: 1) == 70)
    try registry.closeRound()
    #expect(try registry.rewardable(Fixture.gpuA, in: 2) == 100)
  }

  @Test func stakeBelowTheMinimumAfterASlashHasToReachItAgain() throws {
    var registry = try Fixture.registry()
    try registry.slash(
      gpu: Fixture.gpuA, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 950_000)
    #expect(registry.bonded(Fixture.gpuA) == 5)
    expectRefusal(
      registry, .belowMinimum(Fixture.gpuA, resulting: 9, minimum: 10)
    ) { try $0.bond(gpu: Fixture.gpuA, amount: 4) }
    try registry.bond(gpu: Fixture.gpuA, amount: 5)
    #expect(registry.bonded(Fixture.gpuA) == 10)
  }

  @Test func aFullSlashLeavesNothingAndTheGPUCanStakeAgain() throws {
    var registry = try Fixture.registry()
    try registry.unbond(gpu: Fixture.gpuA, amount: 50)
    try registry.slash(
      gpu: Fixture.gpuA, fault: .equivocation, faultRound: Round(1),
      partsPerMillion: 1_000_000)
    #expect(try registry.totals.held() == 0)
    #expect(registry.stake(of: Fixture.gpuA)?.unbonding == [], "no empty entry stays")
    try registry.bond(gpu: Fixture.gpuA, amount: 77)
    try registry.checkInvariants()
    #expect(registry.totals.slashed == 100)
    #expect(registry.totals.deposited == 177)
  }
}
