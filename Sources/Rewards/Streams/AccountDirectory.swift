// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// Which number an account has, by the hash of its address: the number leads to the row in which
/// everything else stands.
///
/// Open addressing in pages: a copy costs nothing and the first new account after it one page.
/// Nothing is ever taken out. The order of the slots depends on the process; nothing iterates over
/// them, so no result does.
///
/// A slot holds 32 bits of the hash beside the number: a row is looked at only where it is the right
/// one, but for one case in four billion. Sixteen bytes an account on average, so that the directory of
/// a million stays in a processor's caches while their rows do not.
struct AccountDirectory: Sendable {
  /// The upper half of a hash and the number of its account.
  private var slots = PagedArray<UInt64>(repeating: .max, count: 16)
  /// How many accounts there are.
  private(set) var count = 0
  private let seeds = TableSeeds()

  /// How many slots there are.
  var slotCount: Int { slots.count }

  /// Where the search for an account begins.
  @inline(__always)
  func search(for account: Address) -> Search {
    let hash = account.tableHash(seeds)
    return Search(hash: hash, place: Int(truncatingIfNeeded: hash) & (slots.count - 1))
  }

  /// The next number that can be the right one, nil where there is none.
  ///
  /// - Complexity: O(1) expected.
  @inline(__always)
  func next(_ search: inout Search) -> Int? {
    while true {
      let slot = slots[search.place]
      if slot == .max { return nil }
      search.place = (search.place + 1) & (slots.count - 1)
      if (slot ^ search.hash) >> 32 == 0 { return Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) }
    }
  }

  /// Gives the next number to an account.
  ///
  /// - Parameter accountOf: the account of each number before, asked where there must be more slots.
  /// - Complexity: O(1) amortised.
  mutating func add(_ account: Address, accountOf: (Int) -> Address) {
    guard count < UInt32.max else {
      preconditionFailure("There cannot be more than \(count) accounts.")
    }
    // At most three quarters full.
    if (count + 1) * 4 > slots.count * 3 {
      slots = PagedArray(repeating: .max, count: slots.count * 2)
      for number in 0..<count { place(number, accountOf(number)) }
    }
    place(count, account)
    count += 1
  }

  private mutating func place(_ number: Int, _ account: Address) {
    let search = search(for: account)
    var place = search.place
    while slots[place] != .max { place = (place + 1) & (slots.count - 1) }
    slots[place] = search.hash & ~0xFFFF_FFFF | UInt64(number)
  }

  /// How far a search has come.
  struct Search {
    fileprivate let hash: UInt64
    fileprivate var place: Int
  }
}
