// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Staking
import Testing

/// One test for each bug that staking systems have had, named after it: it cannot happen here.
@Suite struct KnownBugTests {
  let a = Fixture.gpuA
  let b = Fixture.gpuB
  let ben = Fixture.ben
  let cleo = Address.derived(fromLabel: "cleo")

  /// Round 1 is open; both GPUs are Ada's with 1000 bonded each since round 0.
  private func registry(
    window: UInt64 = 3, locks: LockRules = .none, churn: ChurnRules? = nil,
    faults: [Fault: FaultRule] = [:]
  ) throws -> StakeRegistry {
    var registry = StakeRegistry(
      policy: try StakingPolicy(
        minimumStake: [Fixture.cpu: 10], unbondingDelay: window, evidenceWindow: window,
        slashDestination: Fixture.slashed, locks: locks, churn: churn, faults: faults))
    for gpu in [a, b] {
      try registry.register(
        gpu: gpu, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1)
      try registry.bond(gpu: gpu, amount: 1_000)
    }
    try registry.closeRound()
    return registry
  }

  private func worth(_ registry: StakeRegistry, _ account: Address, _ gpu: GPUID) -> UInt256 {
    registry.delegation(of: account, on: gpu)?.worth ?? .zero
  }

  @Test func redelegateAndUnbondIsNotSlashedTwice() throws {
    // cosmos-sdk pull request 20688: moved 100, unbonded 50 of it, slashed 10 %: 15 were lost.
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: ben, amount: 100)
    try registry.redelegate(delegator: ben, from: a, to: b, amount: 100)
    try registry.undelegate(gpu: b, delegator: ben, amount: 50)
    try registry.slash(gpu: a, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 100_000)
    let left = try #require(registry.delegation(of: ben, on: b))
    #expect(left.worth + left.unbonding[0].amount == 90, "10 of 100, once")
    #expect(try registry.slashes(of: a)[0].redelegated == 10)
    try registry.checkInvariants()
  }

  @Test func whatIsMovedAndUnbondedWholeIsStillSlashed() throws {
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: ben, amount: 100)
    try registry.closeRound()
    try registry.redelegate(delegator: ben, from: a, to: b, amount: 100)
    try registry.undelegate(gpu: b, delegator: ben, amount: 100)
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(2), partsPerMillion: 250_000)
    #expect(registry.delegation(of: ben, on: b)?.unbonding.map(\.amount) == [75])
    // Out of the window of evidence, and only then, it leaves.
    try registry.closeRound()
    #expect(throws: StakingError.self) { try registry.withdraw(gpu: b, delegator: ben) }
    try registry.closeRound()
    try registry.closeRound()
    try registry.withdraw(gpu: b, delegator: ben)
    try registry.checkInvariants()
  }

  @Test func delegatingAgainAfterAFullSlashDoesNotPanic() throws {
    // cosmos-sdk 10091 and 16940: shares of a pool without tokens divided by zero.
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: ben, amount: 100)
    try registry.slash(
      gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 1_000_000)
    #expect(worth(registry, ben, a) == 0)
    #expect(try registry.loss(of: ben, on: a) == 100)
    try registry.delegate(gpu: a, delegator: cleo, amount: 70)
    try registry.delegate(gpu: a, delegator: ben, amount: 30)
    #expect(worth(registry, ben, a) == 30, "old shares are worth nothing, new ones all they cost")
    #expect(worth(registry, cleo, a) == 70)
    #expect(registry.stake(of: a)?.incarnation == 1)
    try registry.undelegate(gpu: a, delegator: ben, amount: 30)
    try registry.checkInvariants()
  }

  @Test func aSnapshotOnAnOpenBoundaryIsNotRead() throws {
    // velocimeter 161, 233, 495, 648: a week's supply was read before the last locks of its second.
    var registry = try registry()
    #expect(throws: StakingError.roundNotClosed(asked: Round(1), openRound: Round(1))) {
      try registry.weights(of: Round(1))
    }
    try registry.unbond(gpu: a, amount: 400)
    try registry.closeRound()
    let before = try registry.snapshot(of: Round(1))
    #expect(before.row(of: a)?.stake == 600)
    try registry.slash(gpu: a, fault: .downtime, faultRound: Round(1), partsPerMillion: 500_000)
    try registry.bond(gpu: a, amount: 5_000)
    #expect(try registry.snapshot(of: Round(1)) == before, "what is closed changes no more")
  }

  @Test func commissionCannotBeRaisedJustBeforePayout() throws {
    // paritytech/substrate 6920: to 100 % just before, and back after.
    var registry = try registry()
    try registry.setCommission(gpu: a, partsPerMillion: 10_000)
    #expect(try registry.commission(of: a, in: Round(1)) == 0)
    #expect(try registry.commission(of: a, in: Round(2)) == 0)
    for _ in 1...3 { try registry.closeRound() }
    let found = try (1...3).map {
      try registry.row(of: a, in: Round($0))?.commissionPPM
    }
    #expect(found == [0, 0, 10_000], "asked for in round 1, in force from round 3")
  }

  @Test func aLargeStepOfCommissionCannotBeMadeOfSmallOnes() throws {
    var registry = try registry()
    for ppm in [10_000, 20_000, 30_000] as [UInt32] {
      _ = try? registry.setCommission(gpu: a, partsPerMillion: ppm)
    }
    expectRefusal(
      registry, .commissionStepTooLarge(a, current: 0, asked: 20_000, step: 10_000)
    ) { try $0.setCommission(gpu: a, partsPerMillion: 20_000) }
    try registry.closeRound()
    expectRefusal(registry, .commissionOnItsWay(a, from: Round(3))) {
      try $0.setCommission(gpu: a, partsPerMillion: 5_000)
    }
    try registry.closeRound()
    try registry.setCommission(gpu: a, partsPerMillion: 20_000)
    expectRefusal(registry, .commissionAboveCap(a, asked: 200_001, cap: 200_000)) {
      try $0.setCommission(gpu: a, partsPerMillion: 200_001)
    }
  }

  @Test func aMagnitudeNearZeroTakesNothingFromNewStake() throws {
    // eigenlayer-contracts pull request 1089: a factor that rounds to 0 takes everything for ever.
    var registry = try registry(window: 1)
    let whole = UInt256(1) << 100
    try registry.delegate(gpu: a, delegator: ben, amount: whole)
    try registry.unbond(gpu: a, amount: 500)
    for _ in 0..<40 {
      // The bond falls by 99.9 % each time.
      try registry.slash(
        gpu: a, fault: .downtime, faultRound: registry.openRound, partsPerMillion: 999_000)
      try registry.checkInvariants()
      try registry.closeRound()
      try registry.delegate(gpu: a, delegator: cleo, amount: 1_000_000)
      let worth = worth(registry, cleo, a)
      #expect(worth >= 999_000, "what just came in is there: \(worth)")
      try registry.undelegate(gpu: a, delegator: cleo, amount: worth)
    }
    #expect(try #require(registry.stake(of: a)).magnitude >= UInt256(1) << 32)
    #expect(try #require(registry.stake(of: a)).incarnation > 0)
  }

  @Test func manyTinySlashesLoseNoMoreThanTheySay() throws {
    // eigenfoundation/ELIPs pull request 44: each slash rounded a little more away.
    var registry = try registry(window: 1)
    let whole = UInt256(10).multipliedReportingOverflow(by: UInt256(1) << 80).partialValue
    try registry.delegate(gpu: a, delegator: ben, amount: whole)
    for _ in 0..<500 {
      try registry.slash(
        gpu: a, fault: .downtime, faultRound: registry.openRound, partsPerMillion: 1)
      try registry.closeRound()
    }
    // whole · (1 − 10⁻⁶)^500, in 10¹⁸ths: 0.999500124729294072…
    let exact = try UInt256.mulDivFloor(
      whole, 999_500_124_729_294_072, 1_000_000_000_000_000_000)
    let left = worth(registry, ben, a)
    let apart = left > exact ? left - exact : exact - left
    // Two slashes a round of 500 units at most a unit each, and what the 18 digits leave out.
    #expect(apart <= whole / 1_000_000_000_000_000_000 + 1_000)
    #expect(left >= exact - 1_000, "losses are rounded down")
  }

  @Test func aDelegationDoesNotEarnInItsFirstRoundNorTwiceByMoving() throws {
    // livepeer/protocol 463 and 464.
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: ben, amount: 100)
    try registry.closeRound()
    #expect(try registry.row(of: a, in: Round(1))?.stake == 1_000)
    try registry.redelegate(delegator: ben, from: a, to: b, amount: 100)
    try registry.closeRound()
    #expect(try registry.row(of: a, in: Round(2))?.stake == 1_000, "it left")
    #expect(try registry.row(of: b, in: Round(2))?.stake == 1_000, "it has only just come")
    try registry.closeRound()
    #expect(try registry.row(of: b, in: Round(3))?.stake == 1_100)
  }

  @Test func stakeThatMovedCannotMoveOnWhileItIsAtRisk() throws {
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: ben, amount: 100)
    try registry.redelegate(delegator: ben, from: a, to: b, amount: 100)
    expectRefusal(registry, .movedInLately(b, delegator: ben, until: Round(4))) {
      try $0.redelegate(delegator: ben, from: b, to: a, amount: 1)
    }
    for _ in 1...3 { try registry.closeRound() }
    try registry.redelegate(delegator: ben, from: b, to: a, amount: 100)
  }

  @Test func aTombstonedGPUIsPunishedOnce() throws {
    var registry = try registry(faults: [
      .equivocation: FaultRule(slashPPM: 50_000, tombstones: true)
    ])
    try registry.closeRound()
    try registry.punish(gpu: a, fault: .equivocation, faultRound: Round(2))
    expectRefusal(registry, .tombstoned(a)) {
      try $0.punish(gpu: a, fault: .equivocation, faultRound: Round(1))
    }
    #expect(registry.bonded(a) == 950)
    // What is left can be taken out, and nothing comes in any more.
    expectRefusal(registry, .tombstoned(a)) { try $0.bond(gpu: a, amount: 100) }
    expectRefusal(registry, .tombstoned(a)) {
      try $0.delegate(gpu: a, delegator: ben, amount: 100)
    }
    expectRefusal(registry, .tombstoned(a)) { try $0.unjail(gpu: a) }
    expectRefusal(registry, .tombstoned(a)) { try $0.lock(gpu: a, rounds: 3) }
    try registry.unbond(gpu: a, amount: 950)
  }

  @Test func evidenceThatComesAgainDoesNotJailAgain() throws {
    var registry = try registry(faults: [.unavailable: FaultRule(slashPPM: 0, jailRounds: 1)])
    #expect(
      try registry.punish(gpu: a, fault: .unavailable, faultRound: Round(1))
        == [.jailed(gpu: a, until: Round(2))])
    try registry.closeRound()
    try registry.unjail(gpu: a)
    expectRefusal(registry, .alreadySlashed(a, fault: .unavailable, faultRound: Round(1))) {
      try $0.punish(gpu: a, fault: .unavailable, faultRound: Round(1))
    }
  }

  @Test func requestsOfAPoolThatWasSlashedAwayTakeNothingOfTheNext() throws {
    // The Graph gives a pool that was emptied a new nonce, so that old requests die with it.
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: ben, amount: 100)
    try registry.undelegate(gpu: a, delegator: ben, amount: 60)
    try registry.slash(
      gpu: a, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 1_000_000)
    try registry.delegate(gpu: a, delegator: cleo, amount: 80)
    try registry.undelegate(gpu: a, delegator: cleo, amount: 80)
    for _ in 1...3 { try registry.closeRound() }
    #expect(registry.withdrawable().map(\.amount) == [80])
    #expect(throws: StakingError.self) { try registry.withdraw(gpu: a, delegator: ben) }
    try registry.withdraw(gpu: a, delegator: cleo)
    #expect(registry.withdrawMatured(limit: 10) == [], "dead claims go without an event")
    #expect(registry.totals.unbonding == 0)
    try registry.checkInvariants()
  }

  @Test func theLastToLeaveTakesTheDust() throws {
    var registry = try registry()
    for account in [ben, cleo] { try registry.delegate(gpu: a, delegator: account, amount: 5) }
    try registry.slash(gpu: a, fault: .downtime, faultRound: Round(1), partsPerMillion: 100_000)
    #expect(registry.stake(of: a)?.delegated == 9)
    #expect(worth(registry, ben, a) == 4)
    try registry.undelegate(gpu: a, delegator: ben, amount: 4)
    #expect(worth(registry, cleo, a) == 5, "no unit is left behind")
    try registry.undelegate(gpu: a, delegator: cleo, amount: 5)
    #expect(registry.stake(of: a)?.delegationShares == 0)
    #expect(registry.stake(of: a)?.incarnation == 1, "the next pool is another one")
  }

  @Test func whoTakesAPartOutGivesSharesRoundedUp() throws {
    var registry = try registry()
    for account in [ben, cleo] { try registry.delegate(gpu: a, delegator: account, amount: 5) }
    try registry.slash(gpu: a, fault: .downtime, faultRound: Round(1), partsPerMillion: 100_000)
    // 9 units for 10 shares: a unit costs 1 1/9 of them, so two go, and those who stay gain.
    try registry.undelegate(gpu: a, delegator: ben, amount: 1)
    #expect(registry.delegation(of: ben, on: a)?.shares == 3)
    #expect(worth(registry, ben, a) == 3)
    #expect(worth(registry, cleo, a) == 5)
    try registry.checkInvariants()
  }

  @Test func whoComesAfterASlashBuysSharesRoundedDown() throws {
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: ben, amount: 10)
    try registry.slash(gpu: a, fault: .downtime, faultRound: Round(1), partsPerMillion: 100_000)
    // 10 shares are worth 9: 4 units buy 4 4/9 of them.
    try registry.delegate(gpu: a, delegator: cleo, amount: 4)
    #expect(registry.delegation(of: cleo, on: a)?.shares == 4)
    #expect(worth(registry, ben, a) == 9, "nobody who was there loses by it")
  }

  @Test func whoCancelsAPartGivesSharesOfItsClaimRoundedUp() throws {
    var registry = try registry()
    for account in [ben, cleo] {
      try registry.delegate(gpu: a, delegator: account, amount: 5)
      try registry.undelegate(gpu: a, delegator: account, amount: 5)
    }
    try registry.slash(gpu: a, fault: .downtime, faultRound: Round(1), partsPerMillion: 100_000)
    func unbonding(_ account: Address) -> [UInt256]? {
      registry.delegation(of: account, on: a)?.unbonding.map(\.amount)
    }
    #expect(unbonding(ben) == [4] && unbonding(cleo) == [4], "9 units for 10 shares")
    try registry.cancelUnbonding(gpu: a, delegator: ben, createdIn: Round(1), amount: 1)
    #expect(unbonding(ben) == [3], "two shares went for a unit")
    #expect(unbonding(cleo) == [5], "and who stays has the rest")
    try registry.checkInvariants()
  }

  @Test func aBoostIsStoredAndNeedsNoKick() throws {
    // treasure-staking 60: a boost changed under a stake corrupted the totals; Curve's needs `kick`.
    var registry = try registry(
      locks: LockRules(boosts: [LockBoost(rounds: 2, boostPPM: 2_000_000)]))
    try registry.lock(gpu: a, rounds: 2)
    for _ in 1...4 { try registry.closeRound() }
    let boosts = try (1...4).map { try registry.row(of: a, in: Round($0))?.boostPPM }
    #expect(boosts == [1_000_000, 2_000_000, 2_000_000, 1_000_000], "nobody touched it meanwhile")
    #expect(try registry.row(of: a, in: Round(2))?.stake == 1_000, "the stake is as it was")
  }

  @Test func theBoostOfALongLockIsNotKeptWithShortOnes() throws {
    var registry = try registry(
      locks: LockRules(boosts: [
        LockBoost(rounds: 1, boostPPM: 1_100_000), LockBoost(rounds: 4, boostPPM: 2_000_000),
      ]))
    try registry.lock(gpu: a, rounds: 4)
    for _ in 1...3 { try registry.closeRound() }
    expectRefusal(
      registry, .boostWouldFall(a, current: 2_000_000, resulting: 1_100_000)
    ) { try $0.lock(gpu: a, rounds: 3) }
    try registry.lock(gpu: a, rounds: 4)
  }

  @Test func aQueuesPlaceIsNotKeptByUnbonding() throws {
    var registry = try registry(churn: ChurnRules(minimum: 1_000, quotient: 1_000_000))
    try registry.bond(gpu: a, amount: 900)
    let queued = try registry.bond(gpu: b, amount: 1_000)
    #expect(queued.last == .activationQueued(gpu: b, amount: 1_000, activatesIn: Round(4)))
    try registry.unbond(gpu: b, amount: 1_000)
    #expect(registry.stake(of: b)?.queued == 1_000, "what it bonded first waits for round 2")
    let again = try registry.bond(gpu: b, amount: 1_000)
    #expect(
      again.last == .activationQueued(gpu: b, amount: 1_000, activatesIn: Round(4)),
      "the room that it gave back, and no earlier one")
    for _ in 1...5 { try registry.closeRound() }
    #expect(
      try (1...5).map { try registry.row(of: b, in: Round($0))?.stake }
        == [0, 1_000, 1_000, 2_000, 2_000])
  }

  @Test func aFlashStakeEarnsNothing() throws {
    // tokemak 527, 831 and 897, elfi 146: stake that is there at one moment takes a whole reward.
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: ben, amount: 1_000_000)
    try registry.undelegate(gpu: a, delegator: ben, amount: 1_000_000)
    try registry.closeRound()
    #expect(try registry.row(of: a, in: Round(1))?.stake == 1_000, "in and out within a round")
    // In over a boundary and out before the next: in neither round all the time.
    try registry.delegate(gpu: a, delegator: ben, amount: 1_000_000)
    try registry.closeRound()
    try registry.undelegate(gpu: a, delegator: ben, amount: 1_000_000)
    try registry.closeRound()
    let stakes = try (2...3).map { try registry.row(of: a, in: Round($0))?.stake }
    #expect(stakes == [1_000, 1_000])
  }

  @Test func theFirstTinyStakerDoesNotTakeTheGap() throws {
    // Kwenta/token 136: who comes first with a unit takes all that had gathered before.
    var registry = StakeRegistry(
      policy: try StakingPolicy(
        minimumStake: [Fixture.cpu: 1], unbondingDelay: 1, evidenceWindow: 1,
        slashDestination: Fixture.slashed))
    try registry.register(gpu: a, owner: ben, capacityClass: Fixture.cpu, capacity: 1)
    try registry.closeRound()
    try registry.closeRound()
    try registry.bond(gpu: a, amount: 1)
    try registry.closeRound()
    try registry.closeRound()
    let totals = try (0...3).map { try registry.totalStake(in: Round($0)) }
    #expect(totals == [0, 0, 0, 1], "nothing counts in the rounds before, nor in that of the bond")
    #expect(try registry.weights(of: Round(2)).isEmpty)
  }

  @Test func aStateThatIsSlashedOftenDoesNotGrowInDigits() throws {
    // cosmos-sdk 1433: unbounded rationals in the state grew to thousands of digits.
    var registry = try registry(window: 1)
    try registry.delegate(gpu: a, delegator: ben, amount: 1_000_000_007)
    var sizes: [Int] = []
    for _ in 0..<120 {
      try registry.slash(
        gpu: a, fault: .downtime, faultRound: registry.openRound, partsPerMillion: 33_333)
      try registry.closeRound()
      sizes.append(try JSONEncoder().encode(registry).count)
    }
    let steps = zip(sizes.dropFirst(), sizes).map { $0 - $1 }
    // One record of a slash and one of a round for each, as long in the end as at first.
    let (first, last) = (steps.prefix(20).max() ?? 0, steps.suffix(20).max() ?? 0)
    #expect(first > 0 && last <= first + 10, "\(first) bytes at first, \(last) in the end")
    try registry.checkInvariants()
  }

  @Test func whoTakesOutAllThatSharesAreWorthLeavesNone() throws {
    // eigenlayer-contracts pull request 869: amounts and shares were taken for each other, and shares
    // stayed behind that were worth something again later.
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: ben, amount: 101)
    try registry.delegate(gpu: a, delegator: cleo, amount: 997)
    try registry.slash(gpu: a, fault: .downtime, faultRound: Round(1), partsPerMillion: 123_457)
    let worth = worth(registry, ben, a)
    #expect(worth < 101 && worth >= 87)
    let shares = try #require(registry.stake(of: a)).delegationShares
    try registry.undelegate(gpu: a, delegator: ben, amount: worth)
    #expect(registry.delegation(of: ben, on: a)?.shares == 0)
    #expect(registry.stake(of: a)?.delegationShares == shares - 101, "all 101 shares went")
    expectRefusal(
      registry, .insufficientDelegation(a, delegator: ben, worth: 0, asked: 1)
    ) { try $0.undelegate(gpu: a, delegator: ben, amount: 1) }
    try registry.checkInvariants()
  }
}
