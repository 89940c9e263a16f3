// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// Adds to the owner's bond of a GPU. What is added counts from the round on in which it is
  /// activated: the next one, or a later one where churn is limited.
  ///
  /// What is bonded during a lock joins it, with the boost that a lock of the rounds that are left
  /// would give; the boost of the owner's stake is the mean of both from the next round on. So nobody
  /// has the boost of a long lock for stake that is locked for a short while.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU that is not tombstoned.
  ///   - amount: base units, not zero. With what the owner bonded it reaches the minimum of the
  ///     class; with all that is bonded it stays within ``maximumStake``.
  /// - Returns: ``StakingEvent/bonded(gpu:owner:amount:bonded:)``, and
  ///   ``StakingEvent/activationQueued(gpu:amount:activatesIn:)`` where it has to wait;
  ///   ``StakingEvent/locked(gpu:owner:until:boostPPM:)`` where it joins a lock;
  ///   ``StakingEvent/reachedMinimum(gpu:owner:bonded:)`` where what was on the GPU did not count.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/tombstoned(_:)``,
  ///   ``StakingError/amountIsZero(_:)``, ``StakingError/belowMinimum(_:resulting:minimum:)``,
  ///   ``StakingError/aboveMaximum(_:resulting:maximum:)``, ``StakingError/roundsExhausted(_:)`` or
  ///   ``StakingError/arithmetic(_:)``.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func bond(gpu: GPUID, amount: UInt256) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    let stake = books.stakes[Int(number)]
    try refuseTombstoned(stake, gpu)
    let units = try units(amount, for: gpu)
    _ = try bonded(stake, adding: units, on: gpu)
    let own = stake.own + units
    try requireMinimum(own, of: stake, gpu)
    var totals = totals
    try totals.deposit(amount)
    let activation = try activation(of: units)

    self.totals = totals
    setOwn(own, of: number)
    var events: [StakingEvent] = [
      .bonded(gpu: gpu, owner: account(stake.owner), amount: amount, bonded: UInt256(own))
    ]
    joinLock(units, of: number, stake, &events)
    enqueue(units, of: number, gpu, activation, isOwn: true, &events)
    addStanding(of: number, stake, &events)
    return events
  }

  /// Refuses an owner's bond that is not nothing and below the minimum of the class.
  @inline(__always)
  func requireMinimum(
    _ own: UInt128, of stake: StakeRecord, _ gpu: GPUID
  ) throws(StakingError) {
    let minimum = minimum(of: stake)
    guard own >= minimum else {
      throw .belowMinimum(gpu, resulting: UInt256(own), minimum: UInt256(minimum))
    }
  }
}
