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
  private var oldValues = PagedArray<UInt256>()
  private var slots = PagedArray<SlotNumber>()
  private var extents = PagedArray<UInt32>()

  /// How many changes there are: the position of the next.
  var count: UInt32 { UInt32(truncatingIfNeeded: slots.count) }

  /// The slot that changed at `position`, and its value before.
  subscript(position: UInt32) -> (slot: SlotNumber, oldValue: UInt256) {
    (slots[Int(position)], oldValues[Int(position)])
  }

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
      slots.count < Int(UInt32.max / 2),
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
    oldValues.append(oldValue)
    slots.append(number)
  }

  /// Which slot changed last.
  ///
  /// - Precondition: there is a change.
  var lastSlot: SlotNumber { slots[slots.count &- 1] }

  /// Takes back the last change, which is that of `slot`.
  ///
  /// - Complexity: O(1) amortised.
  mutating func undoLast(_ slot: inout Slot) {
    precondition(slot.changes > 0 && slot.last == count &- 1, "the last change is another slot's")
    slots.removeLast()
    slot.value = oldValues.removeLast()
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
    // From the newest extent back to the one where the positions pass `position`.
    var found = slot.last
    var base = Int(slot.extent)
    var rest = slot.changes &- 1
    while rest > 0 {
      let (size, offset) = Self.place(rest &- 1)
      if extents[base &+ 1 &+ Int(offset)] < position { break }
      let first = extents[base &+ 1]
      if first < position {
        found = extents[search(from: base &+ 2, through: base &+ 1 &+ Int(offset), position)]
        break
      }
      found = first
      base = Int(extents[base])
      rest = size &- 2
    }
    return oldValues[Int(found)]
  }

  /// The first place that holds `position` or more; the last one does.
  private func search(from first: Int, through last: Int, _ position: UInt32) -> Int {
    var low = first
    var high = last
    while low < high {
      let middle = (low &+ high) &>> 1
      if extents[middle] < position { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}
