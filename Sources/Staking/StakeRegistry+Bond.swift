// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// Adds to the stake of a GPU. What is added earns from the next round on.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU.
  ///   - amount: base units, not zero. With what is bonded it reaches the minimum of the class; with
  ///     what is unbonding too it stays within ``maximumStake``.
  /// - Returns: ``StakingEvent/bonded(gpu:owner:amount:bonded:)``.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/amountIsZero(_:)``,
  ///   ``StakingError/belowMinimum(_:resulting:minimum:)``,
  ///   ``StakingError/aboveMaximum(_:resulting:maximum:)`` or ``StakingError/arithmetic(_:)``.
  /// - Complexity: O(u) in the GPU's unbonding entries.
  @discardableResult
  public mutating func bond(gpu: GPUID, amount: UInt256) throws(StakingError) -> [StakingEvent] {
    var stake = try registeredStake(of: gpu)
    guard amount > 0 else { throw .amountIsZero(gpu) }
    let bonded = try checked { () throws(ArithmeticError) in try stake.bonded.adding(amount) }
    let held = try checked { () throws(ArithmeticError) in try stake.held.adding(amount) }
    let minimum = try minimum(of: stake)
    guard bonded >= minimum else {
      throw .belowMinimum(gpu, resulting: bonded, minimum: minimum)
    }
    guard held <= Self.maximumStake else {
      throw .aboveMaximum(gpu, resulting: held, maximum: Self.maximumStake)
    }
    var totals = totals
    try totals.deposit(amount)

    stake.bonded = bonded
    stakes[gpu] = stake
    self.totals = totals
    return [
      .bonded(gpu: gpu, owner: stake.registration.owner, amount: amount, bonded: bonded)
    ]
  }
}
