// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// What a slot holds, and where its changes stand in the ``ChangeLog``.
struct Slot: Sendable {
  /// The present value.
  var value: UInt256
  /// How many changes of this slot the log has.
  var changes: UInt32 = 0
  /// Position of the last of them.
  var last: UInt32 = 0
  /// Where the newest extent with the positions of the others begins.
  var extent: UInt32 = 0
}

/// Which slot: the number of an account for its balance, with the highest bit set, or the number of
/// the slot's key.
struct SlotNumber: Hashable, Sendable {
  let rawValue: UInt32

  static let balanceBit: UInt32 = 1 << 31

  init(balanceOf account: UInt32) { rawValue = account | Self.balanceBit }

  init(key: UInt32) { rawValue = key }

  var isBalance: Bool { rawValue & Self.balanceBit != 0 }

  var index: Int { Int(rawValue & ~Self.balanceBit) }
}

/// Every change of every slot in order: undo reads it backwards, and a past value is found in
/// O(log n).
///
/// A change is kept as the value *before* it, once a slot and block. So the value at the end of a
/// block is what the first change after that block kept, or the present one where there was none.
///
/// For the search each slot has its changes' positions in extents of 2, 4, 8, … numbers, each behind
/// the number of where the extent before it begins; the last position stands in the slot itself, so
/// that slots that change once need none. Changes are taken back in reverse order, so the last
/// extent is always the first to go: the extents are a stack.
struct ChangeLog: Sendable {
  /// A slot that changed, and its value before.
  struct Change: Sendable {
    let oldValue: UInt256
    let slot: SlotNumber
  }

  private(set) var entries = PagedArray<Change>()
  private(set) var extents = PagedArray<UInt32>()

  /// How many changes there are: the position of the next.
  var count: UInt32 { UInt32(truncatingIfNeeded: entries.count) }

  /// The change at `position`.
  subscript(position: UInt32) -> Change { entries[Int(position)] }

  /// Where the position of a slot's change number `index` stands, counted without the last.
  ///
  /// Extent k holds 2^(k+1) positions: the changes from 2^(k+1) − 2 on.
  private static func place(_ index: UInt32) -> (size: UInt32, offset: UInt32) {
    let size = UInt32(1) &<< UInt32(31 &- (index &+ 2).leadingZeroBitCount)
    return (size, index &+ 2 &- size)
  }

  /// Keeps that `slot`, which has the number `number`, had `oldValue`.
  ///
  /// - Complexity: O(1) amortised.
  mutating func append(_ oldValue: UInt256, of number: SlotNumber, _ slot: inout Slot) {
    precondition(
      entries.count < Int(UInt32.max / 2),
      "A token keeps at most 2³¹ changes; forget those that nobody asks for.")
    if slot.changes > 0 {
      let (size, offset) = Self.place(slot.changes &- 1)
      if offset == 0 {
        let base = UInt32(extents.count)
        extents.append(slot.extent)
        for _ in 0..<size { extents.append(0) }
        slot.extent = base
      }
      extents[Int(slot.extent &+ 1 &+ offset)] = slot.last
    }
    slot.last = count
    slot.changes &+= 1
    entries.append(Change(oldValue: oldValue, slot: number))
  }

  /// Which slot changed last.
  ///
  /// - Precondition: there is a change.
  var lastSlot: SlotNumber { entries[entries.count &- 1].slot }

  /// Takes back the last change, which is that of `slot`.
  ///
  /// - Complexity: O(1) amortised.
  mutating func undoLast(_ slot: inout Slot) {
    precondition(slot.changes > 0 && slot.last == count &- 1, "the last change is another slot's")
    slot.value = entries.removeLast().oldValue
    slot.changes &-= 1
    guard slot.changes > 0 else { return }
    let (_, offset) = Self.place(slot.changes &- 1)
    slot.last = extents[Int(slot.extent &+ 1 &+ offset)]
    if offset == 0 {
      let base = Int(slot.extent)
      slot.extent = extents[base]
      extents.truncate(to: base)
    }
  }

  /// The value `slot` had before the change at `position` and all later ones.
  ///
  /// - Complexity: O(log n) for n changes of the slot.
  func value(of slot: Slot, before position: UInt32) -> UInt256 {
    guard slot.changes > 0 && slot.last >= position else { return slot.value }
    // From the newest extent back to the one that begins before `position`. What stands behind an
    // extent's last place is `found`, at or after `position`.
    var found = slot.last
    var base = Int(slot.extent)
    var rest = slot.changes &- 1
    while rest > 0 {
      let (size, offset) = Self.place(rest &- 1)
      let first = extents[base &+ 1]
      if first < position {
        let end = base &+ 2 &+ Int(offset)
        let place = search(from: base &+ 1, first, to: end, found, position)
        if place < end { found = extents[place] }
        break
      }
      found = first
      base = Int(extents[base])
      rest = size &- 2
    }
    return entries[Int(found)].oldValue
  }

  /// The first place between `begin`, where `least` stands, less than `position`, and `end`, behind
  /// which `greatest` would, that holds `position` or more; `end` where none does.
  ///
  /// Changes come at a steady rate more often than not, so the search begins where the place would
  /// then be, and widens from there by doubling: O(log n) at worst, and mostly a cache line or two.
  private func search(
    from begin: Int, _ least: UInt32, to end: Int, _ greatest: UInt32, _ position: UInt32
  ) -> Int {
    let share = UInt64(position &- least) &* UInt64(end &- begin) / UInt64(greatest &- least)
    let guess = Swift.min(begin &+ Int(share), end &- 1)
    // All below `low` are less than `position`, none from `high` on is.
    var low = begin &+ 1
    var high = end
    var step = 4
    if extents[guess] < position {
      low = guess &+ 1
      while low &+ step < high && extents[low &+ step] < position {
        low = low &+ step &+ 1
        step = step &* 2
      }
      high = Swift.min(high, low &+ step)
    } else {
      high = guess
      while high &- step >= low && extents[high &- step] >= position {
        high = high &- step
        step = step &* 2
      }
      low = Swift.max(low, high &- step &+ 1)
    }
    while low < high {
      let middle = (low &+ high) &>> 1
      if extents[middle] < position { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}
