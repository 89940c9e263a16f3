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

/// The numbers of Cosmos's own tests (cosmos-sdk, x/staking/keeper/slash_test.go).
///
/// One rule differs on purpose. Cosmos takes fraction · stake at the fault, what unbonds and what
/// moved first, and the rest from what is bonded now; so stake that came after the fault shields
/// stake that was there, and a second slash takes the first amount again. Here each part loses the
/// fraction of itself. Where nothing was bonded since the fault both take the same, to the unit; where
/// something was, `cosmos` computes Cosmos's answer from the registry's own numbers beside ours.
@Suite struct CosmosSlashingTests {
  let a = Fixture.gpuA
  let b = Fixture.gpuB
  let cleo = Address.derived(fromLabel: "cleo")
  /// One unit of consensus power.
  static let power: UInt256 = 1_000_000

  /// Round 1 is open. `a` has 10 of power since round 0: 4 of its owner, 6 delegated; `b` 10 of its
  /// owner.
  private func registry() throws -> StakeRegistry {
    var registry = StakeRegistry(
      policy: try StakingPolicy(
        minimumStake: [Fixture.cpu: 1], unbondingDelay: 3, evidenceWindow: 3,
        slashDestination: Fixture.slashed))
    for (gpu, owner, bond) in [(a, Fixture.ada, 4), (b, Fixture.ben, 10)]
      as [(GPUID, Address, UInt64)]
    {
      try registry.register(gpu: gpu, owner: owner, capacityClass: Fixture.cpu, capacity: 1)
      try registry.bond(gpu: gpu, amount: Self.units(bond))
    }
    try registry.delegate(gpu: a, delegator: cleo, amount: Self.units(6))
    try registry.closeRound()
    return registry
  }

  private static func units(_ count: UInt64) -> UInt256 {
    UInt256(count).multipliedReportingOverflow(by: power).partialValue
  }

  /// What is bonded on `a`, by all.
  private func bonded(_ registry: StakeRegistry) -> UInt256 {
    registry.stake(of: a).map { $0.bonded + $0.delegated } ?? .zero
  }

  /// Cosmos's slash: what leaves the entries, what left with moves, what leaves the bond.
  private func cosmos(
    atFault: UInt256, bonded: UInt256, unbonding: [(initial: UInt256, balance: UInt256)],
    moved: [UInt256], _ partsPerMillion: UInt64
  ) throws -> (unbonding: UInt256, moved: UInt256, bonded: UInt256) {
    func part(_ amount: UInt256) throws -> UInt256 {
      try .mulDivFloor(amount, UInt256(partsPerMillion), 1_000_000)
    }
    var rest = try part(atFault)
    var burned: (UInt256, UInt256, UInt256) = (.zero, .zero, .zero)
    for entry in unbonding {
      let cut = try part(entry.initial)
      burned.0 += min(cut, entry.balance)
      rest -= min(cut, rest)
    }
    for amount in moved {
      let cut = try part(amount)
      burned.1 += cut
      rest -= min(cut, rest)
    }
    burned.2 = min(rest, bonded)
    return burned
  }

  @Test func slashUnbondingDelegation() throws {
    var registry = try registry()
    try registry.undelegate(gpu: a, delegator: cleo, amount: 10)
    // It began before the fault: nothing of it was at risk.
    try registry.closeRound()
    var later = registry
    try later.slash(gpu: a, fault: .equivocation, faultRound: Round(2), partsPerMillion: 500_000)
    #expect(later.delegation(of: cleo, on: a)?.unbonding.map(\.amount) == [10])
    // After its time it is out of reach.
    var expired = registry
    for _ in 0..<3 { try expired.closeRound() }
    #expect(throws: StakingError.self) {
      try expired.slash(
        gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    }
    // In time: 5 of 10.
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    #expect(registry.delegation(of: cleo, on: a)?.unbonding.map(\.amount) == [5])
    #expect(try registry.slashes(of: a)[0].unbonding == 5)
    try registry.checkInvariants()
  }

  @Test func slashRedelegation() throws {
    var registry = try registry()
    try registry.redelegate(delegator: cleo, from: a, to: b, amount: 10)
    try registry.closeRound()
    var later = registry
    try later.slash(gpu: a, fault: .equivocation, faultRound: Round(2), partsPerMillion: 500_000)
    #expect(later.delegation(of: cleo, on: b)?.shares == 10)
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    #expect(try registry.slashes(of: a)[0].redelegated == 5)
    #expect(registry.delegation(of: cleo, on: b)?.shares == 5)
    try registry.checkInvariants()
  }

  @Test func slashAtAFutureHeightIsRefused() throws {
    expectRefusal(
      try registry(), .faultInTheFuture(a, faultRound: Round(2), openRound: Round(1))
    ) {
      try $0.slash(gpu: a, fault: .equivocation, faultRound: Round(2), partsPerMillion: 500_000)
    }
  }

