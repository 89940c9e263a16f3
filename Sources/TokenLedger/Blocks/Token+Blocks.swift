// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension Token {
  /// Goes on to `block`; what happens from now on happens in it.
  ///
  /// - Throws: ``LedgerError/blockGoesBack(_:current:)`` where its number or its time lies before
  ///   the present block's, or one number has two times. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func advance(to block: Block) throws(LedgerError) {
    let current = self.block
    if block == current { return }
    guard block.number > current.number && block.timestamp >= current.timestamp else {
      throw .blockGoesBack(block, current: current)
    }
    storage.advance(to: block)
  }

  /// The number of the oldest block whose end can still be read and gone back to.
  public var oldestBlock: UInt64 { storage.oldestBlock }

  /// Forgets what was before the block that was present at `number`: what changed and happened, for
  /// who keeps that elsewhere. The present state stays, votes and snapshots of old among it; so does
  /// every copy.
  ///
  /// A token has room for 2³¹ changes, one a slot and block.
  ///
  /// - Throws: ``LedgerError``: block in the future. Then nothing changes.
  /// - Complexity: O(n) for n slots, and the changes and events that are kept.
  public mutating func forget(beforeBlock number: UInt64) throws(LedgerError) {
    if number > block.number { throw .blockInFuture(number, current: block.number) }
    storage.forget(beforeBlock: number)
  }

  /// The units `account` held at the end of a past block, or holds now in the present one.
  ///
  /// - Throws: ``LedgerError``: block in the future, block forgotten.
  /// - Complexity: O(log n) for n blocks in which the balance changed.
  public func balance(
    of account: Address, atBlock number: UInt64
  ) throws(LedgerError) -> UInt256 {
    try checkReadable(number)
    guard let holder = storage.number(of: account) else { return .zero }
    return storage.value(of: SlotKey(.balance, holder), atBlock: number)
  }

  /// The units of `owner` that `spender` could spend at the end of a past block.
  ///
  /// - Throws: ``LedgerError``: block in the future, block forgotten.
  /// - Complexity: O(log n) for n blocks in which the allowance changed.
  public func allowance(
    owner: Address, spender: Address, atBlock number: UInt64
  ) throws(LedgerError) -> UInt256 {
    try checkReadable(number)
    guard let one = storage.number(of: owner), let other = storage.number(of: spender) else {
      return .zero
    }
    return storage.value(of: SlotKey(.allowance, one, other), atBlock: number)
  }

  /// All units there were at the end of a past block.
  ///
  /// - Throws: ``LedgerError``: block in the future, block forgotten.
  /// - Complexity: O(log n) for n blocks in which the supply changed.
  public func totalSupply(atBlock number: UInt64) throws(LedgerError) -> UInt256 {
    try checkReadable(number)
    return storage.value(of: SlotKey(.totalSupply), atBlock: number)
  }

  /// Whether the state at the end of a block can still be told.
  func checkReadable(_ number: UInt64) throws(LedgerError) {
    if number > block.number { throw .blockInFuture(number, current: block.number) }
    if number < storage.oldestBlock {
      throw .blockForgotten(number, oldest: storage.oldestBlock)
    }
  }
}
