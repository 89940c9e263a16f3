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
  /// - Throws: ``LedgerError`` in this order: invalid sender, invalid receiver (the zero address),
  ///   paused, blocked, insufficient balance; where the dialect's guards come first, paused and
  ///   blocked are asked before. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func transfer(
    from: Address, to: Address, value: UInt256
  ) throws(LedgerError) {
    try checkFirst(from, to)
    try move(from: from, to: to, value: value)
  }

  /// Makes `value` units for `to`.
  ///
  /// - Throws: ``LedgerError``: invalid receiver, empty amount, supply overflow, cap. Then nothing
  ///   changes.
  /// - Complexity: O(1).
  public mutating func mint(to: Address, value: UInt256) throws(LedgerError) {
    // Release 4 of OpenZeppelin asks for the cap before everything else.
    if configuration.dialect.style == .openZeppelin4, let cap = configuration.features.cap {
      try check(cap, minting: value)
    }
    if to.isZero { throw .invalidReceiver(to) }
    if configuration.dialect.refusesEmptyMintAndBurn && value.isZero { throw .emptyAmount }
    try update(from: .zero, to: to, value: value)
  }

  /// Destroys `value` units of `from`.
  ///
  /// - Throws: ``LedgerError``: invalid sender, empty amount, insufficient balance. Then nothing
  ///   changes.
  /// - Complexity: O(1).
  public mutating func burn(from: Address, value: UInt256) throws(LedgerError) {
    if from.isZero { throw .invalidSender(from) }
    if configuration.dialect.refusesEmptyMintAndBurn && value.isZero { throw .emptyAmount }
    try update(from: from, to: .zero, value: value)
  }

  /// A transfer whose parties were asked for already.
  mutating func move(from: Address, to: Address, value: UInt256) throws(LedgerError) {
    if from.isZero { throw .invalidSender(from) }
    if to.isZero { throw .invalidReceiver(to) }
    try update(from: from, to: to, value: value)
  }
}
