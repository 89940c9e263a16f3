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
  private(set) var count = 0

  /// The record whose key hashes to `hash` and for which `matches` says yes.
  ///
  /// - Complexity: O(1) expected.
  func find(_ hash: Int, where matches: (UInt32) -> Bool) -> UInt32? {
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
  /// - Complexity: O(1) amortised.
  mutating func insert(_ link: UInt32, hash: Int, rehash: (UInt32) -> Int) {
    // At most 7/8 full: longer chains cost more than the memory saved.
    if (count + 1) * 8 > slots.count * 7 { grow(rehash) }
    place(link, hash)
    count += 1
  }

  private mutating func place(_ link: UInt32, _ hash: Int) {
    var place = hash & mask
    while slots[place] != Link.none { place = (place + 1) & mask }
    slots[place] = link
  }

  private mutating func grow(_ rehash: (UInt32) -> Int) {
    let old = slots
    slots = PagedArray(repeating: Link.none, count: old.count * 2)
    mask = slots.count - 1
    for index in 0..<old.count where old[index] != Link.none {
      place(old[index], rehash(old[index]))
    }
  }
}
