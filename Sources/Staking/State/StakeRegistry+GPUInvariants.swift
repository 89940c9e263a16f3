// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

// The laws of one GPU.
extension StakeRegistry {
  func checkRegistration(_ stake: StakeRecord, _ gpu: GPUID) throws(StakingError) {
    guard account(stake.owner) != .zero else { throw .invariantBroken(.ownerIsZero(gpu)) }
    guard stake.capacity > 0 else { throw .invariantBroken(.capacityIsZero(gpu)) }
    try checkRound(stake.registeredIn, "registration", gpu, since: 0)
    guard stake.isJailed || stake.jailedUntil == 0 && !stake.isTombstoned,
      !stake.isJailed || stake.jailedUntil > 0
    else { throw .invariantBroken(.standing(gpu)) }
    if stake.liveness != Link.none {
      let window = books.liveness[Int(stake.liveness)]
      guard window.policy == policy.liveness, window.start.number >= stake.registeredIn,
        window.last ?? window.start <= openRound
      else { throw .invariantBroken(.livenessRules(gpu)) }
    }
    try check(books.terms(of: stake), gpu)
  }

  func checkBond(_ stake: StakeRecord, _ gpu: GPUID) throws(StakingError) {
    guard !stake.own.addingReportingOverflow(stake.pool).overflow else {
      throw .invariantBroken(.stakeAboveMaximum(gpu, maximum: Self.maximumStake))
    }
    guard stake.queued <= stake.bonded else {
      throw .invariantBroken(
        .queueAboveBond(gpu, queued: UInt256(stake.queued), bonded: UInt256(stake.bonded)))
    }
    // Each incarnation takes a slash: nobody lives to see so many.
    guard stake.incarnation <= UInt32(Int32.max) else {
      throw .invariantBroken(
        .outOfRange(gpu, "incarnation", value: UInt256(UInt64(stake.incarnation))))
    }
    guard stake.registeredIn < openRound.number || stake.start == 0 && stake.startOwn == 0 else {
      throw .invariantBroken(
        .startOutOfRange(gpu, activeAtRoundStart: UInt256(stake.start)))
    }
    try checkPool(stake.pool, stake.shares, gpu)
  }

  /// A share is worth a unit at most, and not almost nothing.
  private func checkPool(
    _ units: UInt128, _ shares: UInt128, _ gpu: GPUID
  ) throws(StakingError) {
    guard units <= shares, shares == 0 || !Self.isSpent(units: units, shares: shares) else {
      throw .invariantBroken(
        .poolOutOfRange(gpu, units: UInt256(units), shares: UInt256(shares)))
    }
  }

  func checkPositions(
    of number: UInt32, _ stake: StakeRecord, _ gpu: GPUID
  ) throws(StakingError) {
    var shares = UInt256.zero
    for link in books.positionLinks(of: number) {
      let position = books.positions[Int(link)]
      guard position.gpu == number, position.incarnation <= stake.incarnation,
        position.account != stake.owner || position.shares == 0,
        account(position.account) != .zero
      else { throw .invariantBroken(.misfiled(gpu)) }
      if position.movedInAfter > 0 {
        try checkRound(position.movedInAfter - 1, "move", gpu, since: stake.registeredIn)
      }
      if position.incarnation == stake.incarnation {
        shares = try sum(shares, UInt256(position.shares))
      }
    }
    guard shares == UInt256(stake.shares) else {
      throw .invariantBroken(.shareSum(gpu, total: UInt256(stake.shares), sum: shares))
    }
    var last: UInt64 = 0
    for link in books.moveLinks(of: number) {
      let move = books.redelegations[link]
      try checkRound(move.createdIn, "move", gpu, since: stake.registeredIn)
      guard move.createdIn >= last else {
        throw .invariantBroken(.notAscending(gpu, "move", round: Round(move.createdIn)))
      }
      let destination = books.positions[Int(move.position)].gpu
      guard destination != number else {
        throw .invariantBroken(.misfiled(gpu))
      }
      last = move.createdIn
      guard isOutOfReach(move.createdIn) || isBonded(move) else {
        throw .invariantBroken(
          .outOfRange(books.gpus[destination], "moved stake", value: UInt256(move.kept)))
      }
    }
  }

  func check(
    _ pool: UnbondingPool, _ claimed: UInt256, _ stake: StakeRecord, _ gpu: GPUID
  ) throws(StakingError) {
    try checkRound(pool.createdIn, "unbonding pool", gpu, since: stake.registeredIn)
    if pool.units > 0 { try checkPool(pool.units, pool.shares, gpu) }
    guard claimed == UInt256(pool.shares), pool.claims > 0 else {
      throw .invariantBroken(
        .claimSum(
          gpu, createdIn: Round(pool.createdIn), total: UInt256(pool.shares), sum: claimed))
    }
    let older = pool.next == Link.none ? nil : books.unbonding[pool.next]
    if let older, older.createdIn > pool.createdIn {
      throw .invariantBroken(
        .notAscending(gpu, "unbonding pool", round: Round(pool.createdIn)))
    }
  }

