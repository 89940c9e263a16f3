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
/// A slot takes four bytes: 28 bits for the number, and four bits of the hash, so that of the slots that
/// are passed over one in sixteen has its row looked at. The directory of a million takes 8 MiB; what it
/// costs to ask is mostly one access to memory, so it is small and has few pages.
struct AccountDirectory: Sendable {
  /// Four bits of a hash and the number of its account; `.max` where there is none. In pages of 32 KiB:
  /// so few that a processor keeps in its caches where each begins, and small enough to be copied.
  private var pages = [[UInt32](repeating: .max, count: 16)]
  /// How many slots there are, less one: their number is a power of two.
  private var mask = 15
  /// How many accounts there are.
  private(set) var count = 0
  private let seeds = TableSeeds()

  /// How many slots there are.
  var slotCount: Int { mask + 1 }

  /// How many bits of a slot's place stand for the place in its page.
  private static var pageBits: Int { 13 }

  /// The bits of a slot that are the number. All of them are none: with those of a hash that would be
  /// `.max`.
  private static var numbers: UInt32 { (1 << 28) - 1 }

  /// Where the search for an account begins.
  @inline(__always)
  func search(for account: Address) -> Search {
    let hash = account.tableHash(seeds)
    return Search(
      tag: UInt32(truncatingIfNeeded: hash >> 32), place: Int(truncatingIfNeeded: hash) & mask)
  }

  /// The next number that can be the right one, nil where there is none.
  ///
  /// - Complexity: O(1) expected.
  @inline(__always)
  func next(_ search: inout Search) -> Int? {
    while true {
      let slot = self[search.place]
      if slot == .max { return nil }
      search.place = (search.place + 1) & mask
      if (slot ^ search.tag) & ~Self.numbers == 0 { return Int(slot & Self.numbers) }
    }
  }

  /// The number of an account, nil where it has none.
  ///
  /// - Parameter isAt: whether the account stands in the row of a number.
  /// - Complexity: O(1) expected.
  @inline(__always)
  func number(of account: Address, isAt: (Int) -> Bool) -> Int? {
    var search = search(for: account)
    while let number = next(&search) {
      if isAt(number) { return number }
    }
    return nil
  }

  /// Gives the next number to an account.
  ///
  /// - Parameter accountOf: the account of each number before, asked where there must be more slots.
  /// - Complexity: O(1) amortised.
  mutating func add(_ account: Address, accountOf: (Int) -> Address) {
    guard count < Self.numbers else {
      preconditionFailure("There cannot be more than \(count) accounts.")
    }
    // At most three quarters full.
    if (count + 1) * 4 > slotCount * 3 {
      mask = mask * 2 + 1
      let size = Swift.min(slotCount, 1 << Self.pageBits)
      pages = (0..<slotCount / size).map { _ in [UInt32](repeating: .max, count: size) }
      for number in 0..<count { place(number, accountOf(number)) }
    }
    place(count, account)
    count += 1
  }

  private mutating func place(_ number: Int, _ account: Address) {
    let search = search(for: account)
    var place = search.place
    while self[place] != .max { place = (place + 1) & mask }
    pages[place >> Self.pageBits][place & ((1 << Self.pageBits) - 1)] =
      search.tag & ~Self.numbers | UInt32(number)
  }

  private subscript(_ place: Int) -> UInt32 {
    @inline(__always) get { pages[place >> Self.pageBits][place & ((1 << Self.pageBits) - 1)] }
  }

  /// How far a search has come.
  struct Search {
    /// The upper bits of the hash.
    fileprivate let tag: UInt32
    fileprivate var place: Int
  }
}
