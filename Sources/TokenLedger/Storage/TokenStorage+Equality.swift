// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension TokenStorage: Hashable {
  /// Whether both hold the same in the same slots, by addresses and words and not by their numbers,
  /// in the same block. Their past, and so their events, may differ.
  ///
  /// - Complexity: O(1) for a copy nobody wrote to, otherwise O(n) for n slots.
  static func == (lhs: TokenStorage, rhs: TokenStorage) -> Bool {
    guard lhs.block == rhs.block else { return false }
    for kind in 0..<256 where lhs.counts[kind] != rhs.counts[kind] { return false }
    if lhs.hasSameLayout(as: rhs) { return lhs.balances == rhs.balances && lhs.slots == rhs.slots }
    return lhs.nonEmptySlots.allSatisfy { key, value in
      guard let other = rhs.key(key, of: lhs) else { return false }
      return rhs[other] == value
    }
  }

  /// Feeds the block and the numbers of slots of each kind to `hasher`: equal storages agree in them.
  func hash(into hasher: inout Hasher) {
    hasher.combine(block)
    for kind in 0..<256 { hasher.combine(counts[kind]) }
  }

  /// Whether numbers mean the same in both: then slots compare by number. Pages that both share are
  /// not compared.
  private func hasSameLayout(as other: TokenStorage) -> Bool {
    accounts.keys == other.accounts.keys && words.keys == other.words.keys
      && keys.keys == other.keys.keys
  }

  /// All slots that are not empty.
  private var nonEmptySlots: [(SlotKey, UInt256)] { SlotKind.allCases.flatMap(slots(of:)) }

  /// The key of the slot here that `key` is in `other`, nil where there is none.
  private func key(_ key: SlotKey, of other: TokenStorage) -> SlotKey? {
    guard let kind = key.kind else { return nil }
    func number(_ part: SlotKind.Part, _ number: UInt32) -> UInt32? {
      switch part {
      case .nothing, .index: number
      case .account:
        self.number(of: other.address(of: AccountNumber(rawValue: number)))?.rawValue
      case .word: self.number(of: other.word(of: WordNumber(rawValue: number)))?.rawValue
      }
    }
    guard let first = number(kind.parts.0, key.first), let second = number(kind.parts.1, key.second)
    else { return nil }
    return SlotKey(kind, first, second)
  }
}

extension Slot: Equatable {
  /// Whether both hold the same; their past may differ.
  static func == (lhs: Slot, rhs: Slot) -> Bool { lhs.value == rhs.value }
}

extension TokenStorage: CustomStringConvertible {
  /// A summary: the pages themselves would say nothing, and the seed of the tables is nobody's.
  var description: String {
    "\(slots.count) slots of \(accounts.keys.count) accounts, \(eventStore.count) events, \(block)"
  }
}
