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

/// Ways around a slash, or into a second one, that an attacker would try.
@Suite struct StakingReviewTests {
  let a = Fixture.gpuA
  let b = Fixture.gpuB
  let ben = Fixture.ben
  let cleo = Address.derived(fromLabel: "cleo")

  /// Round 1 is open; both GPUs are Ada's with 1000 bonded each since round 0.
  private func registry(faults: [Fault: FaultRule] = [:]) throws -> StakeRegistry {
    var registry = StakeRegistry(
      policy: try StakingPolicy(
        minimumStake: [Fixture.cpu: 10], unbondingDelay: 4, evidenceWindow: 4,
        slashDestination: Fixture.slashed, faults: faults))
    for gpu in [a, b] {
      try registry.register(
        gpu: gpu, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1)
      try registry.bond(gpu: gpu, amount: 1_000)
    }
    try registry.closeRound()
    return registry
  }

  @Test func movingUnbondingAndLosingTheOtherPoolIsNoWayOut() throws {
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: ben, amount: 100)
    try registry.delegate(gpu: b, delegator: cleo, amount: 1)
    try registry.redelegate(delegator: ben, from: a, to: b, amount: 100)
    try registry.undelegate(gpu: b, delegator: ben, amount: 100)
    try registry.closeRound()
    // The pool of one unit that the attacker keeps on the second GPU is slashed to nothing.
    try registry.slash(gpu: b, fault: .downtime, faultRound: Round(2), partsPerMillion: 1_000_000)
    #expect(registry.stake(of: b)?.incarnation == 1)
    // What Ben delegates anew did not move: it answers for nothing on the first GPU.
    try registry.delegate(gpu: b, delegator: ben, amount: 40)
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    let left = try #require(registry.delegation(of: ben, on: b))
    #expect(left.unbonding.map(\.amount) == [50], "half of what moved, though it unbonds")
    #expect(left.worth == 40)
    #expect(try registry.slashes(of: a)[0].redelegated == 50)
    try registry.checkInvariants()
  }

  @Test func aSlashOfThePoolThatAMoveHasLeftDoesNotShelterIt() throws {
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: ben, amount: 1_000)
    try registry.delegate(gpu: b, delegator: cleo, amount: 100)
    try registry.redelegate(delegator: ben, from: a, to: b, amount: 1_000)
    try registry.undelegate(gpu: b, delegator: ben, amount: 999)
    try registry.closeRound()
    try registry.slash(gpu: b, fault: .downtime, faultRound: Round(2), partsPerMillion: 900_000)
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    let left = try #require(registry.delegation(of: ben, on: b))
    #expect(
      left.worth + left.unbonding[0].amount == 500, "half of the 999 that unbond and the rest")
    try registry.checkInvariants()
  }

  @Test func aFaultOfTheOwnerTakesWhatMovedBetweenItsGPUsOnce() throws {
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: ben, amount: 100)
    try registry.merge(from: a, into: b)
    try registry.redelegate(delegator: ben, from: a, to: b, amount: 100)
    try registry.slash(
      ownedBy: Fixture.ada, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    #expect(registry.bonded(b) == 1_000, "half of 2000, not half and half of the rest")
    #expect(registry.delegation(of: ben, on: b)?.worth == 50)
    #expect(registry.totals.slashed == 1_050)
    try registry.checkInvariants()
  }

  @Test func aGPUAtFaultTwiceIsOneGPUAtFaultInTheCorrelation() throws {
    let rule = try FaultRule(slashPPM: 1, correlation: 1)
    var registry = try registry(faults: [.unavailable: rule])
    try registry.punish(gpu: a, fault: .unavailable, faultRound: Round(0))
    #expect(try registry.slashes(of: a)[0].partsPerMillion == 500_000, "half of all stake")
    // 500 of 1500 are on it now.
    try registry.punish(gpu: a, fault: .unavailable, faultRound: Round(1))
    #expect(try registry.slashes(of: a)[1].partsPerMillion == 333_333)
    try registry.checkInvariants()
  }

  @Test func numbersAtTheEndOfTheirRangeAreRefused() throws {
    let registry = try registry()
    for amount in [UInt256.max, UInt256(0, 1, 0, 0), StakeRegistry.maximumStake] {
      var tried = registry
      #expect(throws: StakingError.self) { try tried.bond(gpu: a, amount: amount) }
      #expect(throws: StakingError.self) { try tried.unbond(gpu: a, amount: amount) }
      #expect(throws: StakingError.self) {
        try tried.delegate(gpu: a, delegator: ben, amount: amount)
      }
      #expect(throws: StakingError.self) {
        try tried.undelegate(gpu: a, delegator: ben, amount: amount)
      }
      #expect(throws: StakingError.self) {
        try tried.cancelUnbonding(gpu: a, createdIn: Round(.max), amount: amount)
      }
      #expect(throws: StakingError.self) {
        try tried.redelegate(delegator: ben, from: a, to: b, amount: amount)
      }
      #expect(tried == registry)
    }
    var tried = registry
    #expect(throws: StakingError.self) { try tried.lock(gpu: a, rounds: .max) }
    #expect(throws: StakingError.self) { try tried.jail(gpu: a, rounds: .max) }
    #expect(throws: StakingError.self) { try tried.setCommission(gpu: a, partsPerMillion: .max) }
    #expect(throws: StakingError.self) {
      try tried.recordQuality(gpu: a, uptimePPM: .max, scorePPM: .max)
    }
    #expect(throws: StakingError.self) { try tried.snapshot(of: Round(.max)) }
    #expect(throws: StakingError.self) { try tried.commission(of: a, in: Round(.max)) }
    #expect(throws: StakingError.self) {
      try tried.slash(gpu: a, fault: .downtime, faultRound: Round(.max), partsPerMillion: 1)
    }
    #expect(throws: StakingError.self) {
      try tried.slash(
        ownedBy: Fixture.ada, fault: .downtime, faultRound: .zero, partsPerMillion: .max)
    }
    #expect(tried == registry)
  }
}
