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
/// A slot holds 32 bits of the hash beside the record's number. So a search reads no record but the
/// one it looks for, and a table that grows reads none: among a million records each of these would
/// be far away in memory.
///
/// The order of the slots depends on the process' hash seed; nothing here iterates over them, so no
/// result does.
struct HashIndex: Sendable {
  /// The hash on top, the record below.
  private typealias Slot = UInt64

  private static let empty = Slot(Link.none)

  private var slots = PagedArray<Slot>(repeating: empty, count: 8)
  private var mask = 7
  /// The slots before the table last grew, until all of them are in ``slots`` as well; then none.
  private var old = PagedArray<Slot>()
  private var oldMask = 0
  /// How many of the old slots have been taken over.
  private var moved = 0
  private(set) var count = 0

  /// A search that has begun: where it starts has been read.
  ///
  /// Each slot is far from the last in memory, and a search waits for it before it knows where to go on.
  /// An operation that has to find several records begins all searches and then ends them, so that the
  /// memory can serve them at the same time.
  struct Probe {
    let hash: Int
    fileprivate let slot: UInt64
    fileprivate let oldSlot: UInt64
  }

  /// Begins to search for a hash. The probe holds until the index changes.
  ///
  /// Not inlined: the slots are to be read now, not where they are first looked at.
  @inline(never)
  func probe(_ hash: Int) -> Probe {
    let place = Int(UInt32(truncatingIfNeeded: hash))
    return Probe(
      hash: hash, slot: slots.read(at: place & mask) { $0 },
      oldSlot: old.isEmpty ? Self.empty : old.read(at: place & oldMask) { $0 })
  }

  /// The record whose key hashes to what `probe` was begun with, and for which `matches` says yes.
  ///
  /// - Complexity: O(1) expected.
  @inline(__always)
  func find(_ probe: Probe, where matches: (UInt32) -> Bool) -> UInt32? {
    if let link = Self.find(probe.hash, probe.slot, in: slots, mask, where: matches) {
      return link
    }
    return old.isEmpty
      ? nil : Self.find(probe.hash, probe.oldSlot, in: old, oldMask, where: matches)
  }

  @inline(__always)
  private static func find(
    _ hash: Int, _ first: Slot, in slots: PagedArray<Slot>, _ mask: Int,
    where matches: (UInt32) -> Bool
  ) -> UInt32? {
    let tag = UInt32(truncatingIfNeeded: hash)
    var (place, slot) = (Int(tag) & mask, first)
    while true {
      let link = UInt32(truncatingIfNeeded: slot)
      if link == Link.none { return nil }
      if UInt32(truncatingIfNeeded: slot >> 32) == tag, matches(link) { return link }
      place = (place + 1) & mask
      slot = slots.read(at: place) { $0 }
    }
  }

  /// Takes in a record that is not there yet.
  ///
  /// - Parameters:
  ///   - link: the record.
  ///   - hash: the hash of its key.
  /// - Complexity: O(1), but for n / 1024 references to empty pages when n slots become twice as many:
  ///   the old ones are taken over a few with each insertion, so no single one pays for all.
  mutating func insert(_ link: UInt32, hash: Int) {
    if !old.isEmpty { moveSome() }
    // At most 7/8 full: longer chains cost more than the memory saved.
    if (count + 1) * 8 > slots.count * 7 {
      grow()
      moveSome()
    }
    place(Slot(UInt32(truncatingIfNeeded: hash)) << 32 | Slot(link))
    count += 1
  }

  private mutating func place(_ slot: Slot) {
    var place = Int(slot >> 32) & mask
    while slots[place] != Self.empty { place = (place + 1) & mask }
    slots[place] = slot
  }

  /// Begins to grow. The slots before have been taken over long ago: after they were, as many records
  /// came again as there were.
  private mutating func grow() {
    (old, oldMask, moved) = (slots, mask, 0)
    slots = PagedArray(repeating: Self.empty, count: old.count * 2)
    mask = slots.count - 1
  }

  /// Takes over the next old slots: four, so that no single insertion is slow. Two would be enough to be
  /// done before the table grows again.
  private mutating func moveSome() {
    let end = min(moved + 4, old.count)
    for index in moved..<end where old[index] != Self.empty { place(old[index]) }
    moved = end
    if moved == old.count { old = PagedArray() }
  }
}
