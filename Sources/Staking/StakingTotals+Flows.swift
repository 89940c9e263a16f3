// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

// Each flow moves units from one place to another, so the sum of all places stays. A flow that
// throws may leave these totals half changed: callers work on a copy.
extension StakingTotals {
  /// Units come in and are bonded.
  mutating func deposit(_ amount: UInt256) throws(StakingError) {
    deposited = try Self.sum(deposited, amount)
    bonded = try Self.sum(bonded, amount)
  }

  /// Bonded units begin to unbond.
  mutating func unbond(_ amount: UInt256) throws(StakingError) {
    try Self.move(amount, from: &bonded, to: &unbonding)
  }

  /// Unbonding units are bonded again.
  mutating func cancelUnbonding(_ amount: UInt256) throws(StakingError) {
    try Self.move(amount, from: &unbonding, to: &bonded)
  }

  /// Unbonding units leave to their owner.
  mutating func withdraw(_ amount: UInt256) throws(StakingError) {
    try Self.move(amount, from: &unbonding, to: &withdrawn)
  }

  /// Bonded and unbonding units leave to the slash destination.
  mutating func slash(
    bonded fromBond: UInt256, unbonding fromUnbonding: UInt256
  ) throws(StakingError) {
    try Self.move(fromBond, from: &bonded, to: &slashed)
    try Self.move(fromUnbonding, from: &unbonding, to: &slashed)
  }

  private static func sum(_ a: UInt256, _ b: UInt256) throws(StakingError) -> UInt256 {
    try checked { () throws(ArithmeticError) in try a.adding(b) }
  }

  private static func move(
    _ amount: UInt256, from source: inout UInt256, to destination: inout UInt256
  ) throws(StakingError) {
    let held = source
    source = try checked { () throws(ArithmeticError) in try held.subtracting(amount) }
    destination = try sum(destination, amount)
  }
}
