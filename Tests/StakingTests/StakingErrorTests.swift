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

/// Every refusal: the exact error, and a registry that is as it was.
@Suite struct StakingErrorTests {
  let gpuA = Fixture.gpuA
  let gpuB = Fixture.gpuB
  let unknown = try! GPUID("nobody")

  @Test func capacityClassNamesAreChecked() {
    let bad = ["", "GPU", "a b", "é", "a\u{301}", "x_y", String(repeating: "a", count: 33)]
    for name in bad {
      #expect(throws: StakingError.invalidCapacityClass(name)) { try CapacityClass(name) }
    }
    #expect(throws: Never.self) { try CapacityClass("h100-sxm.80gb") }
  }

  @Test func policiesAreChecked() throws {
    let cpu = Fixture.cpu
    let (one, sink) = ([cpu: UInt256(1)], Fixture.slashed)
    #expect(throws: StakingError.noCapacityClass) {
      try StakingPolicy(
        minimumStake: [:], unbondingDelay: 1, evidenceWindow: 1, slashDestination: sink)
    }
    for minimum in [UInt256.zero, StakeRegistry.maximumStake + 1] {
      #expect(throws: StakingError.minimumStakeOutOfRange(cpu, minimum: minimum)) {
        try StakingPolicy(
          minimumStake: [cpu: minimum], unbondingDelay: 1, evidenceWindow: 1,
          slashDestination: sink)
      }
    }
    #expect(throws: StakingError.evidenceWindowIsZero) {
      try StakingPolicy(
        minimumStake: one, unbondingDelay: 0, evidenceWindow: 0, slashDestination: sink)
    }
    #expect(throws: StakingError.unbondingDelayTooShort(delay: 4, evidenceWindow: 5)) {
      try StakingPolicy(
        minimumStake: one, unbondingDelay: 4, evidenceWindow: 5, slashDestination: sink)
    }
    #expect(throws: StakingError.slashDestinationIsZero) {
      try StakingPolicy(
        minimumStake: one, unbondingDelay: 1, evidenceWindow: 1, slashDestination: .zero)
    }
  }

  @Test func rulesAreChecked() throws {
    let most = StakeRegistry.maximumStake
    for minimum in [UInt256.zero, most + 1, .max] {
      #expect(throws: StakingError.minimumDelegationOutOfRange(minimum)) {
        try DelegationRules(
          minimumDelegation: minimum, commissionCapPPM: 0, commissionStepPPM: 1)
      }
    }
    #expect(
      throws: StakingError.ruleOutOfRange(
        "commission cap", value: 1_000_001, allowed: 0...1_000_000)
    ) {
      try DelegationRules(
        minimumDelegation: 1, commissionCapPPM: 1_000_001, commissionStepPPM: 1)
    }
    #expect(
      throws: StakingError.ruleOutOfRange("commission step", value: 0, allowed: 1...1_000_000)
    ) {
      try DelegationRules(minimumDelegation: 1, commissionCapPPM: 1, commissionStepPPM: 0)
    }
    let short = LockBoost(rounds: 2, boostPPM: 1_500_000)
    for next in [
      LockBoost(rounds: 2, boostPPM: 2_000_000), LockBoost(rounds: 3, boostPPM: 1_499_999),
    ] {
      #expect(throws: StakingError.boostsNotAscending(short, next)) {
        try LockRules(boosts: [short, next])
      }
    }
    #expect(throws: StakingError.ruleOutOfRange("lock length", value: 0, allowed: 1...UInt64.max)) {
      try LockRules(boosts: [LockBoost(rounds: 0, boostPPM: 1_000_000)])
    }
    #expect(
      throws: StakingError.ruleOutOfRange(
        "lock boost", value: 2_500_001, allowed: 1_000_000...2_500_000)
    ) { try LockRules(boosts: [LockBoost(rounds: 1, boostPPM: 2_500_001)]) }
    #expect(
      throws: StakingError.ruleOutOfRange(
        "slashed fraction", value: 1_000_001, allowed: 0...1_000_000)
    ) { try FaultRule(slashPPM: 1_000_001) }
    #expect(
      throws: StakingError.churn(.maximumBelowMinimum(maximum: 1, minimum: 2))
    ) { try ChurnRules(minimum: 2, maximum: 1, quotient: 1) }
    for error in [
      StakingError.minimumDelegationOutOfRange(0), .boostsNotAscending(short, short),
    ] { #expect(!error.description.isEmpty) }
  }

  @Test func registrationIsRefused() throws {
    let registry = try Fixture.registry()
    let other = try CapacityClass("tpu")
    expectRefusal(registry, .alreadyRegistered(gpuA, owner: Fixture.ada)) {
      try $0.register(
        gpu: gpuA, owner: Fixture.ben, capacityClass: Fixture.cpu, capacity: 1)
    }
    expectRefusal(registry, .ownerIsZero(unknown)) {
      try $0.register(gpu: unknown, owner: .zero, capacityClass: Fixture.cpu, capacity: 1)
    }
    expectRefusal(registry, .unknownCapacityClass(other, gpu: unknown)) {
      try $0.register(gpu: unknown, owner: Fixture.ben, capacityClass: other, capacity: 1)
    }
    expectRefusal(registry, .capacityIsZero(unknown)) {
      try $0.register(
        gpu: unknown, owner: Fixture.ben, capacityClass: Fixture.cpu, capacity: 0)
    }
  }

  @Test func bondingIsRefused() throws {
    let registry = try Fixture.registry()
    let most = StakeRegistry.maximumStake
    expectRefusal(registry, .unknownGPU(unknown)) { try $0.bond(gpu: unknown, amount: 100) }
    expectRefusal(registry, .amountIsZero(gpuA)) { try $0.bond(gpu: gpuA, amount: 0) }
    expectRefusal(registry, .belowMinimum(gpuB, resulting: 199, minimum: 200)) {
      try $0.bond(gpu: gpuB, amount: 199)
    }
    expectRefusal(registry, .aboveMaximum(gpuA, resulting: most + 1, maximum: most)) {
      try $0.bond(gpu: gpuA, amount: most - 99)
    }
    expectRefusal(registry, .aboveMaximum(gpuA, resulting: .max, maximum: most)) {
      try $0.bond(gpu: gpuA, amount: .max)
    }
    var full = registry
    try full.bond(gpu: gpuA, amount: most - 100)
    expectRefusal(full, .aboveMaximum(gpuA, resulting: most + 1, maximum: most)) {
      try $0.bond(gpu: gpuA, amount: 1)
    }
    try full.unbond(gpu: gpuA, amount: most - 10)
    try full.bond(gpu: gpuA, amount: most - 10)
    expectRefusal(full, .aboveMaximum(gpuA, resulting: most + 1, maximum: most)) {
      try $0.cancelUnbonding(gpu: gpuA, createdIn: Round(1), amount: 1)
    }
  }

  @Test func unbondingIsRefused() throws {
    let registry = try Fixture.registry()
    expectRefusal(registry, .unknownGPU(unknown)) { try $0.unbond(gpu: unknown, amount: 1) }
    expectRefusal(registry, .amountIsZero(gpuA)) { try $0.unbond(gpu: gpuA, amount: 0) }
    expectRefusal(registry, .insufficientBond(gpuA, bonded: 100, asked: 101)) {
      try $0.unbond(gpu: gpuA, amount: 101)
    }
    expectRefusal(registry, .belowMinimum(gpuA, resulting: 9, minimum: 10)) {
      try $0.unbond(gpu: gpuA, amount: 91)
    }
    let endless = try StakingPolicy(
      minimumStake: [Fixture.cpu: 1], unbondingDelay: .max, evidenceWindow: 1,
      slashDestination: Fixture.slashed)
    var late = StakeRegistry(policy: endless)
    try late.register(gpu: gpuA, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1)
    try late.bond(gpu: gpuA, amount: 5)
    try late.closeRound()
    expectRefusal(late, .roundsExhausted(Round(1))) { try $0.unbond(gpu: gpuA, amount: 5) }
  }

  @Test func cancellingIsRefused() throws {
    var registry = try Fixture.registry()
    try registry.unbond(gpu: gpuA, amount: 100)
    expectRefusal(registry, .unknownGPU(unknown)) {
      try $0.cancelUnbonding(gpu: unknown, createdIn: Round(1), amount: 1)
    }
    expectRefusal(registry, .amountIsZero(gpuA)) {
      try $0.cancelUnbonding(gpu: gpuA, createdIn: Round(1), amount: 0)
    }
    expectRefusal(registry, .noUnbonding(gpuA, createdIn: .zero)) {
      try $0.cancelUnbonding(gpu: gpuA, createdIn: .zero, amount: 1)
    }
    expectRefusal(
      registry,
      .insufficientUnbonding(gpuA, createdIn: Round(1), unbonding: 100, asked: 101)
    ) { try $0.cancelUnbonding(gpu: gpuA, createdIn: Round(1), amount: 101) }
    expectRefusal(registry, .belowMinimum(gpuA, resulting: 9, minimum: 10)) {
      try $0.cancelUnbonding(gpu: gpuA, createdIn: Round(1), amount: 9)
    }
  }

  @Test func earlyWithdrawalIsRefused() throws {
    var registry = try Fixture.registry()
    expectRefusal(registry, .unknownGPU(unknown)) { try $0.withdraw(gpu: unknown) }
    expectRefusal(registry, .nothingMatured(gpuA, openRound: Round(1), next: nil)) {
      try $0.withdraw(gpu: gpuA)
    }
    try registry.unbond(gpu: gpuA, amount: 50)
    try registry.closeRound()
    expectRefusal(registry, .nothingMatured(gpuA, openRound: Round(2), next: Round(4))) {
      try $0.withdraw(gpu: gpuA)
    }
  }

  @Test func slashingIsRefused() throws {
    var registry = try Fixture.registry()
    for parts in [0, 1_000_001, .max] as [UInt32] {
      expectRefusal(registry, .slashFractionOutOfRange(gpuA, partsPerMillion: parts)) {
        try $0.slash(
          gpu: gpuA, fault: .downtime, faultRound: Round(1), partsPerMillion: parts)
      }
    }
    expectRefusal(registry, .unknownGPU(unknown)) {
      try $0.slash(gpu: unknown, fault: .downtime, faultRound: .zero, partsPerMillion: 1)
    }
    expectRefusal(
      registry, .faultInTheFuture(gpuA, faultRound: Round(2), openRound: Round(1))
    ) {
      try $0.slash(gpu: gpuA, fault: .downtime, faultRound: Round(2), partsPerMillion: 1)
    }
    expectRefusal(registry, .nothingAtRisk(gpuB, faultRound: Round(1))) {
      try $0.slash(gpu: gpuB, fault: .downtime, faultRound: Round(1), partsPerMillion: 1)
    }
    try registry.slash(
      gpu: gpuA, fault: .downtime, faultRound: Round(1), partsPerMillion: 10)
    expectRefusal(
      registry, .alreadySlashed(gpuA, fault: .downtime, faultRound: Round(1))
    ) { try $0.slash(gpu: gpuA, fault: .downtime, faultRound: Round(1), partsPerMillion: 11) }
    try registry.closeRound()
    expectRefusal(
      registry, .alreadySlashed(gpuA, fault: .downtime, faultRound: Round(1))
    ) { try $0.slash(gpu: gpuA, fault: .downtime, faultRound: Round(1), partsPerMillion: 11) }
    expectRefusal(
      registry,
      .evidenceTooOld(gpuA, faultRound: .zero, openRound: Round(2), window: 2)
    ) { try $0.slash(gpu: gpuA, fault: .downtime, faultRound: .zero, partsPerMillion: 1) }
    try registry.unbond(gpu: gpuA, amount: 100)
    try registry.closeRound()
    expectRefusal(registry, .nothingAtRisk(gpuA, faultRound: Round(3))) {
      try $0.slash(gpu: gpuA, fault: .downtime, faultRound: Round(3), partsPerMillion: 1)
    }
  }

  @Test func onlyTheOpenRoundClosesAndOnlyClosedRoundsAreRead() throws {
    let registry = try Fixture.registry()
    for asked in [Round.zero, Round(2)] {
      expectRefusal(registry, .notTheOpenRound(asked: asked, openRound: Round(1))) {
        try $0.closeRound(asked)
      }
    }
    for asked in [Round(1), Round(2), .last] {
      #expect(throws: StakingError.roundNotClosed(asked: asked, openRound: Round(1))) {
        try registry.snapshot(of: asked)
      }
    }
    #expect(throws: Never.self) { try registry.snapshot(of: .zero) }
  }
}
