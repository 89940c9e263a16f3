// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// Locks the owner's stake on a GPU for a number of rounds, or extends its lock. The boost of the
  /// length counts from the next round on; it is stored with the stake, so no later change of
  /// anything else changes it.
  ///
  /// An extension has to give at least the boost of the lock it extends: rounds are counted from now,
  /// so nobody keeps the boost of a long lock with short ones. What is bonded during a lock joins it,
  /// with the boost of the rounds that are left (as Curve's `increase_amount` weighs what comes by the
  /// time that is left); what delegators bond is not locked and has no boost.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU that is not tombstoned and on which the owner has a stake.
  ///   - rounds: the length from the next round on; of an extension, so that it ends later.
  /// - Returns: ``StakingEvent/locked(gpu:owner:until:boostPPM:)``.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/tombstoned(_:)``,
  ///   ``StakingError/nothingBonded(_:)``, ``StakingError/lockTooShort(_:rounds:shortest:)``,
  ///   ``StakingError/lockNotExtended(_:until:asked:)``,
  ///   ``StakingError/boostWouldFall(_:current:resulting:)`` or ``StakingError/roundsExhausted(_:)``.
  /// - Complexity: O(b) in the policy's boosts.
  @discardableResult
  public mutating func lock(gpu: GPUID, rounds: UInt64) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    let stake = books.stakes[Int(number)]
    try refuseTombstoned(stake, gpu)
    guard stake.own > 0 else { throw .nothingBonded(gpu) }
    guard let boost = policy.locks.boostPPM(forRounds: rounds) else {
      throw .lockTooShort(gpu, rounds: rounds, shortest: policy.locks.boosts.first?.rounds)
    }
    let from = openRound.number.addingReportingOverflow(1)
    let until = from.partialValue.addingReportingOverflow(rounds)
    guard !from.overflow, !until.overflow else { throw .roundsExhausted(openRound) }
    var terms = books.terms(of: stake)
    let now = terms.boost(in: openRound.number, decays: policy.locks.decays)
    if openRound.number < terms.lockedUntil {
      guard until.partialValue > terms.lockedUntil else {
        throw .lockNotExtended(
          gpu, until: Round(terms.lockedUntil), asked: Round(until.partialValue))
      }
      let current = policy.locks.decays ? now : terms.boost
      guard boost >= current else {
        throw .boostWouldFall(gpu, current: current, resulting: boost)
      }
    }

    terms.boostBefore = now
    terms.boost = boost
    terms.boostFrom = from.partialValue
    terms.lockedFrom = from.partialValue
    terms.lockedUntil = until.partialValue
    set(terms, of: number)
    return [
      .locked(
        gpu: gpu, owner: account(stake.owner), until: Round(until.partialValue), boostPPM: boost)
    ]
  }

  /// Ends a lock before its time, where the policy allows it: the boost is gone at once, and a part of
  /// the owner's bond goes to the slash destination. The part falls linearly from the policy's
  /// penalty at the beginning of the lock to nothing at its end, rounded up.
  ///
  /// - Parameter gpu: a registered GPU whose stake is locked.
  /// - Returns: ``StakingEvent/lockBroken(gpu:owner:penalty:destination:)``, and
  ///   ``StakingEvent/fellBelowMinimum(gpu:owner:bonded:minimum:)`` where what is left is too little.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/notLocked(_:)`` or
  ///   ``StakingError/earlyExitForbidden(_:until:)``.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func breakLock(gpu: GPUID) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    let stake = books.stakes[Int(number)]
    var terms = books.terms(of: stake)
    guard openRound.number < terms.lockedUntil else { throw .notLocked(gpu) }
    guard let penaltyPPM = policy.locks.earlyExitPenaltyPPM else {
      throw .earlyExitForbidden(gpu, until: Round(terms.lockedUntil))
    }
    // A lock that was merged in its last round has no rounds left of its own.
    let length = max(terms.lockedUntil - terms.lockedFrom, 1)
    let rest = min(terms.lockedUntil - openRound.number, length)
    let whole = Units.mulDivCeil(stake.own, UInt128(penaltyPPM), UInt128(million))
    let penalty = Units.mulDivCeil(whole, UInt128(rest), UInt128(length))

    terms.unlock()
    set(terms, of: number)
    setOwn(stake.own - penalty, of: number)
    if let position = books.position(of: stake.owner, on: number) {
      settleMoves(into: position, remaining: stake.own - penalty, worth: nil)
    }
    leaveQueue(penalty, of: number, isOwn: true)
    totals.slash(bonded: UInt256(penalty), unbonding: .zero)
    var events: [StakingEvent] = [
      .lockBroken(
        gpu: gpu, owner: account(stake.owner), penalty: UInt256(penalty),
        destination: policy.slashDestination)
    ]
    addStanding(of: number, stake, &events)
    return events
  }

  /// Moves all of an owner's stake from one of his GPUs to another at once and merges their locks:
  /// the stake stays until the later end, with the smaller of the two boosts, which is none where only
  /// one of two stakes is locked. What moved stays at risk for what the first GPU has done, and
  /// the second cannot be merged on within the evidence window.
  ///
  /// - Parameters:
  ///   - source: a registered GPU with a stake of its owner.
  ///   - destination: another GPU of the same owner, not tombstoned.
  /// - Returns: ``StakingEvent/merged(from:to:owner:amount:)``, ``StakingEvent/locked(gpu:owner:until:boostPPM:)``
  ///   where a lock goes on, and ``StakingEvent/activationQueued(gpu:amount:activatesIn:)`` where it
  ///   has to wait.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/sameGPU(_:)``,
  ///   ``StakingError/notTheSameOwner(_:_:)``, ``StakingError/tombstoned(_:)``,
  ///   ``StakingError/nothingBonded(_:)``, ``StakingError/movedInLately(_:delegator:until:)``,
  ///   ``StakingError/belowMinimum(_:resulting:minimum:)``,
  ///   ``StakingError/aboveMaximum(_:resulting:maximum:)`` or ``StakingError/roundsExhausted(_:)``.
  /// - Complexity: O(1) amortised.
  @discardableResult
  public mutating func merge(
    from source: GPUID, into destination: GPUID
  ) throws(StakingError) -> [StakingEvent] {
    let (from, to) = (try number(of: source), try number(of: destination))
    guard from != to else { throw .sameGPU(source) }
    let (stake, target) = (books.stakes[Int(from)], books.stakes[Int(to)])
    guard stake.owner == target.owner else { throw .notTheSameOwner(source, destination) }
    try refuseTombstoned(target, destination)
    guard stake.own > 0 else { throw .nothingBonded(source) }
    let owner = account(stake.owner)
    if let position = books.position(of: stake.owner, on: from) {
      try refuseMovedInLately(position, source, owner)
    }
    _ = try bonded(target, adding: stake.own, on: destination)
    try requireMinimum(target.own + stake.own, of: target, destination)
    let activation = try activation(of: stake.own)
    let terms = mergedTerms(stake, target)

    setOwn(0, of: from)
    let entry = leaveQueue(stake.own, of: from, isOwn: true, thenEnter: activation)
    setOwn(target.own + stake.own, of: to)
    let arrival = books.openPosition(of: stake.owner, on: to)
    remember(
      RedelegationRecord(
        kept: stake.own, createdIn: openRound.number, position: arrival,
        incarnation: target.incarnation, slashes: target.slashes, next: Link.none), from: from)
    var released = books.terms(of: stake)
    released.unlock()
    if books.terms(of: stake) != released { set(released, of: from) }
    var events: [StakingEvent] = [
      .merged(from: source, to: destination, owner: owner, amount: UInt256(stake.own))
    ]
    if books.terms(of: target) != terms {
      set(terms, of: to)
      events.append(
        .locked(
          gpu: destination, owner: owner, until: Round(terms.lockedUntil), boostPPM: terms.boost))
    }
    enqueue(stake.own, of: to, destination, entry, isOwn: true, &events)
    addStanding(of: from, stake, &events)
    addStanding(of: to, target, &events)
    return events
  }

  /// The target's terms with the later end of two locks, and the smallest boost of what is merged.
  private func mergedTerms(_ stake: StakeRecord, _ target: StakeRecord) -> Terms {
    let (moved, present) = (books.terms(of: stake), books.terms(of: target))
    let until = max(moved.lockedUntil, present.lockedUntil)
    guard until > openRound.number else { return present }
    var terms = present
    terms.boost =
      target.own == 0 ? lockBoost(moved) : min(lockBoost(moved), lockBoost(present))
    terms.boostBefore = present.boost(in: openRound.number, decays: policy.locks.decays)
    terms.boostFrom = openRound.number + 1
    terms.lockedFrom = openRound.number + 1
    terms.lockedUntil = until
    return terms
  }

  /// The boost that a lock gives now, or will from the next round on.
  private func lockBoost(_ terms: Terms) -> UInt32 {
    guard openRound.number < terms.lockedUntil else { return million }
    return policy.locks.decays
      ? terms.boost(in: max(openRound.number, terms.boostFrom), decays: true) : terms.boost
  }

  /// Has stake that comes join the lock of a GPU: from the next round on the boost is the mean, rounded
  /// down, of what the owner's stake has and what a lock of the rounds that are left gives.
  mutating func joinLock(
    _ units: UInt128, of number: UInt32, _ stake: StakeRecord, _ events: inout [StakingEvent]
  ) {
    guard stake.terms != Link.none else { return }
    var terms = books.terms(of: stake)
    let next = openRound.number + 1
    guard next < terms.lockedUntil else { return }
    let now = terms.boost(in: openRound.number, decays: policy.locks.decays)
    let present = terms.boost(in: next, decays: policy.locks.decays)
    let joining = policy.locks.boostPPM(forRounds: terms.lockedUntil - next) ?? million
    // Sums of 128 bits: the bond with what comes is within the maximum.
    let whole = stake.own + units
    let (low, high) = (min(present, joining), max(present, joining))
    let part = Units.mulDivFloor(
      present > joining ? stake.own : units, UInt128(high - low), whole)
    terms.boostBefore = now
    terms.boost = low + UInt32(part)
    terms.boostFrom = next
    guard terms != books.terms(of: stake) else { return }
    set(terms, of: number)
    events.append(
      .locked(
        gpu: books.gpus[number], owner: account(stake.owner), until: Round(terms.lockedUntil),
        boostPPM: terms.boost))
  }
}
