// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// An account of a pool and its weights, in 64 bytes.
struct AccountWeight: Sendable, Equatable {
  let account: Address
  /// Which account it is in the order in which they came.
  let number: UInt32
  /// Whether it stands in ``RewardPool/changed``.
  var isChanged = false
  var now: UInt128 = 0
  /// What it will be from the next boundary on.
  var next: UInt128 = 0

  /// What stands where no account does: the zero address has no weight.
  static let nobody = AccountWeight(account: .zero, number: 0)
}

/// The weights of accounts, each in a slot that its address yields.
///
/// Among millions of accounts each access is to memory that nothing has touched lately, and costs what
/// such an access costs. What else belongs to an account therefore stands in other arrays at the same slot:
/// its place is known before the row has come, so the processor fetches both at a time.
///
/// Open addressing in pages: a copy costs nothing and the first write after it one page. Nothing is ever
/// taken out. The order of the slots depends on the process; whoever goes through accounts does so by
/// ``slots``, in the order in which they came.
struct WeightTable: Sendable, Equatable {
  private var rows = PagedArray<AccountWeight>(repeating: .nobody, count: 16)
  /// The slot of each account, in the order in which they came.
  private(set) var slots = PagedArray<UInt32>()

  /// How many accounts there are.
  var count: Int { slots.count }

  /// How many slots there are: what belongs to accounts has as many places.
  var slotCount: Int { rows.count }

  /// The account in a slot.
  subscript(_ slot: Int) -> AccountWeight { rows[slot] }

  /// Changes the account in a slot in place.
  mutating func modify<Result>(
    at slot: Int, _ change: (inout AccountWeight) -> Result
  ) -> Result {
    rows.modify(at: slot, change)
  }

  /// The slot of an account, nil where it has none.
  ///
  /// - Complexity: O(1) expected.
  func slot(of account: Address) -> Int? {
    let mask = rows.count - 1
    var slot = Int(truncatingIfNeeded: account.tableHash) & mask
    while true {
      let found = rows[slot].account
      if found == account { return account.isZero ? nil : slot }
      if found.isZero { return nil }
      slot = (slot + 1) & mask
    }
  }

  /// Gives a slot to an account that has none.
  ///
  /// - Returns: the slot; and where the accounts had to be moved into more slots, which they were in
  ///   before, in the order of ``slots``.
  /// - Complexity: O(1) amortised.
  mutating func add(_ account: Address) -> (slot: Int, slotsBefore: PagedArray<UInt32>?) {
    let number = count
    var before: PagedArray<UInt32>?
    // At most three quarters full.
    if (number + 1) * 4 > rows.count * 3 {
      before = slots
      let old = rows
      rows = PagedArray(repeating: .nobody, count: rows.count * 2)
      for number in 0..<count {
        slots[number] = UInt32(truncatingIfNeeded: place(old[Int(slots[number])]))
      }
    }
    // There are fewer than 2²⁶ accounts.
    let slot = place(AccountWeight(account: account, number: UInt32(truncatingIfNeeded: number)))
    slots.append(UInt32(truncatingIfNeeded: slot))
    return (slot, before)
  }

  private mutating func place(_ row: AccountWeight) -> Int {
    let mask = rows.count - 1
    var slot = Int(truncatingIfNeeded: row.account.tableHash) & mask
    while !rows[slot].account.isZero { slot = (slot + 1) & mask }
    rows.modify(at: slot) { $0 = row }
    return slot
  }
}
