// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension Token {
  /// Moves `value` units of `from` to `to`. Nothing may be moved too, and it is an event.
  ///
  /// - Returns: the transfer.
  /// - Throws: ``LedgerError`` in this order: invalid sender, invalid receiver (the zero address),
  ///   insufficient balance. Then nothing changes.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func transfer(
    from: Address, to: Address, value: UInt256
  ) throws(LedgerError) -> [TokenEvent] {
    if from.isZero { throw .invalidSender(from) }
    if to.isZero { throw .invalidReceiver(to) }
    return [try update(from: from, to: to, value: value)]
  }

  /// Makes `value` units for `to`.
  ///
  /// - Returns: the transfer from the zero address.
  /// - Throws: ``LedgerError``: invalid receiver, supply overflow. Then nothing changes.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func mint(to: Address, value: UInt256) throws(LedgerError) -> [TokenEvent] {
    if to.isZero { throw .invalidReceiver(to) }
    return [try update(from: .zero, to: to, value: value)]
  }

  /// Destroys `value` units of `from`.
  ///
  /// - Returns: the transfer to the zero address.
  /// - Throws: ``LedgerError``: invalid sender, insufficient balance. Then nothing changes.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func burn(from: Address, value: UInt256) throws(LedgerError) -> [TokenEvent] {
    if from.isZero { throw .invalidSender(from) }
    return [try update(from: from, to: .zero, value: value)]
  }
}
