// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

// Each flow moves units from one place to another, so the sum of all places stays. Only what comes in
// can be too much: every other place holds no more than came in.
extension StakingTotals {
  /// Units come in and are bonded.
  ///
  /// - Throws: ``StakingError/arithmetic(_:)``; then nothing is changed.
  mutating func deposit(_ amount: UInt256) throws(StakingError) {
    let before = deposited
    deposited = try checked { () throws(ArithmeticError) in try before.adding(amount) }
    bonded += amount
  }

  /// Bonded units begin to unbond.
  mutating func unbond(_ amount: UInt256) {
    bonded -= amount
    unbonding += amount
  }

  /// Unbonding units are bonded again.
  mutating func cancelUnbonding(_ amount: UInt256) {
    unbonding -= amount
    bonded += amount
  }

  /// Unbonding units leave to their owner.
  mutating func withdraw(_ amount: UInt256) {
    unbonding -= amount
    withdrawn += amount
  }

  /// Bonded and unbonding units leave to the slash destination.
  mutating func slash(bonded fromBond: UInt256, unbonding fromUnbonding: UInt256) {
    bonded -= fromBond
    unbonding -= fromUnbonding
    slashed += fromBond + fromUnbonding
  }
}
