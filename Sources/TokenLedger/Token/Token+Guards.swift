// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

extension Token {
  /// Where units move: refuses while the token is paused, and for accounts that are blocked.
  ///
  /// A burn has no receiver and a mint no sender: blocking the zero address stops neither.
  func checkGuards(from: Address, to: Address) throws(LedgerError) {
    if configuration.features.pausable && isPaused { throw .enforcedPause }
    if configuration.features.blocklist {
      if !from.isZero && isBlocked(from) { throw .blocked(from) }
      if !to.isZero && isBlocked(to) { throw .blocked(to) }
    }
  }

  /// Before everything else, in dialects where the guards come first: pause, then each account in
  /// the order given.
  func checkFirst(
    _ first: Address, _ second: Address, _ third: Address? = nil
  ) throws(LedgerError) {
    guard configuration.dialect.guardsComeFirst else { return }
    if configuration.features.pausable && isPaused { throw .enforcedPause }
    guard configuration.features.blocklist else { return }
    if isBlocked(first) { throw .blocked(first) }
    if isBlocked(second) { throw .blocked(second) }
    if let third, isBlocked(third) { throw .blocked(third) }
  }
}
