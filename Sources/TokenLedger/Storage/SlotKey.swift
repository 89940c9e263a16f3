// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Which slot: its kind in the upper 8 bits, then two numbers of 28 bits.
struct SlotKey: Hashable, Sendable {
  let rawValue: UInt64

  /// The greatest number a key has room for.
  static let greatestNumber: UInt32 = (1 << 28) - 1

  /// The key of the numbers as they are.
  init(_ kind: SlotKind, _ first: UInt32, _ second: UInt32) {
    precondition(
      first <= Self.greatestNumber && second <= Self.greatestNumber,
      "The key of a slot has 28 bits for \(first) and \(second).")
    rawValue = UInt64(kind.rawValue) << 56 | UInt64(first) << 28 | UInt64(second)
  }

  init(_ kind: SlotKind) { self.init(kind, 0, 0) }

  init(_ kind: SlotKind, _ account: AccountNumber) { self.init(kind, account.rawValue, 0) }

  init(_ kind: SlotKind, _ first: AccountNumber, _ second: AccountNumber) {
    self.init(kind, first.rawValue, second.rawValue)
  }

  init(_ kind: SlotKind, _ word: WordNumber) { self.init(kind, word.rawValue, 0) }

  init(_ kind: SlotKind, _ word: WordNumber, _ account: AccountNumber) {
    self.init(kind, word.rawValue, account.rawValue)
  }

  init(_ kind: SlotKind, _ account: AccountNumber, _ word: WordNumber) {
    self.init(kind, account.rawValue, word.rawValue)
  }

  init(_ kind: SlotKind, _ account: AccountNumber, index: UInt32) {
    self.init(kind, account.rawValue, index)
  }

  init(_ kind: SlotKind, index: UInt32) { self.init(kind, index, 0) }

  /// What the slot holds; every key is made of a kind.
  var kind: SlotKind? { SlotKind(rawValue: kindNumber) }

  /// The kind's number.
  var kindNumber: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 56) }

  /// The first number.
  var first: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 28) & Self.greatestNumber }

  /// The second number.
  var second: UInt32 { UInt32(truncatingIfNeeded: rawValue) & Self.greatestNumber }
}
