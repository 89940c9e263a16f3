// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// Begins to take stake out. It counts no longer, stays slashable for the faults it was bonded
  /// through, and may be withdrawn ``StakingPolicy/unbondingDelay`` rounds later.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU.
  ///   - amount: base units, not zero. What stays bonded is nothing or reaches the minimum.
  /// - Returns: ``StakingEvent/unbondingStarted(gpu:owner:amount:createdIn:maturesIn:)``.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/amountIsZero(_:)``,
  ///   ``StakingError/insufficientBond(_:bonded:asked:)``,
  ///   ``StakingError/belowMinimum(_:resulting:minimum:)``, ``StakingError/roundsExhausted(_:)`` or
  ///   ``StakingError/arithmetic(_:)``.
  /// - Complexity: O(1): the entry of the open round is the last one.
  @discardableResult
  public mutating func unbond(gpu: GPUID, amount: UInt256) throws(StakingError) -> [StakingEvent] {
    var stake = try registeredStake(of: gpu)
    guard amount > 0 else { throw .amountIsZero(gpu) }
    guard amount <= stake.bonded else {
      throw .insufficientBond(gpu, bonded: stake.bonded, asked: amount)
    }
    let bonded = stake.bonded - amount
    let minimum = try minimum(of: stake)
    guard bonded == 0 || bonded >= minimum else {
      throw .belowMinimum(gpu, resulting: bonded, minimum: minimum)
    }
    let maturesIn = try maturity(of: openRound)
    var totals = totals
    try totals.unbond(amount)

    stake.bonded = bonded
    if let last = stake.unbonding.indices.last, stake.unbonding[last].createdIn == openRound {
      stake.unbonding[last].amount += amount
    } else {
      stake.unbonding.append(
        UnbondingEntry(createdIn: openRound, maturesIn: maturesIn, amount: amount))
    }
    stakes[gpu] = stake
    self.totals = totals
    return [
      .unbondingStarted(
        gpu: gpu, owner: stake.registration.owner, amount: amount, createdIn: openRound,
        maturesIn: maturesIn)
    ]
  }

  /// Bonds again what is on its way out. It earns from the next round on.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU.
  ///   - round: the round in which the stake began to unbond.
  ///   - amount: base units, not zero, at most what is left of that entry. With what is bonded it
  ///     reaches the minimum.
  /// - Returns: ``StakingEvent/unbondingCancelled(gpu:owner:amount:createdIn:)``.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/amountIsZero(_:)``,
  ///   ``StakingError/noUnbonding(_:createdIn:)``,
  ///   ``StakingError/insufficientUnbonding(_:createdIn:unbonding:asked:)``,
  ///   ``StakingError/belowMinimum(_:resulting:minimum:)`` or ``StakingError/arithmetic(_:)``.
  /// - Complexity: O(u) in the GPU's unbonding entries.
  @discardableResult
  public mutating func cancelUnbonding(
    gpu: GPUID, createdIn round: Round, amount: UInt256
  ) throws(StakingError) -> [StakingEvent] {
    var stake = try registeredStake(of: gpu)
    guard amount > 0 else { throw .amountIsZero(gpu) }
    guard let index = stake.unbonding.firstIndex(where: { $0.createdIn == round }) else {
      throw .noUnbonding(gpu, createdIn: round)
    }
    let entry = stake.unbonding[index]
    guard amount <= entry.amount else {
      throw .insufficientUnbonding(
        gpu, createdIn: round, unbonding: entry.amount, asked: amount)
    }
    let bonded = try checked { () throws(ArithmeticError) in try stake.bonded.adding(amount) }
    let minimum = try minimum(of: stake)
    guard bonded >= minimum else {
      throw .belowMinimum(gpu, resulting: bonded, minimum: minimum)
    }
    var totals = totals
    try totals.cancelUnbonding(amount)

    stake.bonded = bonded
    if amount == entry.amount {
      stake.unbonding.remove(at: index)
    } else {
      stake.unbonding[index].amount -= amount
    }
    stakes[gpu] = stake
    self.totals = totals
    return [
      .unbondingCancelled(
        gpu: gpu, owner: stake.registration.owner, amount: amount, createdIn: round)
    ]
  }

  /// Takes out everything of a GPU that has matured.
  ///
  /// - Parameter gpu: a registered GPU.
  /// - Returns: ``StakingEvent/withdrawn(gpu:owner:amount:)`` with the sum of the matured entries.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/nothingMatured(_:openRound:next:)`` or
  ///   ``StakingError/arithmetic(_:)``.
  /// - Complexity: O(u) in the GPU's unbonding entries.
  @discardableResult
  public mutating func withdraw(gpu: GPUID) throws(StakingError) -> [StakingEvent] {
    var stake = try registeredStake(of: gpu)
    let amount = stake.matured(in: openRound)
    guard amount > 0 else {
      throw .nothingMatured(gpu, openRound: openRound, next: stake.unbonding.first?.maturesIn)
    }
    var totals = totals
    try totals.withdraw(amount)

    stake.unbonding.removeAll { $0.maturesIn <= openRound }
    stakes[gpu] = stake
    self.totals = totals
    return [.withdrawn(gpu: gpu, owner: stake.registration.owner, amount: amount)]
  }

  /// The GPUs that have something to withdraw now, with how much, ascending by name.
  ///
  /// - Complexity: O(n + m log m) in all unbonding entries n and the GPUs listed m.
  public func withdrawable() -> [(gpu: GPUID, amount: UInt256)] {
    stakes
      .compactMap { gpu, stake in
        let amount = stake.matured(in: openRound)
        return amount > 0 ? (gpu: gpu, amount: amount) : nil
      }
      .sorted { $0.gpu < $1.gpu }
  }

  /// The first round in which stake may leave that begins to unbond in `round`.
  func maturity(of round: Round) throws(StakingError) -> Round {
    let (number, overflow) = round.number.addingReportingOverflow(policy.unbondingDelay)
    guard !overflow else { throw .roundsExhausted(round) }
    return Round(number)
  }
}
