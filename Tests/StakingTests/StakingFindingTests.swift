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

/// What an owner could take from others, or have for nothing, before these were found.
@Suite struct StakingFindingTests {
  let a = Fixture.gpuA
  let b = Fixture.gpuB
  let ada = Fixture.ada
  let ben = Fixture.ben
  let cleo = Address.derived(fromLabel: "cleo")

  /// Round 1 is open; `a` is Ada's, `b` Ben's, with 1000 bonded each since round 0.
  private func registry(
    locks: LockRules = .none, churn: ChurnRules? = nil, owners: [Address]? = nil
  ) throws -> StakeRegistry {
    var registry = StakeRegistry(
      policy: try StakingPolicy(
        minimumStake: [Fixture.cpu: 10], unbondingDelay: 4, evidenceWindow: 4,
        slashDestination: Fixture.slashed, locks: locks, churn: churn))
    for (gpu, owner) in zip([a, b], owners ?? [ada, ben]) {
      try registry.register(gpu: gpu, owner: owner, capacityClass: Fixture.cpu, capacity: 1)
      try registry.bond(gpu: gpu, amount: 1_000)
    }
    try registry.closeRound()
    return registry
  }

  private func maturity(_ events: [StakingEvent]) -> UInt64? {
    for case .unbondingStarted(_, _, _, _, let maturesIn) in events { return maturesIn.number }
    return nil
  }

  // MARK: Churn

  @Test func unbondingAndCancellingTakesNoRoomFromOthers() throws {
    let churn = try ChurnRules(minimum: 100, quotient: 1_000_000)
    var registry = try registry(churn: churn)
    for _ in 0..<20 { try registry.closeRound() }
    var quiet = registry
    let expected = maturity(try quiet.unbond(gpu: b, amount: 1_000))
    for _ in 0..<100 {
      let round = registry.openRound
      try registry.unbond(gpu: a, amount: 1_000)
      try registry.cancelUnbonding(gpu: a, createdIn: round, amount: 1_000)
    }
    #expect(maturity(try registry.unbond(gpu: b, amount: 1_000)) == expected)
    try registry.checkInvariants()
  }