  @Test func slashValidatorAtCurrentHeight() throws {
    var registry = try registry()
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    #expect(bonded(registry) == Self.units(5))
    #expect(registry.totals.slashed == Self.units(5))
  }

  @Test func slashWithUnbondingDelegation() throws {
    var registry = try registry()
    try registry.closeRound()
    let atFault = try #require(try registry.row(of: a, in: Round(1))).stake
    #expect(atFault == Self.units(10))
    try registry.undelegate(gpu: a, delegator: cleo, amount: Self.units(4))
    // Nothing was bonded since: 2 of what unbonds and 3 of the 6 that stayed, as Cosmos burns.
    var alone = registry
    try alone.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    let theirs = try cosmos(
      atFault: atFault, bonded: Self.units(6), unbonding: [(Self.units(4), Self.units(4))],
      moved: [], 500_000)
    let ours = try alone.slashes(of: a)[0]
    #expect((ours.unbonding, ours.bonded) == (Self.units(2), Self.units(3)))
    #expect((theirs.unbonding, theirs.bonded) == (Self.units(2), Self.units(3)))

    // Cosmos's own case: 4 more came since. It burns 2 and 3 and leaves 7, then 2 and 3, then 3, then 1.
    try registry.bond(gpu: a, amount: Self.units(4))
    var (bond, balance) = (Self.units(10), Self.units(4))
    var published: [(UInt256, UInt256)] = []
    for _ in 1...4 {
      let burned = try cosmos(
        atFault: atFault, bonded: bond, unbonding: [(Self.units(4), balance)], moved: [], 500_000)
      bond -= burned.bonded
      balance -= burned.unbonding
      published.append((bond, balance))
    }
    #expect(published.map(\.0) == [7, 4, 1, 0].map(Self.units))
    #expect(published.map(\.1) == [2, 0, 0, 0].map(Self.units))
    // Ours takes half of each part, and half of the rest again: what came since shares in it, and
    // nothing is taken a second time.
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    #expect(bonded(registry) == Self.units(5))
    #expect(registry.totals.unbonding == Self.units(2))
    try registry.slash(gpu: a, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 500_000)
    #expect(bonded(registry) == 2_500_000)
    #expect(registry.totals.unbonding == Self.units(1))
    try registry.checkInvariants()
  }

  @Test func slashWithRedelegation() throws {
    var registry = try registry()
    try registry.closeRound()
    try registry.redelegate(delegator: cleo, from: a, to: b, amount: Self.units(6))
    var alone = registry
    try alone.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    // 5 of the 10 that were at risk: 3 where they moved to, 2 of the 4 that stayed.
    #expect(try alone.slashes(of: a)[0].redelegated == Self.units(3))
    #expect(bonded(alone) == Self.units(2))

    // 6 more came since: Cosmos leaves 8 of 10, then takes all of the move's 6 and 4 of the bond.
    try registry.bond(gpu: a, amount: Self.units(6))
    let first = try cosmos(
      atFault: Self.units(10), bonded: Self.units(10), unbonding: [], moved: [Self.units(6)],
      500_000)
    #expect((first.moved, first.bonded) == (Self.units(3), Self.units(2)))
    let second = try cosmos(
      atFault: Self.units(10), bonded: Self.units(8), unbonding: [], moved: [Self.units(6)],
      1_000_000)
    #expect(second.bonded == Self.units(4))
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    #expect(try registry.slashes(of: a)[0].redelegated == Self.units(3))
    #expect(bonded(registry) == Self.units(5))
    try registry.checkInvariants()
  }

  @Test func slashBoth() throws {
    var registry = try registry()
    try registry.delegate(gpu: b, delegator: cleo, amount: 1)
    try registry.closeRound()
    try registry.undelegate(gpu: a, delegator: cleo, amount: Self.units(4))
    try registry.redelegate(delegator: cleo, from: a, to: b, amount: Self.units(2))
    try registry.unbond(gpu: a, amount: Self.units(4) - 1)
    var alone = registry
    try alone.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    let ours = try alone.slashes(of: a)[0]
    #expect(ours.total == Self.units(5) - 1, "half of all that was at risk, each part rounded down")

    // Cosmos: 6 moved, 4 unbond, 10 came since. It burns 3 and 2, and nothing of what came since.
    let theirs = try cosmos(
      atFault: Self.units(10), bonded: Self.units(10), unbonding: [(Self.units(4), Self.units(4))],
      moved: [Self.units(6)], 500_000)
    #expect(theirs == (Self.units(2), Self.units(3), .zero))
    try registry.checkInvariants()
  }

  @Test func oneSlashOfAMoveThatUnbondsInPart() throws {
    // Pull request 20688: a delegator lost twice where part of a move was unbonded.
    var registry = try registry()
    try registry.redelegate(delegator: cleo, from: a, to: b, amount: Self.units(6))
    try registry.undelegate(gpu: b, delegator: cleo, amount: Self.units(3))
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    let left = try #require(registry.delegation(of: cleo, on: b))
    #expect(left.worth + left.unbonding[0].amount == Self.units(3))
  }
}
