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

/// Every refusal around delegations, locks, jail and reports: the exact error, and a registry that is
/// as it was.
@Suite struct DelegationErrorTests {
  let a = Fixture.gpuA
  let b = Fixture.gpuB
  let unknown = try! GPUID("nobody")
  let most = StakeRegistry.maximumStake

  /// Round 1 is open; `a` and `b` are Ada's with 1000 bonded, Ben has 500 delegated to `a`.
  private func registry() throws -> StakeRegistry {
    var registry = StakeRegistry(policy: try StakingModelTests.policy(churns: false))
    for gpu in [a, b] {
      try registry.register(
        gpu: gpu, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1)
      try registry.bond(gpu: gpu, amount: 1_000)
    }
    try registry.delegate(gpu: a, delegator: Fixture.ben, amount: 500)
    try registry.closeRound()
    return registry
  }

  @Test func delegatingIsRefused() throws {
    let registry = try registry()
    let (ben, ada) = (Fixture.ben, Fixture.ada)
    expectRefusal(registry, .unknownGPU(unknown)) {
      try $0.delegate(gpu: unknown, delegator: ben, amount: 5)
    }
    expectRefusal(registry, .amountIsZero(a)) {
      try $0.delegate(gpu: a, delegator: ben, amount: 0)
    }
    expectRefusal(registry, .belowMinimumDelegation(a, amount: 2, minimum: 3)) {
      try $0.delegate(gpu: a, delegator: ben, amount: 2)
    }
    expectRefusal(registry, .delegatorIsOwner(a)) {
      try $0.delegate(gpu: a, delegator: ada, amount: 5)
    }
    expectRefusal(registry, .delegatorIsZero(a)) {
      try $0.delegate(gpu: a, delegator: .zero, amount: 5)
    }
    expectRefusal(registry, .aboveMaximum(a, resulting: .max, maximum: most)) {
      try $0.delegate(gpu: a, delegator: ben, amount: .max)
    }
    expectRefusal(registry, .aboveMaximum(a, resulting: most + 1, maximum: most)) {
      try $0.delegate(gpu: a, delegator: ben, amount: most - 1_499)
    }
    var jailed = registry
    try jailed.jail(gpu: a, rounds: 3)
    expectRefusal(jailed, .jailed(a, until: Round(4))) {
      try $0.delegate(gpu: a, delegator: ben, amount: 5)
    }
    try jailed.undelegate(gpu: a, delegator: ben, amount: 500)
  }

  @Test func takingOutAndMovingAreRefused() throws {
    let registry = try registry()
    let ben = Fixture.ben
    expectRefusal(registry, .amountIsZero(a)) {
      try $0.undelegate(gpu: a, delegator: ben, amount: 0)
    }
    expectRefusal(
      registry, .insufficientDelegation(a, delegator: ben, worth: 500, asked: 501)
    ) { try $0.undelegate(gpu: a, delegator: ben, amount: 501) }
    expectRefusal(
      registry, .insufficientDelegation(b, delegator: ben, worth: 0, asked: .max)
    ) { try $0.undelegate(gpu: b, delegator: ben, amount: .max) }
    expectRefusal(registry, .sameGPU(a)) {
      try $0.redelegate(delegator: ben, from: a, to: a, amount: 5)
    }
    expectRefusal(registry, .belowMinimumDelegation(b, amount: 1, minimum: 3)) {
      try $0.redelegate(delegator: ben, from: a, to: b, amount: 1)
    }
    expectRefusal(registry, .noUnbonding(a, createdIn: Round(1))) {
      try $0.cancelUnbonding(gpu: a, delegator: ben, createdIn: Round(1), amount: 1)
    }
    expectRefusal(registry, .nothingMatured(a, openRound: Round(1), next: nil)) {
      try $0.withdraw(gpu: a, delegator: ben)
    }
    var leaving = registry
    try leaving.undelegate(gpu: a, delegator: ben, amount: 100)
    expectRefusal(
      leaving, .insufficientUnbonding(a, createdIn: Round(1), unbonding: 100, asked: 101)
    ) { try $0.cancelUnbonding(gpu: a, delegator: ben, createdIn: Round(1), amount: 101) }
    expectRefusal(leaving, .nothingMatured(a, openRound: Round(1), next: Round(5))) {
      try $0.withdraw(gpu: a, delegator: ben)
    }
    try leaving.cancelUnbonding(gpu: a, delegator: ben, createdIn: Round(1), amount: 100)
    #expect(leaving.delegation(of: ben, on: a)?.worth == 500)
  }