  func check(_ claim: Claim) throws(StakingError) {
    let gpu = books.gpus[books.positions[Int(claim.position)].gpu]
    let created = books.unbonding[claim.pool].createdIn
    guard claim.shares > 0 else {
      throw .invariantBroken(.outOfRange(gpu, "claim", value: .zero))
    }
    let soonest = created.addingReportingOverflow(policy.unbondingDelay)
    let now = openRound.number.addingReportingOverflow(policy.unbondingDelay)
    // What is out left in this round at the latest; what waits leaves in this round at the soonest.
    let waiting = waiting(claim)
    guard !soonest.overflow, !now.overflow, claim.maturesIn >= soonest.partialValue,
      policy.churn != nil || claim.maturesIn == soonest.partialValue,
      waiting > 0 ? claim.maturesIn >= now.partialValue : claim.maturesIn <= now.partialValue,
      waiting <= claim.shares
    else {
      throw .invariantBroken(
        .wrongMaturity(gpu, createdIn: Round(created), maturesIn: Round(claim.maturesIn)))
    }
  }

  func checkActivations(
    of number: UInt32, _ stake: StakeRecord, _ gpu: GPUID
  ) throws(StakingError) {
    var (queued, own) = (UInt256.zero, UInt256.zero)
    for link in activationLinks(of: number) {
      let entry = books.activations[link]
      guard activationQueue != nil, entry.activatesIn > openRound.number,
        entry.waiting <= entry.units
      else {
        throw .invariantBroken(
          .roundOutOfRange(
            gpu, "activation", round: Round(entry.activatesIn), openRound: openRound))
      }
      queued = try sum(queued, UInt256(entry.units))
      if entry.isOwn { own = try sum(own, UInt256(entry.units)) }
    }
    guard queued == UInt256(stake.queued), own <= UInt256(stake.own),
      queued - own <= UInt256(stake.pool)
    else {
      throw .invariantBroken(
        .queueAboveBond(gpu, queued: UInt256(stake.queued), bonded: queued))
    }
  }

  func checkPast(
    of number: UInt32, _ stake: StakeRecord, _ gpu: GPUID
  ) throws(StakingError) {
    var last: UInt64?
    for entry in books.historyEntries(of: number) {
      guard entry.round < openRound.number, entry.round >= stake.registeredIn else {
        throw .invariantBroken(
          .roundOutOfRange(
            gpu, "past stake", round: Round(entry.round), openRound: openRound))
      }
      if let last, entry.round <= last {
        throw .invariantBroken(.notAscending(gpu, "past stake", round: Round(entry.round)))
      }
      last = entry.round
      guard entry.score <= million else {
        throw .invariantBroken(
          .outOfRange(gpu, "past score", value: UInt256(UInt64(entry.score))))
      }
      guard entry.lockedPPM <= million else {
        throw .invariantBroken(
          .outOfRange(gpu, "locked part", value: UInt256(UInt64(entry.lockedPPM))))
      }
      if entry.terms != Link.none { try check(books.terms[Int(entry.terms)], gpu) }
    }
    var applied: UInt64 = 0
    for link in slashLinks(of: number) {
      let slash = books.slashes[Int(link)]
      try checkRound(slash.appliedIn, "slash", gpu, since: stake.registeredIn)
      guard slash.appliedIn >= applied, slash.faultRound <= slash.appliedIn else {
        throw .invariantBroken(.notAscending(gpu, "slash", round: Round(slash.appliedIn)))
      }
      applied = slash.appliedIn
    }
  }

  private func check(_ terms: Terms, _ gpu: GPUID) throws(StakingError) {
    for boost in [terms.boost, terms.boostBefore]
    where !(million...LockRules.highestBoostPPM).contains(boost) {
      throw .invariantBroken(.outOfRange(gpu, "boost", value: UInt256(UInt64(boost))))
    }
    for commission in [terms.commission, terms.nextCommission] where commission > million {
      throw .invariantBroken(
        .outOfRange(gpu, "commission", value: UInt256(UInt64(commission))))
    }
    guard terms.lockedFrom <= terms.lockedUntil, terms.boostFrom <= terms.lockedUntil else {
      throw .invariantBroken(.outOfRange(gpu, "lock", value: UInt256(terms.lockedUntil)))
    }
  }

  private func checkRound(
    _ round: UInt64, _ name: String, _ gpu: GPUID, since first: UInt64
  ) throws(StakingError) {
    guard round >= first, round <= openRound.number else {
      throw .invariantBroken(
        .roundOutOfRange(gpu, name, round: Round(round), openRound: openRound))
    }
  }
}
