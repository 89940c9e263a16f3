// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// Finds the row of an id.
///
/// Open addressing with linear probing, at most three quarters full, in pages as all the state. A
/// place holds the upper half of the id's hash, which also says where it would like to stand, and one
/// more than the row: so the table grows and closes its gaps without a look at the rows.
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
    if count * 4 > places.count * 3 { grow() }
    let row = rows.count - 1
    let id = rows[row].id
    let hash = id.hash(with: .process)
    places[find(id, hash, rows)] = hash & Self.tagMask | UInt64(row &+ 1)
  }

  /// Takes out `id`, which is there, and moves up those that stand further back because of it.
  ///
  /// - Complexity: O(1).
  mutating func remove(_ id: EntryID, in rows: PagedArray<EntryRow>) {
    var gap = find(id, id.hash(with: .process), rows)
    places[gap] = 0
    count -= 1
    let mask = places.count &- 1
    var place = (gap &+ 1) & mask
    while places[place] != 0 {
      let isBehindGap = (place &- home(places[place])) & mask >= (place &- gap) & mask
      if isBehindGap {
        places[gap] = places[place]
        places[place] = 0
        gap = place
      }
      place = (place &+ 1) & mask
    }
  }

  /// The place of `id`, or the empty one where it would stand.
  private func find(_ id: EntryID, _ hash: UInt64, _ rows: PagedArray<EntryRow>) -> Int {
    let mask = places.count &- 1
    var place = home(hash)
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

  /// Where an id of that hash would like to stand.
  private func home(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash &>> 32) & (places.count &- 1)
  }

  private mutating func grow() {
    let old = places
    places = PagedArray(repeating: 0, count: max(16, old.count * 2))
    let mask = places.count &- 1
    for held in old where held != 0 {
      var place = home(held)
      while places[place] != 0 { place = (place &+ 1) & mask }
      places[place] = held
    }
  }
}

extension EntryID: TableKey {
  func hash(with seed: TableSeed) -> UInt64 {
    TableSeed.fold(TableSeed.fold(high ^ seed.first, low ^ seed.second), seed.third)
  }
}
