// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension Token {
  /// Makes `value` units for `to`, if `caller` may: everyone where access is open, else the owner,
  /// who has the role ``TokenRole/minter``, or a minter. A minter of FiatToken mints out of what it
  /// was configured to.
  ///
  /// - Throws: ``LedgerError``: not owner, missing role or not minter, then as ``mint(to:value:)``.
  ///   In FiatToken in this order: paused, not minter, blocked (caller, receiver), invalid receiver,
  ///   empty amount, minter allowance exceeded, supply overflow. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func mint(
    by caller: Address, to: Address, value: UInt256
  ) throws(LedgerError) {
    if case .offices = configuration.features.access {
      try mintAsFiatToken(minter: caller, to: to, value: value)
    } else {
      try check(caller, may: .mint)
      try mint(to: to, value: value)
    }
  }

  /// Destroys `value` units of the caller's own. In FiatToken minters alone may.
  ///
  /// - Throws: ``LedgerError``: as ``burn(from:value:)``. In FiatToken in this order: paused, not
  ///   minter, blocked, empty amount, insufficient balance. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func burn(by caller: Address, value: UInt256) throws(LedgerError) {
    if case .offices = configuration.features.access {
      try burnAsFiatToken(minter: caller, value: value)
    } else {
      try burn(from: caller, value: value)
    }
  }
}
