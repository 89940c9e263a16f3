// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// What stands in an ``AccountTable``: everything about an account in one place of memory, its address
/// with it.
protocol AccountRow: Sendable, Equatable {
  /// Whose row it is.
  var account: Address { get }
}

/// An address alone, where what belongs to it stands elsewhere.
extension Address: AccountRow {
  var account: Address { self }
}

/// Accounts by number, in the order in which they come.
typealias AccountNumbers = AccountTable<Address>

/// Rows of accounts, numbered in the order in which they come, and found by address.
///
/// Open addressing in pages: a copy costs nothing and the first new account after it one page.
/// Nothing is ever taken out. The order of the slots depends on the process; nothing iterates over
/// them, so no result does.
///
/// Among millions of accounts each access is to memory that nothing has touched lately, and costs what
/// such an access costs. So a slot holds 32 bits of the hash beside the number: a row is looked at only
/// where it is the right one, but for one case in four billion.
struct AccountTable<Row: AccountRow>: Sendable, Equatable {
  private var rows = PagedArray<Row>()
  /// The upper half of a hash and the number of its row.
  private var slots = PagedArray<UInt64>(repeating: .max, count: 16)

  /// How many accounts there are.
  var count: Int { rows.count }

  /// The row of a number.
  subscript(_ number: Int) -> Row { rows[number] }

  /// Changes the row of a number in place; its account stays the same.
  mutating func modify<Result>(at number: Int, _ change: (inout Row) -> Result) -> Result {
    rows.modify(at: number, change)
  }

  /// The number of an account, nil where it has none.
  ///
  /// - Complexity: O(1) expected.
  func number(of account: Address) -> Int? {
    let hash = UInt64(bitPattern: Int64(account.hashValue))
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[place]
      if slot == .max { return nil }
      if (slot ^ hash) >> 32 == 0 {
        let number = Int(slot & 0xFFFF_FFFF)
        if rows[number].account == account { return number }
      }
      place = (place + 1) & mask
    }
  }

  /// Gives the next number to an account that has none.
  ///
  /// - Complexity: O(1) amortised.
  mutating func add(_ row: Row) -> Int {
    let number = rows.count
    guard number < UInt32.max else {
      preconditionFailure("There cannot be more than \(number) accounts.")
    }
    rows.append(row)
    // At most three quarters full.
    if rows.count * 4 > slots.count * 3 {
      slots = PagedArray(repeating: .max, count: slots.count * 2)
      for number in 0..<rows.count { place(number) }
    } else {
      place(number)
    }
    return number
  }

  private mutating func place(_ number: Int) {
    let hash = UInt64(bitPattern: Int64(rows[number].account.hashValue))
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place] != .max { place = (place + 1) & mask }
    slots[place] = hash & ~0xFFFF_FFFF | UInt64(number)
  }

  /// Whether both number the same rows alike.
  static func == (lhs: Self, rhs: Self) -> Bool { lhs.rows == rhs.rows }
}
