// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension Token {
  /// Whether `account` is blocked: it can neither send nor receive.
  ///
  /// - Complexity: O(1).
  public func isBlocked(_ account: Address) -> Bool { !storage.value(.blocked, account).isZero }

  /// Blocks `account`, if `caller` may: everyone where access is open, else the owner, who has the
  /// role ``TokenRole/limiter``, or FiatToken's blocklister.
  ///
  /// - Throws: ``LedgerError`` in this order: not enabled; not owner, missing role or not in office.
  ///   Then nothing changes.
  /// - Complexity: O(1).
  public mutating func block(by caller: Address, _ account: Address) throws(LedgerError) {
    guard configuration.features.blocklist else { throw .notEnabled("a blocklist") }
    try check(caller, may: .block)
    try block(account)
  }

  /// Unblocks `account`, if `caller` may.
  ///
  /// - Throws: ``LedgerError`` in this order: not enabled; not owner, missing role or not in office.
  ///   Then nothing changes.
  /// - Complexity: O(1).
  public mutating func unblock(by caller: Address, _ account: Address) throws(LedgerError) {
    guard configuration.features.blocklist else { throw .notEnabled("a blocklist") }
    try check(caller, may: .block)
    try unblock(account)
  }

  /// Blocks `account`; nobody is asked. Blocking it again changes nothing; FiatToken tells it again,
  /// others keep silent. Blocking the zero address stops neither minting nor burning.
  ///
  /// - Throws: ``LedgerError``: not enabled. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func block(_ account: Address) throws(LedgerError) {
    try setBlocked(account, true)
  }

  /// Unblocks `account`; nobody is asked.
  ///
  /// - Throws: ``LedgerError``: not enabled. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func unblock(_ account: Address) throws(LedgerError) {
    try setBlocked(account, false)
  }

  private mutating func setBlocked(_ account: Address, _ blocked: Bool) throws(LedgerError) {
    guard configuration.features.blocklist else { throw .notEnabled("a blocklist") }
    if configuration.dialect.style != .fiatToken2 && isBlocked(account) == blocked { return }
    storage.set(.blocked, account, blocked ? 1 : 0)
    storage.append(blocked ? .blocked(account: account) : .unblocked(account: account))
  }
}
