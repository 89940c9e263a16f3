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

  /// Blocks `account`. Blocking it again is told again and changes nothing.
  ///
  /// - Throws: ``LedgerError``: not enabled. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func block(_ account: Address) throws(LedgerError) {
    guard configuration.features.blocklist else { throw .notEnabled("a blocklist") }
    storage.set(.blocked, account, 1)
    storage.append(.blocked(account: account))
  }

  /// Unblocks `account`.
  ///
  /// - Throws: ``LedgerError``: not enabled. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func unblock(_ account: Address) throws(LedgerError) {
    guard configuration.features.blocklist else { throw .notEnabled("a blocklist") }
    storage.set(.blocked, account, 0)
    storage.append(.unblocked(account: account))
  }
}
