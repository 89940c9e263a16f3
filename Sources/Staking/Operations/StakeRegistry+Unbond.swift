// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// Begins to take the owner's stake out. It counts no longer, stays slashable for the faults it was
  /// bonded through, and may be withdrawn ``StakingPolicy/unbondingDelay`` rounds after it has left
  /// the exit queue.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU whose stake is not locked.
  ///   - amount: base units, not zero. What the owner keeps bonded is nothing or reaches the minimum.
  /// - Returns: ``StakingEvent/unbondingStarted(gpu:owner:amount:createdIn:maturesIn:)``, and
  ///   ``StakingEvent/fellBelowMinimum(gpu:owner:bonded:minimum:)`` where delegations stay that no
  ///   longer count.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/amountIsZero(_:)``,
  ///   ``StakingError/insufficientBond(_:bonded:asked:)``, ``StakingError/locked(_:until:)``,
  ///   ``StakingError/belowMinimum(_:resulting:minimum:)`` or ``StakingError/roundsExhausted(_:)``.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func unbond(gpu: GPUID, amount: UInt256) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    let stake = books.stakes[Int(number)]
    guard amount > 0 else { throw .amountIsZero(gpu) }
    guard let units = UInt128(units: amount), units <= stake.own else {
      throw .insufficientBond(gpu, bonded: UInt256(stake.own), asked: amount)
    }
    let probe = books.positionProbe(of: stake.owner, on: number)
    try refuseLocked(stake, gpu)
    let own = stake.own - units
    if own > 0 { try requireMinimum(own, of: stake, gpu) }
    let exit = try exit(of: units)

    totals.unbond(amount)
    setOwn(own, of: number)
    leaveQueue(units, of: number, isOwn: true)
    let position = books.openPosition(of: stake.owner, on: number, probe)
    settleMoves(into: position, remaining: own) { $0 }
    var events = [beginUnbonding(units, from: position, exit)]
    addStanding(of: number, stake, &events)
    return events
  }

  /// Refuses to take an owner's stake out of a lock.
  func refuseLocked(_ stake: StakeRecord, _ gpu: GPUID) throws(StakingError) {
    let until = books.terms(of: stake).lockedUntil
    guard openRound.number >= until else { throw .locked(gpu, until: Round(until)) }
  }
}
