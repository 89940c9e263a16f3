// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension RewardPool {
  /// Puts units into the pool.
  ///
  /// - Throws: ``StreamError/unknownToken(_:)``, ``StreamError/amountIsZero``,
  ///   ``StreamError/amountBeyondRange(_:of:)`` where all units ever put in reach 2¹²⁸.
  /// - Complexity: O(1).
  public mutating func fund(_ amount: UInt256, of token: Address) throws(StreamError) {
    let place = try place(of: token)
    if amount.isZero { throw .amountIsZero }
    guard let narrow = amount.narrow,
      !tokens[place].funded.addingReportingOverflow(narrow).overflow
    else { throw .amountBeyondRange(amount, of: token) }
    tokens[place].funded += narrow
  }

  /// Takes units out that nothing promises.
  ///
  /// - Throws: ``StreamError/unknownToken(_:)``, ``StreamError/amountIsZero``,
  ///   ``StreamError/unpromisedTooSmall(_:of:has:)``.
  /// - Complexity: O(1).
  public mutating func withdrawUnpromised(
    _ amount: UInt256, of token: Address
  ) throws(StreamError) {
    let place = try place(of: token)
    if amount.isZero { throw .amountIsZero }
    let accrual = tokens[place]
    let free = accrual.funds > accrual.obligations ? accrual.funds - accrual.obligations : 0
    guard let narrow = amount.narrow, narrow <= free else {
      throw .unpromisedTooSmall(amount, of: token, has: UInt256(narrow: free))
    }
    tokens[place].withdrawn += narrow
  }

  /// Takes units out that were emitted while nobody had weight, to a treasury or to be burned.
  ///
  /// - Throws: ``StreamError/timeGoesBack(_:last:)``, ``StreamError/unknownToken(_:)``,
  ///   ``StreamError/amountIsZero``, ``StreamError/carryTooSmall(_:of:has:)``,
  ///   ``StreamError/fundsTooSmall(_:of:has:)``.
  /// - Complexity: what ``advance(to:)`` takes.
  public mutating func withdrawCarry(
    _ amount: UInt256, of token: Address, at now: UInt64
  ) throws(StreamError) {
    try requireTime(now)
    let place = try place(of: token)
    if amount.isZero { throw .amountIsZero }
    var next = self
    next.cross(now)
    let funds = UInt256(narrow: next.tokens[place].funds)
    if amount > funds { throw .fundsTooSmall(amount, of: token, has: funds) }
    try next.takeCarry(amount, place) { $0.carryWithdrawn += $1 }
    self = next
  }

  mutating func takeCarry(
    _ amount: UInt256, _ place: Int, _ enter: (inout TokenAccrual, UInt128) -> Void
  ) throws(StreamError) {
    let carry = tokens[place].carry
    guard let narrow = amount.narrow, narrow <= carry else {
      throw .carryTooSmall(amount, of: tokens[place].token, has: UInt256(narrow: carry))
    }
    tokens[place].carry = carry - narrow
    enter(&tokens[place], narrow)
  }
}
