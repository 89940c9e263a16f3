// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// An account of a pool: its weights, and what it has of the pool's first token, in 128 bytes.
///
/// Among millions of accounts each access is to memory that nothing has touched lately, and costs what
/// such an access costs: what a claim needs therefore stands in two lines of a cache beside each other.
struct AccountRow: Sendable, Equatable {
  let account: Address
  /// Whether its number stands in ``RewardPool/changed``.
  var isChanged = false
  var now: UInt128 = 0
  /// What it will be from the next boundary on.
  var next: UInt128 = 0
  /// What it has of the token at place 0; what it has of others stands in ``TokenAccrual/shares``.
  var share = IndexShare()
}

/// The accounts of a pool, numbered in the order in which they come.
///
/// In pages: a copy costs nothing and the first write after it one page.
struct AccountTable: Sendable, Equatable {
  private(set) var rows = PagedArray<AccountRow>()
  private var directory = AccountDirectory()

  /// How many accounts there are.
  var count: Int { rows.count }

  /// How many slots the directory has.
  var slotCount: Int { directory.slotCount }

  /// The account of a number.
  subscript(_ number: Int) -> AccountRow { rows[number] }

  /// Returns what `read` says of the account of a number.
  @inline(__always)
  func read<Result>(at number: Int, _ read: (AccountRow) -> Result) -> Result {
    rows.read(at: number, read)
  }

  /// Changes the account of a number in place.
  @inline(__always)
  mutating func modify<Result>(at number: Int, _ change: (inout AccountRow) -> Result) -> Result {
    rows.modify(at: number, change)
  }

  /// The number of an account, nil where it has none.
  ///
  /// - Complexity: O(1) expected.
  func number(of account: Address) -> Int? {
    directory.number(of: account) { rows.read(at: $0) { $0.account.isSame(as: account) } }
  }

  /// Changes an account in place, on one way through the pages.
  ///
  /// - Returns: what `change` returns, nil where there is no such account.
  /// - Complexity: O(1) expected.
  @inline(__always)
  mutating func modify<Result>(
    of account: Address, _ change: (inout AccountRow) -> Result
  ) -> Result? {
    var search = directory.search(for: account)
    while let number = directory.next(&search) {
      let result = rows.modify(at: number) { row in
        row.account.isSame(as: account) ? Optional(change(&row)) : nil
      }
      if let result { return result }
    }
    return nil
  }

  /// Gives the next number to an account that has none.
  ///
  /// - Complexity: O(1) amortised.
  mutating func add(_ account: Address) -> Int {
    let number = rows.count
    directory.add(account) { number in rows.read(at: number) { $0.account } }
    rows.append(AccountRow(account: account))
    return number
  }

  /// Whether both have the same accounts in the same order.
  static func == (lhs: Self, rhs: Self) -> Bool { lhs.rows == rhs.rows }
}
