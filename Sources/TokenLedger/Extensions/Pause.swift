// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension Token {
  /// Whether units and allowances stand still.
  public var isPaused: Bool { !storage.value(.paused).isZero }

  /// Stops all movements of units.
  ///
  /// As OpenZeppelin's ERC20Pausable; FiatToken pauses again without complaint.
  ///
  /// - Parameter account: who pauses, for the event; whether it may is not asked here.
  /// - Throws: ``LedgerError``: not enabled, enforced pause. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func pause(by account: Address) throws(LedgerError) {
    guard configuration.features.pausable else { throw .notEnabled("a pause") }
    if configuration.dialect.style != .fiatToken2 && isPaused { throw .enforcedPause }
    storage.set(.paused, 1)
    storage.append(.paused(account: account))
  }

  /// Lets units move again.
  ///
  /// - Parameter account: who resumes, for the event; whether it may is not asked here.
  /// - Throws: ``LedgerError``: not enabled, expected pause. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func unpause(by account: Address) throws(LedgerError) {
    guard configuration.features.pausable else { throw .notEnabled("a pause") }
    if configuration.dialect.style != .fiatToken2 && !isPaused { throw .expectedPause }
    storage.set(.paused, 0)
    storage.append(.unpaused(account: account))
  }
}
