// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// Numbers keys in the order of first use, and finds a key's number.
///
/// Open addressing with linear probing, at most three quarters full. An entry is the upper half of
/// the key's hash, so that other keys are hardly ever looked at, and the number, counted from 1. All
/// in pages: a copy costs nothing, the next new key one page.
struct KeyTable<Key: TableKey>: Sendable {
  /// The keys by number.
  private(set) var keys = PagedArray<Key>()
  private var entries = PagedArray<UInt64>()
  private let seed: TableSeed

  init(seed: TableSeed) { self.seed = seed }

  private static var tagMask: UInt64 { 0xFFFF_FFFF_0000_0000 }

  /// The number of `key`, nil where it has none.
  ///
  /// - Complexity: O(1).
  func number(of key: Key) -> UInt32? {
    if entries.isEmpty { return nil }
    return find(key, key.hash(with: seed)).number
  }

  /// The number of `key`, and a new one where it has none.
  ///
  /// - Complexity: O(1) amortised: the table doubles.
  mutating func intern(_ key: Key) -> (number: UInt32, isNew: Bool) {
    if entries.isEmpty { entries = PagedArray(repeating: 0, count: 16) }
    let hash = key.hash(with: seed)
    let (known, place) = find(key, hash)
    if let known { return (known, false) }
    let number = UInt32(keys.count)
    keys.append(key)
    if keys.count &* 4 > entries.count &* 3 {
      grow()
    } else {
      entries[place] = hash & Self.tagMask | UInt64(number &+ 1)
    }
    return (number, true)
  }

  /// The number of `key`, or the place where it would stand.
  private func find(_ key: Key, _ hash: UInt64) -> (number: UInt32?, place: Int) {
    let mask = entries.count &- 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = entries[place]
      if entry == 0 { return (nil, place) }
      if (entry ^ hash) & Self.tagMask == 0 {
        let number = UInt32(truncatingIfNeeded: entry) &- 1
        if keys[Int(number)] == key { return (number, place) }
      }
      place = (place &+ 1) & mask
    }
  }

  private mutating func grow() {
    entries = PagedArray(repeating: 0, count: entries.count &* 2)
    let mask = entries.count &- 1
    for (index, key) in keys.enumerated() {
      let hash = key.hash(with: seed)
      var place = Int(truncatingIfNeeded: hash) & mask
      while entries[place] != 0 { place = (place &+ 1) & mask }
      entries[place] = hash & Self.tagMask | UInt64(index &+ 1)
    }
  }
}
