// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// Finds records by key: open addressing over pages, so that a copy costs nothing and the first
/// write after it one page. Nothing is ever taken out.
///
/// The order of the slots depends on the process' hash seed; nothing here iterates over them, so no
/// result does.
struct HashIndex: Sendable {
  private var slots = PagedArray<UInt32>(repeating: Link.none, count: 8)
  private var mask = 7
  /// The slots before the table last grew, until all of them are in ``slots`` as well; then none.
  private var old = PagedArray<UInt32>()
  private var oldMask = 0
  /// How many of the old slots have been taken over.
  private var moved = 0
  private(set) var count = 0

  /// The record whose key hashes to `hash` and for which `matches` says yes.
  ///
  /// - Complexity: O(1) expected.
  func find(_ hash: Int, where matches: (UInt32) -> Bool) -> UInt32? {
    if let link = Self.find(hash, in: slots, mask, where: matches) { return link }
    return old.isEmpty ? nil : Self.find(hash, in: old, oldMask, where: matches)
  }

  private static func find(
    _ hash: Int, in slots: PagedArray<UInt32>, _ mask: Int, where matches: (UInt32) -> Bool
  ) -> UInt32? {
    var place = hash & mask
    while true {
      let link = slots[place]
      if link == Link.none { return nil }
      if matches(link) { return link }
      place = (place + 1) & mask
    }
  }

  /// Takes in a record that is not there yet.
  ///
  /// - Parameters:
  ///   - link: the record.
  ///   - hash: the hash of its key.
  ///   - rehash: the hash of any record's key, for growth.
  /// - Complexity: O(1), but for n / 1024 references to empty pages when n slots become twice as many:
  ///   the old ones are taken over a few with each insertion, so no single one pays for all.
  mutating func insert(_ link: UInt32, hash: Int, rehash: (UInt32) -> Int) {
    if !old.isEmpty { moveSome(rehash) }
    // At most 7/8 full: longer chains cost more than the memory saved.
    if (count + 1) * 8 > slots.count * 7 {
      grow()
      moveSome(rehash)
    }
    place(link, hash)
    count += 1
  }

  private mutating func place(_ link: UInt32, _ hash: Int) {
    var place = hash & mask
    while slots[place] != Link.none { place = (place + 1) & mask }
    slots[place] = link
  }

  /// Begins to grow. The slots before have been taken over long ago: after they were, as many records
  /// came again as there were.
  private mutating func grow() {
    (old, oldMask, moved) = (slots, mask, 0)
    slots = PagedArray(repeating: Link.none, count: old.count * 2)
    mask = slots.count - 1
  }

  /// Takes over the next old slots: four, each of which reads a record somewhere, so that no single
  /// insertion is slow. Two would be enough to be done before the table grows again.
  private mutating func moveSome(_ rehash: (UInt32) -> Int) {
    let end = min(moved + 4, old.count)
    for index in moved..<end where old[index] != Link.none {
      place(old[index], rehash(old[index]))
    }
    moved = end
    if moved == old.count { old = PagedArray() }
  }
}
