// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// Bonds stake of another account on a GPU, for shares of the GPU's delegation pool. It counts from
  /// the round on in which it is activated.
  ///
  /// It counts only while the owner has the minimum of the class bonded: delegations alone are no stake
  /// of an operator who could lose by a fault (Cosmos: the least self-delegation).
  ///
  /// A share is worth a unit until the GPU is slashed, and less from then on: new shares cost what
  /// the old ones are worth. Who delegates to a GPU takes part in what it has done within the
  /// evidence window, as on EigenLayer, where one magnitude holds for all of an operator's stake.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU that is neither jailed nor tombstoned.
  ///   - delegator: any account but the owner's and zero.
  ///   - amount: base units, at least ``DelegationRules/minimumDelegation``.
  /// - Returns: ``StakingEvent/delegated(gpu:delegator:amount:shares:)``, and
  ///   ``StakingEvent/activationQueued(gpu:amount:activatesIn:)`` where it has to wait;
  ///   ``StakingEvent/fellBelowMinimum(gpu:owner:bonded:minimum:)`` where it does not count yet.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/tombstoned(_:)``,
  ///   ``StakingError/jailed(_:until:)``, ``StakingError/delegatorIsOwner(_:)``,
  ///   ``StakingError/delegatorIsZero(_:)``, ``StakingError/amountIsZero(_:)``,
  ///   ``StakingError/belowMinimumDelegation(_:amount:minimum:)``,
  ///   ``StakingError/aboveMaximum(_:resulting:maximum:)``, ``StakingError/roundsExhausted(_:)`` or
  ///   ``StakingError/arithmetic(_:)``.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func delegate(
    gpu: GPUID, delegator: Address, amount: UInt256
  ) throws(StakingError) -> [StakingEvent] {
    let hashes = (gpu.hashValue, delegator.hashValue)
    let (probe, accountProbe) = (
      books.gpus.probe(hash: hashes.0), books.accounts.probe(hash: hashes.1)
    )
    let number = try number(of: gpu, probe)
    let known = books.accounts.number(of: delegator, accountProbe)
    let stake = books.stakes[Int(number)]
    try refuseDelegation(to: stake, gpu)
    guard delegator != .zero else { throw .delegatorIsZero(gpu) }
    guard delegator != account(stake.owner) else { throw .delegatorIsOwner(gpu) }
    let units = try units(amount, for: gpu)
    guard amount >= policy.delegation.minimumDelegation else {
      throw .belowMinimumDelegation(
        gpu, amount: amount, minimum: policy.delegation.minimumDelegation)
    }
    _ = try bonded(stake, adding: units, on: gpu)
    let shares = try sharesFloor(for: units, on: stake, gpu)
    let activation = try activation(of: units)
    var totals = totals
    try totals.deposit(amount)

    self.totals = totals
    let account = known ?? books.addAccount(delegator, accountProbe)
    let position = books.openPosition(of: account, on: number)
    issue(shares, for: units, to: position)
    var events: [StakingEvent] = [
      .delegated(gpu: gpu, delegator: delegator, amount: amount, shares: UInt256(shares))
    ]
    enqueue(units, of: number, gpu, activation, isOwn: false, &events)
    addStanding(of: number, stake, &events)
    return events
  }

  /// Begins to take a delegation out. It counts no longer, stays slashable for the faults it was
  /// bonded through, and may be withdrawn as an owner's stake is.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU.
  ///   - delegator: who delegated.
  ///   - amount: base units, not zero, at most what the delegation is worth; all of the worth gives
  ///     back all of the shares.
  /// - Returns: ``StakingEvent/unbondingStarted(gpu:owner:amount:createdIn:maturesIn:)``.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/amountIsZero(_:)``,
  ///   ``StakingError/insufficientDelegation(_:delegator:worth:asked:)`` or
  ///   ``StakingError/roundsExhausted(_:)``.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func undelegate(
    gpu: GPUID, delegator: Address, amount: UInt256
  ) throws(StakingError) -> [StakingEvent] {
    let hashes = (gpu.hashValue, delegator.hashValue)
    let (probe, accountProbe) = (
      books.gpus.probe(hash: hashes.0), books.accounts.probe(hash: hashes.1)
    )
    let number = try number(of: gpu, probe)
    let account = books.accounts.number(of: delegator, accountProbe)
    let stake = books.stakes[Int(number)]
    let (position, units) = try delegatedUnits(
      amount, of: delegator, at: account.flatMap { books.position(of: $0, on: number) }, on: stake,
      gpu)
    let exit = try exit(of: units)

    totals.unbond(amount)
    redeem(units, from: position)
    leaveQueue(units, of: number, isOwn: false)
    return [beginUnbonding(units, from: position, exit)]
  }

  /// Bonds again what is on its way out to a delegator.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU that is neither jailed nor tombstoned.
  ///   - delegator: who delegated.
  ///   - round: the round in which the delegation began to unbond.
  ///   - amount: base units, not zero, at most what is left of that round.
  /// - Returns: ``StakingEvent/unbondingCancelled(gpu:owner:amount:createdIn:)``, and
  ///   ``StakingEvent/activationQueued(gpu:amount:activatesIn:)`` where it has to wait.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/tombstoned(_:)``,
  ///   ``StakingError/jailed(_:until:)``, ``StakingError/delegatorIsOwner(_:)``,
  ///   ``StakingError/amountIsZero(_:)``, ``StakingError/noUnbonding(_:createdIn:)``,
  ///   ``StakingError/insufficientUnbonding(_:createdIn:unbonding:asked:)``,
  ///   ``StakingError/aboveMaximum(_:resulting:maximum:)`` or ``StakingError/roundsExhausted(_:)``.
  /// - Complexity: O(u) in the delegator's claims on this GPU.
  @discardableResult
  public mutating func cancelUnbonding(
    gpu: GPUID, delegator: Address, createdIn round: Round, amount: UInt256
  ) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    let stake = books.stakes[Int(number)]
    try refuseDelegation(to: stake, gpu)
    guard delegator != account(stake.owner) else { throw .delegatorIsOwner(gpu) }
    let found = books.accounts.number(of: delegator).flatMap {
      books.position(of: $0, on: number)
    }
    let units = try cancellable(amount, of: found, on: gpu, createdIn: round)
    guard let position = found else { throw .noUnbonding(gpu, createdIn: round) }
    _ = try bonded(stake, adding: units, on: gpu)
    let shares = try sharesFloor(for: units, on: stake, gpu)
    let activation = try activation(of: units)

    totals.cancelUnbonding(amount)
    takeClaims(units, of: position, createdIn: round)
    issue(shares, for: units, to: position)
    restoreMoves(into: position, units: units, createdIn: round.number, shares: shares)
    var events: [StakingEvent] = [
      .unbondingCancelled(gpu: gpu, owner: delegator, amount: amount, createdIn: round)
    ]
    enqueue(units, of: number, gpu, activation, isOwn: false, &events)
    addStanding(of: number, stake, &events)
    return events
  }
}
