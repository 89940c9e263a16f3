// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension Token {
  /// Lets `spender` spend `value` units of `owner`, whatever it could before.
  ///
  /// The greatest number means without limit, and is not used up.
  ///
  /// - Returns: the approval.
  /// - Throws: ``LedgerError``: invalid approver, invalid spender. Then nothing changes.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func approve(
    owner: Address, spender: Address, value: UInt256
  ) throws(LedgerError) -> [TokenEvent] {
    try checkApproval(owner: owner, spender: spender)
    allowances[AllowanceKey(owner: owner, spender: spender)] = value
    return [.approval(owner: owner, spender: spender, value: value)]
  }

  /// Lets `spender` move `value` units of `from` to `to` out of its allowance.
  ///
  /// - Returns: the transfer; since release 5 OpenZeppelin tells no approval here.
  /// - Throws: ``LedgerError`` in this order: insufficient allowance, invalid approver or spender (of
  ///   a limited allowance), invalid sender, invalid receiver, insufficient balance. Then nothing
  ///   changes.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func transferFrom(
    spender: Address, from: Address, to: Address, value: UInt256
  ) throws(LedgerError) -> [TokenEvent] {
    let left = try allowanceLeft(owner: from, spender: spender, after: value)
    let events = try transfer(from: from, to: to, value: value)
    setAllowance(owner: from, spender: spender, left)
    return events
  }

  /// Lets `spender` destroy `value` units of `from` out of its allowance.
  ///
  /// - Returns: the transfer to the zero address.
  /// - Throws: ``LedgerError`` in this order: insufficient allowance, invalid approver or spender (of
  ///   a limited allowance), invalid sender, insufficient balance. Then nothing changes.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func burnFrom(
    spender: Address, from: Address, value: UInt256
  ) throws(LedgerError) -> [TokenEvent] {
    let left = try allowanceLeft(owner: from, spender: spender, after: value)
    let events = try burn(from: from, value: value)
    setAllowance(owner: from, spender: spender, left)
    return events
  }

  /// What is left of an allowance after spending `value`, or nil where it has no limit.
  ///
  /// As `_spendAllowance` of OpenZeppelin's ERC20.sol, which checks the two addresses only where it
  /// writes the new allowance, also for a value of zero.
  private func allowanceLeft(
    owner: Address, spender: Address, after value: UInt256
  ) throws(LedgerError) -> UInt256? {
    let current = allowance(owner: owner, spender: spender)
    if current == .max { return nil }
    let (left, underflow) = current.subtractingReportingOverflow(value)
    if underflow {
      throw .insufficientAllowance(spender: spender, allowance: current, needed: value)
    }
    try checkApproval(owner: owner, spender: spender)
    return left
  }

  private mutating func setAllowance(owner: Address, spender: Address, _ value: UInt256?) {
    guard let value else { return }
    allowances[AllowanceKey(owner: owner, spender: spender)] = value
  }

  private func checkApproval(owner: Address, spender: Address) throws(LedgerError) {
    if owner.isZero { throw .invalidApprover(owner) }
    if spender.isZero { throw .invalidSpender(spender) }
  }
}
