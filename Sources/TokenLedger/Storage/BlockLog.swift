// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// A block in which something may have happened, and where its changes and events begin.
struct BlockEntry: Sendable {
  let block: Block
  let firstEvent: Int
  let firstChange: UInt32
  /// Of the events that stand apart.
  let firstRareEvent: UInt32
}

/// The blocks a token has been in, numbers strictly increasing; never empty.
struct BlockLog: Sendable {
  private(set) var entries: PagedArray<BlockEntry>
  /// The entry of the present block, the last one: at hand for every question.
  private(set) var current: BlockEntry
  /// The number of the oldest block that is kept.
  let oldest: UInt64

  init(_ first: BlockEntry) {
    entries = [first]
    current = first
    oldest = first.block.number
  }

  mutating func append(_ entry: BlockEntry) {
    entries.append(entry)
    current = entry
  }

  /// Drops the blocks after the entry at `index`.
  mutating func truncate(after index: Int) {
    entries.truncate(to: index &+ 1)
    current = entries[index]
  }

  /// The index of the block that was present at the end of `number`: the last one whose number is
  /// at most that.
  ///
  /// - Precondition: `number` is not before the oldest block's.
  /// - Complexity: O(log n), and O(1) where the blocks have no gap.
  func index(atBlock number: UInt64) -> Int {
    precondition(number >= oldest, "Block \(number) is forgotten; the oldest is \(oldest).")
    // Without gaps the entry stands as far from the present one as the numbers are apart.
    let last = entries.count &- 1
    let present = current.block.number
    if number >= present { return last }
    let distance = present &- number
    if distance <= UInt64(last) {
      let guess = last &- Int(distance)
      if entries[guess].block.number == number { return guess }
    }
    return lastIndex { $0.block.number <= number }
  }

  /// The number of the block in which the event at `position` happened.
  ///
  /// - Complexity: O(log n).
  func blockNumber(ofEvent position: Int) -> UInt64 {
    entries[lastIndex { $0.firstEvent <= position }].block.number
  }

  /// The index of the last entry for which `isBefore` holds, as it does for the first and for none
  /// behind one for which it does not.
  private func lastIndex(_ isBefore: (BlockEntry) -> Bool) -> Int {
    var low = 0
    var high = entries.count &- 1
    while low < high {
      let middle = (low &+ high &+ 1) &>> 1
      if isBefore(entries[middle]) { low = middle } else { high = middle &- 1 }
    }
    return low
  }
}