  @Test func bondingAndUnbondingTakesNoPlaceInTheActivationQueue() throws {
    let churn = try ChurnRules(minimum: 100, quotient: 1_000_000)
    var registry = try registry(churn: churn)
    for _ in 0..<20 { try registry.closeRound() }
    for _ in 0..<50 {
      try registry.bond(gpu: a, amount: 1_000)
      try registry.unbond(gpu: a, amount: 1_000)
    }
    let events = try registry.bond(gpu: b, amount: 200)
    #expect(
      events.last == .activationQueued(gpu: b, amount: 200, activatesIn: Round(23)),
      "two rounds of 100 from the next on")
    try registry.checkInvariants()
  }

  @Test func whoWaitsBehindAnExitThatIsCalledOffMovesUp() throws {
    let churn = try ChurnRules(minimum: 100, quotient: 1_000_000)
    var registry = try registry(churn: churn)
    for _ in 0..<20 { try registry.closeRound() }
    try registry.unbond(gpu: a, amount: 900)
    #expect(maturity(try registry.unbond(gpu: b, amount: 100)) == 21 + 9 + 4)
    // Three rounds later 300 of the 900 have passed, and are no room for anybody any more.
    for _ in 0..<3 { try registry.closeRound() }
    try registry.cancelUnbonding(gpu: a, createdIn: Round(21), amount: 900)
    try registry.checkInvariants()
    // Nobody is in front of Ben: he leaves with the round that is open.
    try registry.closeRound()
    #expect(registry.stake(of: b)?.unbonding.map(\.maturesIn) == [Round(24 + 4)])
    for _ in 0..<3 { try registry.closeRound() }
    try registry.withdraw(gpu: b)
    try registry.checkInvariants()
  }

  @Test func aPartCalledOffGivesBackWhatHasNotPassed() throws {
    let churn = try ChurnRules(minimum: 100, quotient: 1_000_000)
    var registry = try registry(churn: churn)
    for _ in 0..<20 { try registry.closeRound() }
    try registry.unbond(gpu: a, amount: 500)
    for _ in 0..<4 { try registry.closeRound() }
    // 100 wait still. Of 250 that are called off no more than these are room again.
    try registry.cancelUnbonding(gpu: a, createdIn: Round(21), amount: 250)
    #expect(registry.stake(of: a)?.unbonding.map(\.maturesIn) == [Round(25 + 4)])
    #expect(maturity(try registry.unbond(gpu: b, amount: 200)) == 26 + 4)
    try registry.checkInvariants()
  }

  @Test func aPlaceInAQueueOfManyRoundsIsGivenBackAtOnce() throws {
    // A stake that takes 10¹⁷ rounds to let in and out: round by round this would never end.
    let churn = try ChurnRules(minimum: 100, quotient: .max)
    var registry = try registry(churn: churn)
    for _ in 0..<20 { try registry.closeRound() }
    let before = registry
    try registry.bond(gpu: a, amount: 10_000_000_000_000_000_000)
    try registry.checkInvariants()
    try registry.unbond(gpu: a, amount: 10_000_000_000_000_000_000)
    try registry.cancelUnbonding(gpu: a, createdIn: Round(21), amount: 1_000_000_000_000_000_000)
    try registry.unbond(gpu: a, amount: 1_000_000_000_000_000_000)
    try registry.cancelUnbonding(gpu: a, createdIn: Round(21), amount: 10_000_000_000_000_000_000)
    try registry.unbond(gpu: a, amount: 900)
    try registry.checkInvariants()
    var quiet = before
    try quiet.unbond(gpu: a, amount: 900)
    #expect(maturity(try quiet.unbond(gpu: b, amount: 100)) == 21 + 9 + 4)
    #expect(maturity(try registry.unbond(gpu: b, amount: 100)) == 21 + 9 + 4)
  }

  @Test func movingBackAndForthTakesNoPlaceTwice() throws {
    let churn = try ChurnRules(minimum: 100, quotient: 1_000_000)
    var registry = try registry(churn: churn)
    for _ in 0..<20 { try registry.closeRound() }
    try registry.delegate(gpu: a, delegator: cleo, amount: 500)
    let events = try registry.redelegate(delegator: cleo, from: a, to: b, amount: 500)
    #expect(
      events.last == .activationQueued(gpu: b, amount: 500, activatesIn: Round(26)),
      "its own place, which it gave back")
    try registry.checkInvariants()
  }

  // MARK: Boost

  private var table: LockRules {
    get throws {
      try LockRules(boosts: [
        LockBoost(rounds: 2, boostPPM: 1_200_000), LockBoost(rounds: 8, boostPPM: 2_000_000),
      ])
    }
  }

  @Test func stakeThatJoinsALockHasTheBoostOfTheRoundsThatAreLeft() throws {
    var registry = try registry(locks: table)
    try registry.lock(gpu: a, rounds: 8)
    for _ in 1...5 { try registry.closeRound() }
    // Rounds 7, 8 and 9 are left after this one: what joins has 1.2, what was there 2.
    let events = try registry.bond(gpu: a, amount: 3_000)
    #expect(
      events.last == .locked(gpu: a, owner: ada, until: Round(10), boostPPM: 1_400_000))
    for _ in 6...8 { try registry.closeRound() }
    #expect(try registry.row(of: a, in: Round(6))?.boostPPM == 2_000_000)
    #expect(try registry.row(of: a, in: Round(7))?.boostPPM == 1_400_000)
    // With one round left there is no lock of that length, so no boost.
    try registry.bond(gpu: a, amount: 4_000)
    try registry.closeRound()
    #expect(registry.stake(of: a)?.lockedUntil == nil)
    try registry.checkInvariants()
  }

  @Test func stakeThatIsBondedAgainJoinsLikeNewStake() throws {
    var registry = try registry(locks: table)
    try registry.unbond(gpu: a, amount: 900)
    try registry.lock(gpu: a, rounds: 8)
    for _ in 1...3 { try registry.closeRound() }
    try registry.cancelUnbonding(gpu: a, createdIn: Round(1), amount: 900)
    try registry.closeRound()
    // Five rounds are left: 100 with 2, 900 with 1.2.
    #expect(registry.stake(of: a)?.boostPPM == 1_280_000)
  }

  @Test func aDecayingBoostOfWhatJoinsIsThatOfTheRoundsThatAreLeft() throws {
    let rules = try LockRules(
      boosts: [
        LockBoost(rounds: 4, boostPPM: 1_000_000), LockBoost(rounds: 8, boostPPM: 2_000_000),
      ], decays: true)
    var registry = try registry(locks: rules)
    try registry.lock(gpu: a, rounds: 8)
    for _ in 1...5 { try registry.closeRound() }
    try registry.bond(gpu: a, amount: 1_000)
    for _ in 6...9 { try registry.closeRound() }
    // From 1.375 in round 7 half is left, and from there it falls to nothing in round 10.
    #expect(
      try (6...9).map { try registry.row(of: a, in: Round($0))?.boostPPM }
        == [1_500_000, 1_187_500, 1_125_000, 1_062_500])
  }

  @Test func delegatedStakeIsNotLockedAndHasNoBoost() throws {
    var registry = try registry(locks: table)
    try registry.lock(gpu: a, rounds: 8)
    try registry.delegate(gpu: a, delegator: cleo, amount: 3_000)
    for _ in 1...3 { try registry.closeRound() }
    let row = try #require(try registry.row(of: a, in: Round(3)))
    #expect(row.stake == 4_000)
    #expect(row.boostPPM == 1_250_000, "1000 with 2 and 3000 with 1")
    #expect(registry.stake(of: a)?.boostPPM == 2_000_000, "the owner's own")
    try registry.checkInvariants()
  }

  @Test func stakeThatCameInARoundDoesNotBoostWhatWasThere() throws {
    var registry = try registry(locks: table)
    try registry.lock(gpu: a, rounds: 8)
    try registry.delegate(gpu: a, delegator: cleo, amount: 3_000)
    for _ in 1...2 { try registry.closeRound() }
    // The delegator leaves with as much as the owner brings: the stake is equal, its owner is not.
    try registry.undelegate(gpu: a, delegator: cleo, amount: 3_000)
    try registry.bond(gpu: a, amount: 3_000)
    try registry.closeRound()
    #expect(try registry.row(of: a, in: Round(3))?.boostPPM == 1_250_000)
    try registry.closeRound()
    let later = try #require(try registry.row(of: a, in: Round(4)))
    #expect(later.stake == 4_000)
    #expect(later.boostPPM == 1_400_000, "1000 with 2 and 3000 with 1.2")
  }

  // MARK: Minimum

  @Test func delegationsAloneCountForNothing() throws {
    var registry = try registry()
    let events = try registry.unbond(gpu: a, amount: 1_000)
    #expect(events.count == 1, "nothing stays that could count")
    #expect(
      try registry.delegate(gpu: a, delegator: cleo, amount: 500).last
        == .fellBelowMinimum(gpu: a, owner: ada, bonded: 0, minimum: 10))
    for _ in 1...2 { try registry.closeRound() }
    #expect(try registry.row(of: a, in: Round(2))?.stake == 0)
    #expect(registry.stake(of: a)?.isBelowMinimum == true)
    #expect(
      try registry.bond(gpu: a, amount: 10).last == .reachedMinimum(gpu: a, owner: ada, bonded: 10))
    for _ in 3...4 { try registry.closeRound() }
    #expect(try registry.row(of: a, in: Round(3))?.stake == 0)
    #expect(try registry.row(of: a, in: Round(4))?.stake == 510)
  }

  @Test func whatASlashLeavesBelowTheMinimumCountsForNothingUntilToppedUp() throws {
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: cleo, amount: 500)
    try registry.closeRound()
    let events = try registry.slash(
      gpu: a, fault: .wrongResult, faultRound: Round(2), partsPerMillion: 995_000)
    #expect(events.last == .fellBelowMinimum(gpu: a, owner: ada, bonded: 5, minimum: 10))
    try registry.closeRound()
    #expect(try registry.row(of: a, in: Round(2))?.stake == 0)
    expectRefusal(registry, .belowMinimum(a, resulting: 9, minimum: 10)) {
      try $0.bond(gpu: a, amount: 4)
    }
    try registry.bond(gpu: a, amount: 5)
    for _ in 3...4 { try registry.closeRound() }
    #expect(try registry.row(of: a, in: Round(4))?.stake == 13)
    try registry.checkInvariants()
  }

  @Test func aMovedStakeThatIsSlashedCanFallBelowTheMinimumWhereItIs() throws {
    var registry = try registry(owners: [ada, ada])
    try registry.unbond(gpu: b, amount: 1_000)
    try registry.merge(from: a, into: b)
    let events = try registry.slash(
      gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 999_000)
    #expect(events.last == .fellBelowMinimum(gpu: b, owner: ada, bonded: 1, minimum: 10))
    try registry.checkInvariants()
  }

  // MARK: Quality

  @Test func aReportOfQualityThatComesTwiceCountsOnce() throws {
    var registry = try registry()
    try registry.recordQuality(gpu: a, uptimePPM: 500_000, scorePPM: nil)
    expectRefusal(registry, .alreadyRated(a, in: Round(1))) {
      try $0.recordQuality(gpu: a, uptimePPM: 500_000, scorePPM: nil)
    }
    try registry.closeRound()
    try registry.recordQuality(gpu: a, uptimePPM: 1_000_000, scorePPM: nil)
    #expect(registry.stake(of: a)?.uptimePPM == 955_000)
  }

  // MARK: Merging

  @Test func aSlashAfterAMergeTakesItsFractionOfWhatIsLeftOfTheMove() throws {
    var registry = try registry(owners: [ada, ada])
    try registry.merge(from: a, into: b)
    try registry.slash(gpu: b, fault: .downtime, faultRound: Round(1), partsPerMillion: 500_000)
    #expect(registry.bonded(b) == 1_000)
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    // 500 are left of the 1000 that moved: half of it, not half of all that is there.
    #expect(registry.bonded(b) == 750)
    #expect(try registry.slashes(of: a)[0].redelegated == 250)
    try registry.checkInvariants()
  }

  @Test func whatMovedAndUnbondsIsNotShelteredByASlashOfTheRest() throws {
    var registry = try registry(owners: [ada, ada])
    try registry.merge(from: a, into: b)
    try registry.unbond(gpu: b, amount: 1_500)
    try registry.closeRound()
    // The fault of `b` comes after the 1500 left it: they are exempt.
    try registry.slash(gpu: b, fault: .downtime, faultRound: Round(2), partsPerMillion: 500_000)
    #expect(registry.bonded(b) == 250)
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 400_000)
    // Of the 1000 that moved 250 are left of 500 in the bond, and 500 unbond: 300 of 750.
    #expect(try registry.slashes(of: a)[0].redelegated == 300)
    try registry.checkInvariants()
  }

  @Test func whatMovedAndUnbondsIsNotShelteredByAFullSlash() throws {
    var registry = try registry(owners: [ada, ada])
    try registry.merge(from: a, into: b)
    try registry.unbond(gpu: b, amount: 1_990)
    try registry.closeRound()
    try registry.slash(gpu: b, fault: .downtime, faultRound: Round(2), partsPerMillion: 1_000_000)
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    // Of the 1000 that moved 990 unbond; the 10 that stayed are gone.
    #expect(try registry.slashes(of: a)[0].redelegated == 495)
    try registry.checkInvariants()
  }

  @Test func aPoolThatAllHaveLeftIsNotTheOneThatAMoveCameInto() throws {
    var registry = try registry()
    try registry.delegate(gpu: a, delegator: cleo, amount: 1_000)
    try registry.redelegate(delegator: cleo, from: a, to: b, amount: 1_000)
    try registry.slash(gpu: b, fault: .downtime, faultRound: Round(1), partsPerMillion: 500_000)
    try registry.undelegate(gpu: b, delegator: cleo, amount: 500)
    // These shares cost a unit each, and those that moved are worth half: they are not the same.
    try registry.delegate(gpu: b, delegator: cleo, amount: 1_000)
    try registry.slash(gpu: a, fault: .equivocation, faultRound: Round(1), partsPerMillion: 500_000)
    #expect(try registry.slashes(of: a)[0].redelegated == 250, "half of the 500 that are left")
    #expect(registry.delegation(of: cleo, on: b)?.worth == 1_000)
    try registry.checkInvariants()
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func noSlashTakesMoreThanItsFractionOfAMove(seed: UInt64) throws {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    func next(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    var registry = try registry(owners: [ada, ada])
    try registry.bond(gpu: a, amount: UInt256(1 + next(1_000_000_000)))
    try registry.bond(gpu: b, amount: UInt256(1 + next(1_000_000_000)))
    let moved = try #require(registry.bonded(a))
    try registry.merge(from: a, into: b)
    // Exactly what is left of the move, as a fraction, and one unit for each rounding.
    var left = Ratio(moved)
    let faults: [Fault] = [.downtime, .equivocation, .wrongResult, .unavailable]
    let count = 1 + Int(next(4))
    for fault in faults.prefix(count) {
      let ppm = UInt32(1 + next(900_000))
      try registry.slash(gpu: b, fault: fault, faultRound: Round(1), partsPerMillion: ppm)
      left = try left.multiplied(by: Ratio(UInt256(UInt64(1_000_000 - ppm)), 1_000_000))
    }
    let ppm = UInt32(1 + next(1_000_000))
    try registry.slash(gpu: a, fault: .downtime, faultRound: Round(1), partsPerMillion: ppm)
    let taken = Ratio(try registry.slashes(of: a)[0].redelegated)
    let exact = try left.multiplied(by: Ratio(UInt256(UInt64(ppm)), 1_000_000))
    // Each slash left up to a unit more than the fraction; never less.
    #expect(try taken <= exact.adding(Ratio(UInt256(UInt64(count)))), "seed \(seed)")
    #expect(try exact <= taken.adding(Ratio(1)), "seed \(seed)")
    try registry.checkInvariants()
  }
}
