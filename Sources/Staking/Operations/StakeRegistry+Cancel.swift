// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// Bonds again what is on its way out to the owner. It counts from the round on in which it is
  /// activated again; the room that it took in the exit queue and did not use yet is free again.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU that is not tombstoned.
  ///   - round: the round in which the stake began to unbond.
  ///   - amount: base units, not zero, at most what is left of that round. With what is bonded it
  ///     reaches the minimum.
  /// - Returns: ``StakingEvent/unbondingCancelled(gpu:owner:amount:createdIn:)``, and
  ///   ``StakingEvent/activationQueued(gpu:amount:activatesIn:)`` where it has to wait.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/tombstoned(_:)``,
  ///   ``StakingError/amountIsZero(_:)``, ``StakingError/noUnbonding(_:createdIn:)``,
  ///   ``StakingError/insufficientUnbonding(_:createdIn:unbonding:asked:)``,
  ///   ``StakingError/belowMinimum(_:resulting:minimum:)``,
  ///   ``StakingError/aboveMaximum(_:resulting:maximum:)`` or ``StakingError/roundsExhausted(_:)``.
  /// - Complexity: O(u) in the owner's claims.
  @discardableResult
  public mutating func cancelUnbonding(
    gpu: GPUID, createdIn round: Round, amount: UInt256
  ) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    let stake = books.stakes[Int(number)]
    try refuseTombstoned(stake, gpu)
    let position = books.position(of: stake.owner, on: number)
    let units = try cancellable(amount, of: position, on: gpu, createdIn: round)
    let own = stake.own.addingReportingOverflow(units)
    if !own.overflow { try requireMinimum(own.partialValue, of: stake, gpu) }
    _ = try bonded(stake, adding: units, on: gpu)
    let activation = try activation(of: units)

    totals.cancelUnbonding(amount)
    takeClaims(units, of: position, createdIn: round)
    setOwn(stake.own + units, of: number)
    if let position {
      restoreMoves(into: position, units: units, createdIn: round.number, shares: units)
    }
    var events: [StakingEvent] = [
      .unbondingCancelled(
        gpu: gpu, owner: account(stake.owner), amount: amount, createdIn: round)
    ]
    joinLock(units, of: number, stake, &events)
    enqueue(units, of: number, gpu, activation, isOwn: true, &events)
    addStanding(of: number, stake, &events)
    return events
  }

  /// Checks that so much can be cancelled of what a position began to unbond in a round.
  @inline(__always)
  func cancellable(
    _ amount: UInt256, of position: UInt32?, on gpu: GPUID, createdIn round: Round
  ) throws(StakingError) -> UInt128 {
    guard amount > 0 else { throw .amountIsZero(gpu) }
    var held = UInt256.zero
    var link = position.map { books.positions[Int($0)].claims } ?? Link.none
    while link != Link.none {
      let claim = books.claims[link]
      if books.unbonding[claim.pool].createdIn == round.number {
        held += UInt256(worth(of: claim))
      }
      link = claim.next
    }
    guard held > 0 else { throw .noUnbonding(gpu, createdIn: round) }
    guard amount <= held else {
      throw .insufficientUnbonding(gpu, createdIn: round, unbonding: held, asked: amount)
    }
    return try units(amount, for: gpu)
  }

  /// Takes units out of the claims of one round, the newest first.
  mutating func takeClaims(_ units: UInt128, of position: UInt32?, createdIn round: Round) {
    var rest = units
    var link = position.map { books.positions[Int($0)].claims } ?? Link.none
    while link != Link.none, rest > 0 {
      // Taken out whole, a claim is gone.
      let next = books.claims[link].next
      if createdIn(link) == round.number { rest -= takeUpTo(rest, outOf: link) }
      link = next
    }
  }

  /// The round in which a claim's stake began to unbond.
  func createdIn(_ claim: UInt32) -> UInt64 { books.unbonding[books.claims[claim].pool].createdIn }
}