  @Test func locksAreRefused() throws {
    var registry = try registry()
    expectRefusal(registry, .lockTooShort(a, rounds: 1, shortest: 2)) {
      try $0.lock(gpu: a, rounds: 1)
    }
    expectRefusal(registry, .roundsExhausted(Round(1))) { try $0.lock(gpu: a, rounds: .max) }
    expectRefusal(registry, .notLocked(a)) { try $0.breakLock(gpu: a) }
    try registry.lock(gpu: a, rounds: 5)
    expectRefusal(registry, .lockNotExtended(a, until: Round(7), asked: Round(5))) {
      try $0.lock(gpu: a, rounds: 3)
    }
    expectRefusal(registry, .locked(a, until: Round(7))) { try $0.unbond(gpu: a, amount: 1_000) }
    let events = try registry.breakLock(gpu: a)
    #expect(
      events == [
        .lockBroken(
          gpu: a, owner: Fixture.ada, penalty: 334, destination: Fixture.slashed)
      ], "a third of 1000, rounded up: all of the lock is left")
    try registry.unbond(gpu: a, amount: 666)
    expectRefusal(registry, .nothingBonded(a)) { try $0.lock(gpu: a, rounds: 5) }
    try registry.checkInvariants()
    var none = try Fixture.registry()
    try none.unbond(gpu: a, amount: 10)
    expectRefusal(none, .lockTooShort(a, rounds: 9, shortest: nil)) {
      try $0.lock(gpu: a, rounds: 9)
    }
    var forbidden = StakeRegistry(
      policy: try StakingPolicy(
        minimumStake: [Fixture.cpu: 1], unbondingDelay: 1, evidenceWindow: 1,
        slashDestination: Fixture.slashed,
        locks: LockRules(boosts: [LockBoost(rounds: 1, boostPPM: 1_000_000)])))
    try forbidden.register(gpu: a, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1)
    try forbidden.bond(gpu: a, amount: 10)
    try forbidden.lock(gpu: a, rounds: 2)
    expectRefusal(forbidden, .earlyExitForbidden(a, until: Round(3))) {
      try $0.breakLock(gpu: a)
    }
  }

  @Test func mergingMovesTheWholeStakeAndTheLaterEnd() throws {
    var registry = try registry()
    try registry.lock(gpu: a, rounds: 5)
    try registry.lock(gpu: b, rounds: 2)
    expectRefusal(registry, .sameGPU(a)) { try $0.merge(from: a, into: a) }
    let other = try GPUID("other")
    try registry.register(
      gpu: other, owner: Fixture.ben, capacityClass: Fixture.cpu, capacity: 1)
    expectRefusal(registry, .notTheSameOwner(a, other)) { try $0.merge(from: a, into: other) }
    let events = try registry.merge(from: a, into: b)
    #expect(
      events == [
        .merged(from: a, to: b, owner: Fixture.ada, amount: 1_000),
        .locked(gpu: b, owner: Fixture.ada, until: Round(7), boostPPM: 1_250_000),
        // What is delegated to the first GPU counts no longer.
        .fellBelowMinimum(gpu: a, owner: Fixture.ada, bonded: 0, minimum: 10),
      ])
    #expect(registry.bonded(a) == 0)
    #expect(registry.bonded(b) == 2_000)
    expectRefusal(registry, .movedInLately(b, delegator: Fixture.ada, until: Round(4))) {
      try $0.merge(from: b, into: a)
    }
    expectRefusal(registry, .nothingBonded(a)) { try $0.merge(from: a, into: b) }
    // What moved answers for what the first GPU did.
    try registry.slash(
      gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    #expect(registry.bonded(b) == 1_500)
    try registry.checkInvariants()
  }

  @Test func jailAndReportsAreRefused() throws {
    var registry = try registry()
    expectRefusal(registry, .notJailed(a)) { try $0.unjail(gpu: a) }
    expectRefusal(registry, .ruleOutOfRange("rounds in jail", value: 0, allowed: 1...UInt64.max)) {
      try $0.jail(gpu: a, rounds: 0)
    }
    expectRefusal(registry, .ruleOutOfRange("uptime", value: 1_000_001, allowed: 0...1_000_000)) {
      try $0.recordQuality(gpu: a, uptimePPM: 1_000_001, scorePPM: 1)
    }
    expectRefusal(registry, .ruleOutOfRange("score", value: 1_000_001, allowed: 0...1_000_000)) {
      try $0.recordQuality(gpu: a, uptimePPM: 1, scorePPM: 1_000_001)
    }
    try registry.recordPresence(gpu: a, isPresent: true)
    expectRefusal(
      registry, .liveness(a, .roundNotLater(asked: Round(1), last: Round(1)))
    ) { try $0.recordPresence(gpu: a, isPresent: false) }
    try registry.jail(gpu: a, rounds: 1)
    expectRefusal(registry, .jailed(a, until: Round(2))) { try $0.unjail(gpu: a) }
    try registry.closeRound()
    #expect(try registry.row(of: a, in: Round(1))?.stake == 0, "nothing counts in jail")
    try registry.slash(
      gpu: a, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 995_000)
    expectRefusal(registry, .belowMinimum(a, resulting: 5, minimum: 10)) {
      try $0.unjail(gpu: a)
    }
    try registry.bond(gpu: a, amount: 5)
    try registry.unjail(gpu: a)
    try registry.closeRound()
    #expect(try registry.row(of: a, in: Round(2))?.stake == 0)
    try registry.closeRound()
    #expect(try registry.row(of: a, in: Round(3))?.stake == 13, "10 and 500 less 99.5 %")
    expectRefusal(try Fixture.registry(), .livenessNotWatched(a)) {
      try $0.recordPresence(gpu: a, isPresent: true)
    }
    expectRefusal(try Fixture.registry(), .noRule(.downtime)) {
      try $0.punish(gpu: a, fault: .downtime, faultRound: Round(1))
    }
  }

  @Test func anOwnersFaultSlashesEachOfHisGPUs() throws {
    var registry = try registry()
    expectRefusal(registry, .ownsNothing(Fixture.ben)) {
      try $0.slash(
        ownedBy: Fixture.ben, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 10)
    }
    try registry.slash(gpu: a, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 100_000)
    let events = try registry.slash(
      ownedBy: Fixture.ada, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 100_000)
    #expect(events == [.slashed(try #require(registry.slashes(of: b).last))], "`a` was before")
    #expect(registry.gpus(ownedBy: Fixture.ada) == [a, b])
    #expect((registry.bonded(a), registry.bonded(b)) == (900, 900))
    expectRefusal(registry, .ownerHasNothingAtRisk(Fixture.ada, faultRound: Round(1))) {
      try $0.slash(
        ownedBy: Fixture.ada, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 5)
    }
  }

  @Test func aCorrelatedFaultCostsMore() throws {
    // The rule for a wrong result: 1 %, or three times the share of all that is at fault.
    var alone = try registry()
    let event = try alone.punish(gpu: b, fault: .wrongResult, faultRound: Round(1)).first
    guard case .slashed(let slash)? = event else {
      Issue.record("\(String(describing: event))")
      return
    }
    #expect(slash.partsPerMillion == 1_000_000, "1000 of 2500, three times, is all")
    let big = try GPUID("big")
    var among = try registry()
    try among.register(gpu: big, owner: Fixture.ben, capacityClass: Fixture.cpu, capacity: 1)
    try among.bond(gpu: big, amount: 1_000_000)
    try among.punish(gpu: b, fault: .wrongResult, faultRound: Round(1))
    #expect(try among.slashes(of: b)[0].partsPerMillion == 10_000, "0.3 % would be less than 1 %")
  }

  @Test func whatWasAtFaultBeforeIsAddedToACorrelatedFault() throws {
    var registry = try registry()
    let (middle, big) = (try GPUID("middle"), try GPUID("big"))
    for (gpu, bond) in [(middle, 500), (big, 10_000)] as [(GPUID, UInt256)] {
      try registry.register(gpu: gpu, owner: Fixture.ben, capacityClass: Fixture.cpu, capacity: 1)
      try registry.bond(gpu: gpu, amount: bond)
    }
    // Three times 500 of 13 000, which takes 57; then three times 1000 and these 500 of what is left.
    try registry.punish(gpu: middle, fault: .wrongResult, faultRound: Round(1))
    try registry.punish(gpu: b, fault: .wrongResult, faultRound: Round(1))
    #expect(try registry.slashes(of: middle).map(\.partsPerMillion) == [115_384])
    #expect(try registry.slashes(of: b).map(\.partsPerMillion) == [347_678])
  }
}
