// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension Token {
  /// Whether units stand still.
  ///
  /// - Complexity: O(1).
  public var isPaused: Bool { !storage.value(.paused).isZero }

  /// Stops all movements of units, if `caller` may: everyone where access is open, else the owner,
  /// who has the role ``TokenRole/pauser``, or FiatToken's pauser.
  ///
  /// As OpenZeppelin's ERC20Pausable; FiatToken pauses again without complaint.
  ///
  /// - Throws: ``LedgerError`` in this order: not enabled; not owner, missing role or not in office;
  ///   enforced pause. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func pause(by caller: Address) throws(LedgerError) {
    guard configuration.features.pausable else { throw .notEnabled("a pause") }
    try check(caller, may: .pause)
    if configuration.dialect.style != .fiatToken2 && isPaused { throw .enforcedPause }
    storage.set(.paused, 1)
    storage.append(.paused(account: caller))
  }

  /// Lets units move again, if `caller` may.
  ///
  /// - Throws: ``LedgerError`` in this order: not enabled; not owner, missing role or not in office;
  ///   expected pause. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func unpause(by caller: Address) throws(LedgerError) {
    guard configuration.features.pausable else { throw .notEnabled("a pause") }
    try check(caller, may: .pause)
    if configuration.dialect.style != .fiatToken2 && !isPaused { throw .expectedPause }
    storage.set(.paused, 0)
    storage.append(.unpaused(account: caller))
  }
}
