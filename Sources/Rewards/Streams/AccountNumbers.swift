// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// Addresses, numbered in the order in which they come.
///
/// Open addressing in pages: a copy costs nothing and the first new account after it one page.
/// Nothing is ever taken out. The order of the slots depends on the process; nothing iterates over
/// them, so no result does.
///
/// A slot holds 32 bits of the hash beside the number: an address is looked at only where it is the right
/// one, but for one case in four billion.
struct AccountNumbers: Sendable, Equatable {
  private var addresses = PagedArray<Address>()
  /// The upper half of a hash and the number of its address.
  private var slots = PagedArray<UInt64>(repeating: .max, count: 16)

  /// How many accounts there are.
  var count: Int { addresses.count }

  /// The address of a number.
  subscript(_ number: Int) -> Address { addresses[number] }

  /// The number of an account, nil where it has none.
  ///
  /// - Complexity: O(1) expected.
  func number(of account: Address) -> Int? {
    let hash = account.tableHash
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[place]
      if slot == .max { return nil }
      if (slot ^ hash) >> 32 == 0 {
        let number = Int(slot & 0xFFFF_FFFF)
        if addresses[number] == account { return number }
      }
      place = (place + 1) & mask
    }
  }

  /// Gives the next number to an account that has none.
  ///
  /// - Complexity: O(1) amortised.
  mutating func add(_ account: Address) -> Int {
    let number = addresses.count
    guard number < UInt32.max else {
      preconditionFailure("There cannot be more than \(number) accounts.")
    }
    addresses.append(account)
    // At most three quarters full.
    if addresses.count * 4 > slots.count * 3 {
      slots = PagedArray(repeating: .max, count: slots.count * 2)
      for number in 0..<addresses.count { place(number) }
    } else {
      place(number)
    }
    return number
  }

  private mutating func place(_ number: Int) {
    let hash = addresses[number].tableHash
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place] != .max { place = (place + 1) & mask }
    slots[place] = hash & ~0xFFFF_FFFF | UInt64(number)
  }

  /// Whether both number the same accounts alike.
  static func == (lhs: Self, rhs: Self) -> Bool { lhs.addresses == rhs.addresses }
}
