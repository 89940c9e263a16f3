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

/// The whitepaper's S(g) as its rulings tell it.
@Suite struct StakingStoryTests {
  @Test func aNewStakeEarnsFromTheNextRound() throws {
    var registry = StakeRegistry(policy: Fixture.policy)
    try registry.register(
      gpu: Fixture.gpuA, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1_000)
    try registry.bond(gpu: Fixture.gpuA, amount: 100)

    let first = try registry.closeRound()
    #expect(first == ClosedRound(round: .zero, gpuCount: 1, totalStake: 0))
    #expect(
      try registry.snapshot(of: .zero).rows.map(\.stake) == [0],
      "round 0 closes at once and rewards nobody")

    let second = try registry.closeRound()
    #expect(second == ClosedRound(round: Round(1), gpuCount: 1, totalStake: 100))
    let snapshot = try registry.snapshot(of: Round(1))
    #expect(snapshot.rows.map(\.stake) == [100], "round 1 is the first that pays")
    #expect(snapshot.totalStake == 100)
  }

  @Test func theStakesOfGPUsAreAFamilyNotASet() throws {
    var registry = StakeRegistry(policy: Fixture.policy)
    for name in ["c", "a", "b"] {
      let gpu = try GPUID(name)
      try registry.register(
        gpu: gpu, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1)
      try registry.bond(gpu: gpu, amount: 50)
    }
    try registry.closeRound()
    try registry.closeRound()
    let snapshot = try registry.snapshot(of: Round(1))
    #expect(snapshot.rows.map(\.gpu.text) == ["a", "b", "c"], "one row per GPU, by name")
    #expect(snapshot.rows.map(\.stake) == [50, 50, 50], "equal stakes stay three")
  }

  @Test func aRoundCountsTheSmallerOfItsStartAndItsEnd() throws {
    var registry = try Fixture.registry()
    try registry.bond(gpu: Fixture.gpuA, amount: 400)
    try registry.closeRound()
    #expect(try registry.rewardable(Fixture.gpuA, in: 1) == 100, "what came later waits")
    try registry.unbond(gpu: Fixture.gpuA, amount: 450)
    try registry.closeRound()
    #expect(try registry.rewardable(Fixture.gpuA, in: 2) == 50, "what left counts no more")
  }

  @Test func stakeThatOnlyVisitsARoundEarnsNothing() throws {
    var registry = try Fixture.registry()
    try registry.bond(gpu: Fixture.gpuB, amount: 1_000_000)
    try registry.unbond(gpu: Fixture.gpuB, amount: 1_000_000)
    try registry.closeRound()
    #expect(try registry.rewardable(Fixture.gpuB, in: 1) == 0)
  }

  @Test func aRowSaysWhatRewardsNeed() throws {
    var registry = try Fixture.registry()
    try registry.closeRound()
    let row = try #require(try registry.row(of: Fixture.gpuA, in: Round(1)))
    #expect(try registry.snapshot(of: Round(1)).row(of: Fixture.gpuA) == row)
    #expect(row.owner == Fixture.ada)
    #expect(row.capacity == 1_000)
    #expect(row.boostPPM == 1_000_000)
    #expect(row.scorePPM == 1_000_000)
    #expect(row.commissionPPM == 0)
  }

  @Test func stakeGoesInAndComesOutToTheLastUnit() throws {
    var registry = try Fixture.registry()
    let start = try registry.unbond(gpu: Fixture.gpuA, amount: 60)
    #expect(
      start == [
        .unbondingStarted(
          gpu: Fixture.gpuA, owner: Fixture.ada, amount: 60, createdIn: Round(1),
          maturesIn: Round(4))
      ])
    try registry.closeRound()
    try registry.unbond(gpu: Fixture.gpuA, amount: 40)
    try registry.closeRound()
    try registry.closeRound()
    #expect(registry.withdrawable().map(\.amount) == [60])
    #expect(
      try registry.withdraw(gpu: Fixture.gpuA) == [
        .withdrawn(gpu: Fixture.gpuA, owner: Fixture.ada, amount: 60)
      ])
    try registry.closeRound()
    try registry.withdraw(gpu: Fixture.gpuA)
    #expect(registry.totals.withdrawn == 100)
    #expect(registry.totals.deposited == 100)
    #expect(try registry.totals.held() == 0)
    try registry.checkInvariants()
  }

  @Test func unbondingOfOneRoundIsOneEntryAndCanBeCancelled() throws {
    var registry = try Fixture.registry()
    try registry.unbond(gpu: Fixture.gpuA, amount: 20)
    try registry.unbond(gpu: Fixture.gpuA, amount: 30)
    #expect(registry.stake(of: Fixture.gpuA)?.unbonding.map(\.amount) == [50])
    #expect(
      try registry.cancelUnbonding(gpu: Fixture.gpuA, createdIn: Round(1), amount: 15) == [
        .unbondingCancelled(
          gpu: Fixture.gpuA, owner: Fixture.ada, amount: 15, createdIn: Round(1))
      ])
    #expect(registry.bonded(Fixture.gpuA) == 65)
    try registry.cancelUnbonding(gpu: Fixture.gpuA, createdIn: Round(1), amount: 35)
    #expect(registry.stake(of: Fixture.gpuA)?.unbonding == [])
    #expect(registry.bonded(Fixture.gpuA) == 100)
    try registry.checkInvariants()
  }

  @Test func copiesAreIndependent() throws {
    let before = try Fixture.registry()
    var after = before
    try after.bond(gpu: Fixture.gpuA, amount: 1)
    #expect(before.bonded(Fixture.gpuA) == 100)
    #expect(after.bonded(Fixture.gpuA) == 101)
    #expect(before.digest != after.digest)
  }
}
