// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// Finds the row of an id.
///
/// Open addressing with linear probing, at most three quarters full, in pages as all the state: a
/// place holds the upper half of the id's hash and one more than the row. Ids are taken out only in
/// the reverse of the order in which they came, so a place is simply emptied: no id that is still
/// there was put behind it.
struct EntryIndex: Sendable {
  private var places = PagedArray<UInt64>()
  private var count = 0

  private static var tagMask: UInt64 { 0xFFFF_FFFF_0000_0000 }

  /// The row of `id`, nil where it was never used.
  ///
  /// - Complexity: O(1).
  func row(of id: EntryID, in rows: PagedArray<EntryRow>) -> UInt32? {
    if places.isEmpty { return nil }
    let place = places[find(id, id.hash(with: .process), rows)]
    return place == 0 ? nil : UInt32(truncatingIfNeeded: place) &- 1
  }

  /// Puts in the last of `rows`, whose id is new.
  ///
  /// - Complexity: O(1) amortised: the table doubles.
  mutating func insertLast(of rows: PagedArray<EntryRow>) {
    count += 1
    if count * 4 > places.count * 3 { return rebuild(rows) }
    let row = rows.count - 1
    let id = rows[row].id
    let hash = id.hash(with: .process)
    places[find(id, hash, rows)] = hash & Self.tagMask | UInt64(row &+ 1)
  }

  /// Takes out `id`, the last that was put in and is still there.
  mutating func remove(_ id: EntryID, in rows: PagedArray<EntryRow>) {
    places[find(id, id.hash(with: .process), rows)] = 0
    count -= 1
  }

  /// The place of `id`, or the empty one where it would stand.
  private func find(_ id: EntryID, _ hash: UInt64, _ rows: PagedArray<EntryRow>) -> Int {
    let mask = places.count &- 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let held = places[place]
      if held == 0 { return place }
      if (held ^ hash) & Self.tagMask == 0,
        rows[Int(UInt32(truncatingIfNeeded: held) &- 1)].id == id
      {
        return place
      }
      place = (place &+ 1) & mask
    }
  }

  /// Doubles the table and puts the ids in again in their order, on which ``remove(_:in:)`` relies.
  private mutating func rebuild(_ rows: PagedArray<EntryRow>) {
    places = PagedArray(repeating: 0, count: max(16, places.count * 2))
    for (index, row) in rows.enumerated() where !row.id.isNone {
      let hash = row.id.hash(with: .process)
      places[find(row.id, hash, rows)] = hash & Self.tagMask | UInt64(index + 1)
    }
  }
}

extension EntryID: TableKey {
  func hash(with seed: TableSeed) -> UInt64 {
    TableSeed.fold(TableSeed.fold(high ^ seed.first, low ^ seed.second), seed.third)
  }
}
