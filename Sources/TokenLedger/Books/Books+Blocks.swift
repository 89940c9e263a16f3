// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension Books {
  /// The present block.
  public var block: Block { token.block }

  /// Goes on to `block`. Holds whose time is over by then expire, the earliest first; that is the
  /// first thing that happens in the block.
  ///
  /// - Throws: ``LedgerError/blockGoesBack(_:current:)``; nothing changes.
  /// - Complexity: O(e log n) for e holds that expire out of n.
  public mutating func advance(to block: Block) throws(LedgerError) {
    try token.advance(to: block)
    expireHolds()
  }

  /// Forgets the token's history before the block that was present at `number`, so that the books can
  /// be undone to that block at most. The entries stay: ``statement(of:blocks:)`` still tells all.
  ///
  /// - Throws: ``LedgerError``: block in the future. Then nothing changes.
  /// - Complexity: that of ``Token/forget(beforeBlock:)``.
  public mutating func forget(beforeBlock number: UInt64) throws(LedgerError) {
    try token.forget(beforeBlock: number)
  }
}
