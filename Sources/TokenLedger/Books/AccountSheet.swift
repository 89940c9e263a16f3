// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// What an account gave and got in all.
public struct AccountTotals: Sendable, Hashable {
  /// All units that ever left it; of the world those minted.
  public let debits: CumulativeAmount
  /// All units that ever came to it; of the world those burned.
  public let credits: CumulativeAmount
  /// Units that open holds keep from leaving it otherwise.
  public let debitsPending: UInt256
  /// Units that open holds keep for it.
  public let creditsPending: UInt256
}

/// The account's page in the books.
struct AccountSheet: Sendable {
  var debits = Turnover()
  var credits = Turnover()
  /// Units that open holds keep for it; those it holds itself stand in the token's storage.
  var incoming = UInt256.zero
  /// One more than the last row that moved units of it.
  var last: UInt32 = 0
  /// One more than the place of its terms; 0 where nobody set any.
  var terms: UInt32 = 0
}

/// A total of 320 bits that grows with each entry and shrinks only where an entry is undone.
struct Turnover: Sendable, Hashable, Comparable {
  private(set) var low = UInt256.zero
  private(set) var high: UInt64 = 0

  /// Adds `value`.
  mutating func add(_ value: UInt256) {
    let (sum, carry) = low.addingReportingOverflow(value)
    low = sum
    if carry { high += 1 }
  }

  /// Adds another total.
  mutating func add(_ other: Turnover) {
    add(other.low)
    high += other.high
  }

  /// Takes `value` out again, which was added before.
  mutating func takeBack(_ value: UInt256) {
    let (rest, borrow) = low.subtractingReportingOverflow(value)
    low = rest
    if borrow { high -= 1 }
  }

  func adding(_ value: UInt256) -> Turnover {
    var sum = self
    sum.add(value)
    return sum
  }

  /// Whether it is more than `limit`.
  func exceeds(_ limit: UInt256) -> Bool { high > 0 || low > limit }

  /// The total for who reads it.
  var amount: CumulativeAmount { CumulativeAmount(high: high, low: low) }

  static func < (lhs: Turnover, rhs: Turnover) -> Bool {
    (lhs.high, lhs.low) < (rhs.high, rhs.low)
  }
}

extension Turnover: CustomStringConvertible {
  var description: String { "\(amount)" }
}
