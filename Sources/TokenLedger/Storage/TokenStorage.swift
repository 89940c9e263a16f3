// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// Everything a token remembers, in slots of 256 bits as a contract's storage has them: so history,
/// undo, snapshots and the state root are one mechanism for every extension.
///
/// All of it stands in copy-on-write pages: a copy is a snapshot and costs O(1), the first write
/// after it O(page). Nothing that can be read depends on the order of a hash table.
///
/// The short functions that change nothing are inlined always: a call would copy the whole value, a
/// few hundred bytes, for the sake of one of its tables.
struct TokenStorage: Sendable {
  /// The number of a slot that holds no balance is that of its key.
  var accounts = KeyTable<Address>(seed: .process)
  var words = KeyTable<Digest>(seed: .process)
  var keys = KeyTable<SlotKey>(seed: .process)
  /// By account.
  var balances = PagedArray<Slot>()
  /// By number of the key.
  var slots = PagedArray<Slot>()
  /// How many slots of each kind are not empty.
  var counts = [UInt32](repeating: 0, count: 256)
  var changes = ChangeLog()
  var eventStore = EventStore()
  var forgottenEvents = 0
  var blocks: BlockLog
  /// Where the changes of the present block begin; read by every write.
  var blockStart: UInt32 = 0

  /// A token in block 0 that remembers nothing.
  init() {
    blocks = BlockLog(
      BlockEntry(
        block: Block(number: 0, timestamp: 0), firstEvent: 0, firstChange: 0, firstRareEvent: 0))
  }
}

// MARK: Addresses and words

extension TokenStorage {
  /// The number of `address`, nil where it was never seen.
  ///
  /// - Complexity: O(1).
  @inline(__always)
  func number(of address: Address) -> AccountNumber? {
    guard let number = accounts.number(of: address) else { return nil }
    return AccountNumber(rawValue: number)
  }

  /// The number of `address`, and a new one where it was never seen.
  ///
  /// - Precondition: there are fewer than 2²⁸ addresses.
  /// - Complexity: O(1) amortised.
  mutating func intern(_ address: Address) -> AccountNumber {
    let (number, isNew) = accounts.intern(address)
    if isNew {
      precondition(number <= SlotKey.greatestNumber, "A token has at most 2²⁸ accounts.")
      balances.append(Slot(value: .zero))
    }
    return AccountNumber(rawValue: number)
  }

  /// The address that has the number.
  @inline(__always)
  func address(of number: AccountNumber) -> Address { accounts.keys[Int(number.rawValue)] }

  /// The number of `word`, nil where it was never seen.
  ///
  /// - Complexity: O(1).
  @inline(__always)
  func number(of word: Digest) -> WordNumber? {
    guard let number = words.number(of: word) else { return nil }
    return WordNumber(rawValue: number)
  }

  /// The number of `word`, and a new one where it was never seen.
  ///
  /// - Precondition: there are fewer than 2²⁸ words.
  /// - Complexity: O(1) amortised.
  mutating func intern(_ word: Digest) -> WordNumber {
    let number = words.intern(word).number
    precondition(number <= SlotKey.greatestNumber, "A token has at most 2²⁸ words.")
    return WordNumber(rawValue: number)
  }

  /// The word that has the number.
  @inline(__always)
  func word(of number: WordNumber) -> Digest { words.keys[Int(number.rawValue)] }
}

// MARK: Slots

extension TokenStorage {
  /// What the slot holds; an empty one holds 0, and setting 0 empties it.
  ///
  /// - Complexity: O(1) amortised.
  subscript(key: SlotKey) -> UInt256 {
    @inline(__always) get { slot(of: key)?.value ?? .zero }
    set {
      if key.kindNumber == SlotKind.balance.rawValue {
        let account = key.first
        Self.write(
          newValue, SlotNumber(balanceOf: account), &balances, &changes, &counts,
          SlotKind.balance.rawValue, blockStart)
      } else if let number = newValue.isZero ? keys.number(of: key) : makeSlot(key) {
        Self.write(
          newValue, SlotNumber(key: number), &slots, &changes, &counts, key.kindNumber, blockStart)
      }
    }
  }

  /// The slot, nil where there never was one.
  @inline(__always)
  func slot(of key: SlotKey) -> Slot? {
    if key.kindNumber == SlotKind.balance.rawValue { return balances[Int(key.first)] }
    guard let number = keys.number(of: key) else { return nil }
    return slots[Int(number)]
  }

  /// The number of the slot's key, with a new slot where there was none.
  mutating func makeSlot(_ key: SlotKey) -> UInt32 {
    let (number, isNew) = keys.intern(key)
    if isNew {
      precondition(number < SlotNumber.balanceBit, "A token has at most 2³¹ slots.")
      slots.append(Slot(value: .zero))
    }
    return number
  }

  /// Writes a slot, and keeps the value before where it is the block's first change of the slot.
  ///
  /// Static, so that the slot changes in place while the log grows.
  private static func write(
    _ value: UInt256, _ number: SlotNumber, _ slots: inout PagedArray<Slot>,
    _ changes: inout ChangeLog, _ counts: inout [UInt32], _ kind: UInt8,
    _ blockStart: UInt32
  ) {
    slots.modify(at: number.index) { slot in
      let old = slot.value
      if old == value { return }
      if slot.changes == 0 || slot.last < blockStart { changes.append(old, of: number, &slot) }
      if old.isZero { counts[Int(kind)] &+= 1 }
      if value.isZero { counts[Int(kind)] &-= 1 }
      slot.value = value
    }
  }

  /// How many slots of `kind` are not empty.
  ///
  /// - Complexity: O(1).
  @inline(__always)
  func count(of kind: SlotKind) -> Int { Int(counts[Int(kind.rawValue)]) }

  /// The slots of `kind` that are not empty, in the order of their first use.
  ///
  /// - Complexity: O(n) for n slots of all kinds that are no balance, or n accounts for balances.
  func slots(of kind: SlotKind) -> [(SlotKey, UInt256)] {
    var found: [(SlotKey, UInt256)] = []
    guard count(of: kind) > 0 else { return found }
    found.reserveCapacity(count(of: kind))
    if kind == .balance {
      for (account, slot) in balances.enumerated() where !slot.value.isZero {
        found.append((SlotKey(.balance, AccountNumber(rawValue: UInt32(account))), slot.value))
      }
    } else {
      for (number, slot) in slots.enumerated() where !slot.value.isZero {
        let key = keys.keys[number]
        if key.kindNumber == kind.rawValue { found.append((key, slot.value)) }
      }
    }
    return found
  }
}
