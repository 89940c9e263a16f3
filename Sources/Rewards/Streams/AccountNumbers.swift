// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// Addresses, numbered in the order in which they come.
///
/// In pages: a copy costs nothing and the first new account after it two pages.
struct AccountNumbers: Sendable, Equatable {
  private var addresses = PagedArray<Address>()
  private var directory = AccountDirectory()

  /// How many accounts there are.
  var count: Int { addresses.count }

  /// The address of a number.
  subscript(_ number: Int) -> Address { addresses[number] }

  /// The number of an account, nil where it has none.
  ///
  /// - Complexity: O(1) expected.
  func number(of account: Address) -> Int? {
    directory.number(of: account) { addresses[$0].isSame(as: account) }
  }

  /// Gives the next number to an account that has none.
  ///
  /// - Complexity: O(1) amortised.
  mutating func add(_ account: Address) -> Int {
    let number = addresses.count
    directory.add(account) { addresses[$0] }
    addresses.append(account)
    return number
  }

  /// Whether both number the same accounts alike.
  static func == (lhs: Self, rhs: Self) -> Bool { lhs.addresses == rhs.addresses }
}
