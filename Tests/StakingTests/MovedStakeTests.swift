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

/// Stake that moved answers for the GPU it left: all of it, and nothing else does.
@Suite struct MovedStakeTests {
  let a = Fixture.gpuA
  let b = Fixture.gpuB
  let ada = Fixture.ada
  let cleo = Address.derived(fromLabel: "cleo")

  /// Round 1 is open; both GPUs have 1000 bonded since round 0.
  private func registry(owners: [Address]) throws -> StakeRegistry {
    var registry = StakeRegistry(
      policy: try StakingPolicy(
        minimumStake: [Fixture.cpu: 10], unbondingDelay: 4, evidenceWindow: 4,
        slashDestination: Fixture.slashed))
    for (gpu, owner) in zip([a, b], owners) {
      try registry.register(gpu: gpu, owner: owner, capacityClass: Fixture.cpu, capacity: 1)
      try registry.bond(gpu: gpu, amount: 1_000)
    }
    try registry.closeRound()
    return registry
  }

  /// Cleo has moved a delegation of 100 from `a` to `b` in round 1.
  private func moved() throws -> StakeRegistry {
    var registry = try registry(owners: [ada, Fixture.ben])
    try registry.delegate(gpu: a, delegator: cleo, amount: 100)
    try registry.redelegate(delegator: cleo, from: a, to: b, amount: 100)
    return registry
  }

  /// Slashes half of `a` for round 1 and says what of that moved was taken.
  private func halfOfWhatMoved(_ registry: inout StakeRegistry) throws -> UInt256 {
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    try registry.checkInvariants()
    return try #require(registry.slashes(of: a).last).redelegated
  }

  @Test func aNewDelegationDoesNotStandInForWhatUnbonds() throws {
    var registry = try moved()
    try registry.undelegate(gpu: b, delegator: cleo, amount: 60)
    try registry.closeRound()
    try registry.slash(gpu: b, fault: .downtime, faultRound: Round(2), partsPerMillion: 500_000)
    try registry.delegate(gpu: b, delegator: cleo, amount: 30)
    // 20 of the 40 that stayed, and 60 that unbond.
    #expect(try halfOfWhatMoved(&registry) == 40)
    #expect(
      registry.delegation(of: cleo, on: b)?.worth == 40, "10 that moved and the 30 that did not")
    #expect(registry.delegation(of: cleo, on: b)?.unbonding.map(\.amount) == [30])
  }

  @Test func aNewBondDoesNotStandInForWhatUnbonds() throws {
    var registry = try registry(owners: [ada, ada])
    try registry.merge(from: a, into: b)
    try registry.unbond(gpu: b, amount: 1_500)
    try registry.closeRound()
    try registry.slash(gpu: b, fault: .downtime, faultRound: Round(2), partsPerMillion: 500_000)
    try registry.bond(gpu: b, amount: 1_000)
    // 250 of the 500 that stayed, and 500 that unbond.
    #expect(try halfOfWhatMoved(&registry) == 375)
  }

  @Test func afterAFullSlashOnlyWhatHadLeftAnswers() throws {
    var registry = try moved()
    try registry.undelegate(gpu: b, delegator: cleo, amount: 30)
    try registry.closeRound()
    try registry.slash(gpu: b, fault: .downtime, faultRound: Round(2), partsPerMillion: 1_000_000)
    try registry.delegate(gpu: b, delegator: cleo, amount: 200)
    try registry.undelegate(gpu: b, delegator: cleo, amount: 200)
    #expect(try halfOfWhatMoved(&registry) == 15)
  }

  @Test func unbondingAndCancellingIsNoWayOutForADelegator() throws {
    var registry = try moved()
    // All shares of the pool are given back, so it begins anew.
    try registry.undelegate(gpu: b, delegator: cleo, amount: 100)
    try registry.cancelUnbonding(gpu: b, delegator: cleo, createdIn: Round(1), amount: 100)
    #expect(try halfOfWhatMoved(&registry) == 50)
    #expect(registry.delegation(of: cleo, on: b)?.worth == 50)
  }

  @Test func unbondingAndCancellingIsNoWayOutForAnOwner() throws {
    var registry = try registry(owners: [ada, ada])
    try registry.merge(from: a, into: b)
    try registry.unbond(gpu: b, amount: 1_990)
    try registry.closeRound()
    try registry.slash(gpu: b, fault: .downtime, faultRound: Round(2), partsPerMillion: 1_000_000)
    try registry.cancelUnbonding(gpu: b, createdIn: Round(1), amount: 1_990)
    #expect(try halfOfWhatMoved(&registry) == 495)
  }

  @Test func whatLeftALongTimeAgoIsForgotten() throws {
    var registry = try moved()
    for _ in 0..<4 { try registry.closeRound() }
    // The move is out of reach; its record goes with the next move, and so does the way to it.
    try registry.delegate(gpu: a, delegator: cleo, amount: 50)
    try registry.redelegate(delegator: cleo, from: a, to: b, amount: 50)
    try registry.undelegate(gpu: b, delegator: cleo, amount: 120)
    try registry.checkInvariants()
    try registry.slash(gpu: a, fault: .downtime, faultRound: Round(5), partsPerMillion: 500_000)
    // 30 of the 50 are bonded and 20 unbond, of the 120 that do.
    #expect(try #require(registry.slashes(of: a).last).redelegated == 25)
    try registry.checkInvariants()
  }
}
