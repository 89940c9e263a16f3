// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension Token {
  /// Lets `spender` spend `value` units of `owner`, whatever it was allowed before.
  ///
  /// - Throws: ``LedgerError``: invalid approver, invalid spender; where the dialect's guards come
  ///   first, paused and blocked before. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func approve(
    owner: Address, spender: Address, value: UInt256
  ) throws(LedgerError) {
    try checkFirst(owner, spender)
    try setAllowance(owner: owner, spender: spender, value: value)
  }

  /// Lets `spender` move `value` units of `from` to `to` out of its allowance.
  ///
  /// - Throws: ``LedgerError`` in this order: paused and blocked where the dialect's guards come
  ///   first, insufficient allowance, invalid approver or spender (of a limited allowance), invalid
  ///   sender, invalid receiver, paused, blocked, insufficient balance. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func transferFrom(
    spender: Address, from: Address, to: Address, value: UInt256
  ) throws(LedgerError) {
    try checkFirst(spender, from, to)
    let left = try allowanceLeft(owner: from, spender: spender, after: value)
    if from.isZero { throw .invalidSender(from) }
    if to.isZero { throw .invalidReceiver(to) }
    try spend(left, owner: from, spender: spender) { token throws(LedgerError) in
      try token.update(from: from, to: to, value: value)
    }
  }

  /// Lets `spender` destroy `value` units of `from` out of its allowance.
  ///
  /// - Throws: ``LedgerError`` in this order: insufficient allowance, invalid approver or spender
  ///   (of a limited allowance), invalid sender, paused, blocked, insufficient balance. Then nothing
  ///   changes.
  /// - Complexity: O(1).
  public mutating func burnFrom(
    spender: Address, from: Address, value: UInt256
  ) throws(LedgerError) {
    let left = try allowanceLeft(owner: from, spender: spender, after: value)
    try spend(left, owner: from, spender: spender) { token throws(LedgerError) in
      try token.burn(from: from, value: value)
    }
  }

  /// Raises the allowance of `spender` by `added` units.
  ///
  /// - Throws: ``LedgerError``: paused and blocked where the dialect's guards come first, allowance
  ///   overflow, invalid approver or spender. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func increaseAllowance(
    owner: Address, spender: Address, by added: UInt256
  ) throws(LedgerError) {
    try checkFirst(owner, spender)
    let allowance = allowance(owner: owner, spender: spender)
    let (sum, overflow) = allowance.addingReportingOverflow(added)
    if overflow {
      throw .allowanceOverflow(spender: spender, allowance: allowance, added: added)
    }
    try setAllowance(owner: owner, spender: spender, value: sum)
  }

  /// Lowers the allowance of `spender` by `removed` units.
  ///
  /// - Throws: ``LedgerError``: paused and blocked where the dialect's guards come first, allowance
  ///   underflow, invalid approver or spender. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func decreaseAllowance(
    owner: Address, spender: Address, by removed: UInt256
  ) throws(LedgerError) {
    try checkFirst(owner, spender)
    let allowance = allowance(owner: owner, spender: spender)
    let (difference, underflow) = allowance.subtractingReportingOverflow(removed)
    if underflow {
      throw .allowanceUnderflow(spender: spender, allowance: allowance, removed: removed)
    }
    try setAllowance(owner: owner, spender: spender, value: difference)
  }

  /// Writes an allowance and tells it.
  mutating func setAllowance(
    owner: Address, spender: Address, value: UInt256
  ) throws(LedgerError) {
    try checkApproval(owner: owner, spender: spender)
    storage.set(.allowance, owner, spender, value)
    storage.append(.approval(owner: owner, spender: spender, value: value))
  }

  /// What is left of an allowance after spending `value`, or nil where it has no limit.
  ///
  /// As `_spendAllowance` of OpenZeppelin's ERC20.sol, which checks the two addresses only where it
  /// writes the new allowance, also for a value of zero. FiatToken does not check them.
  func allowanceLeft(
    owner: Address, spender: Address, after value: UInt256
  ) throws(LedgerError) -> UInt256? {
    let current = allowance(owner: owner, spender: spender)
    if configuration.dialect.infiniteAllowanceStays && current == .max { return nil }
    let (left, underflow) = current.subtractingReportingOverflow(value)
    if underflow {
      throw .insufficientAllowance(spender: spender, allowance: current, needed: value)
    }
    if configuration.dialect.style != .fiatToken2 {
      try checkApproval(owner: owner, spender: spender)
    }
    return left
  }

  /// Moves units out of an allowance: tells the allowance first, writes it last.
  mutating func spend(
    _ left: UInt256?, owner: Address, spender: Address,
    _ move: (inout Token) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    guard let left else { return try move(&self) }
    if configuration.dialect.spendingEmitsApproval {
      // The event comes before that of the transfer, so what fails later takes it back.
      let before = self
      storage.append(.approval(owner: owner, spender: spender, value: left))
      do throws(LedgerError) {
        try move(&self)
      } catch {
        self = before
        throw error
      }
    } else {
      try move(&self)
    }
    storage.set(.allowance, owner, spender, left)
  }

  private func checkApproval(owner: Address, spender: Address) throws(LedgerError) {
    // As ERC20Blocklist of OpenZeppelin's community contracts; FiatToken's guards came first.
    if configuration.features.blocklist && !configuration.dialect.guardsComeFirst
      && isBlocked(owner)
    {
      throw .blocked(owner)
    }
    if owner.isZero { throw .invalidApprover(owner) }
    if spender.isZero { throw .invalidSpender(spender) }
  }
}
