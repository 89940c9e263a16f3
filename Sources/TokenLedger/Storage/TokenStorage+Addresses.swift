// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// Slots by address: reading never interns, so that what is refused leaves no trace.
extension TokenStorage {
  /// The slot of `kind` of `account`.
  @inline(__always)
  func value(_ kind: SlotKind, _ account: Address) -> UInt256 {
    guard let number = number(of: account) else { return .zero }
    return self[SlotKey(kind, number)]
  }

  /// The slot of `kind` of two accounts.
  @inline(__always)
  func value(_ kind: SlotKind, _ first: Address, _ second: Address) -> UInt256 {
    guard let one = number(of: first), let other = number(of: second) else { return .zero }
    return self[SlotKey(kind, one, other)]
  }

  /// The slot of `kind` of the token as a whole.
  @inline(__always)
  func value(_ kind: SlotKind) -> UInt256 { self[SlotKey(kind)] }

  /// Sets the slot of `kind` of `account`.
  mutating func set(_ kind: SlotKind, _ account: Address, _ value: UInt256) {
    self[SlotKey(kind, intern(account))] = value
  }

  /// Sets the slot of `kind` of two accounts.
  mutating func set(_ kind: SlotKind, _ first: Address, _ second: Address, _ value: UInt256) {
    self[SlotKey(kind, intern(first), intern(second))] = value
  }

  /// Sets the slot of `kind` of the token as a whole.
  mutating func set(_ kind: SlotKind, _ value: UInt256) { self[SlotKey(kind)] = value }

  /// The slot of `kind` that holds an address; the zero address where it is empty.
  func address(_ kind: SlotKind) -> Address { Address(slotValue: value(kind)) }

  /// Sets the slot of `kind` that holds an address.
  mutating func set(_ kind: SlotKind, _ address: Address) { set(kind, address.slotValue) }
}

extension Address {
  /// The address as a number, as a contract's storage holds it.
  var slotValue: UInt256 {
    UInt256(
      0, word0 &>> 32, (word0 &<< 32) | (word1 &>> 32), (word1 &<< 32) | UInt64(word2))
  }

  /// The address whose number `value` is; bits above its 160 are not looked at.
  init(slotValue value: UInt256) {
    self.init(lastBytesOf: value.asDigest)
  }
}
