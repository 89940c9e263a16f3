// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// Numbers accounts in the order in which they come, and finds an account's number.
///
/// Open addressing in pages: a copy costs nothing and the first new account after it one page.
/// Nothing is ever taken out. The order of the slots depends on the process; nothing iterates over
/// them, so no result does.
struct AccountNumbers: Sendable, Equatable {
  private var keys = PagedArray<Address>()
  private var slots = PagedArray<UInt32>(repeating: AccountNumbers.empty, count: 16)

  private static var empty: UInt32 { .max }

  /// How many accounts there are.
  var count: Int { keys.count }

  /// The account of a number.
  subscript(_ number: Int) -> Address { keys[number] }

  /// The number of an account, nil where it has none.
  ///
  /// - Complexity: O(1) expected.
  func number(of account: Address) -> Int? {
    let mask = slots.count - 1
    var place = account.hashValue & mask
    while true {
      let number = slots[place]
      if number == Self.empty { return nil }
      if keys[Int(number)] == account { return Int(number) }
      place = (place + 1) & mask
    }
  }

  /// Gives the next number to an account that has none.
  ///
  /// - Complexity: O(1) amortised.
  mutating func add(_ account: Address) -> Int {
    let number = keys.count
    guard let slot = UInt32(exactly: number), slot != Self.empty else {
      preconditionFailure("There cannot be more than \(number) accounts.")
    }
    keys.append(account)
    // At most three quarters full.
    if keys.count * 4 > slots.count * 3 {
      slots = PagedArray(repeating: Self.empty, count: slots.count * 2)
      for number in 0..<keys.count { place(UInt32(number)) }
    } else {
      place(slot)
    }
    return number
  }

  private mutating func place(_ number: UInt32) {
    let mask = slots.count - 1
    var place = keys[Int(number)].hashValue & mask
    while slots[place] != Self.empty { place = (place + 1) & mask }
    slots[place] = number
  }

  /// Whether both number the same accounts alike.
  static func == (lhs: Self, rhs: Self) -> Bool { lhs.keys == rhs.keys }
}
