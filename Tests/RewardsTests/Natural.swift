// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

/// A natural number of any size, for tests: what the split must satisfy is checked by multiplication,
/// so nothing here divides.
struct Natural: Comparable {
  /// Digits to the base 2³², the smallest first, without leading zeros.
  private var digits: [UInt64]

  private init(digits: [UInt64]) {
    self.digits = digits
    while self.digits.last == 0 { self.digits.removeLast() }
  }

  init(_ value: UInt256) {
    let bytes = value.bigEndianBytes
    self.init(
      digits: stride(from: 28, through: 0, by: -4).map { start in
        bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt64($1) }
      })
  }

  static func < (lhs: Natural, rhs: Natural) -> Bool {
    if lhs.digits.count != rhs.digits.count { return lhs.digits.count < rhs.digits.count }
    return lhs.digits.reversed().lexicographicallyPrecedes(rhs.digits.reversed())
  }

  static func + (lhs: Natural, rhs: Natural) -> Natural {
    var result: [UInt64] = []
    var carry: UInt64 = 0
    for index in 0..<max(lhs.digits.count, rhs.digits.count) {
      let sum = lhs.digit(index) + rhs.digit(index) + carry
      result.append(sum & 0xFFFF_FFFF)
      carry = sum >> 32
    }
    return Natural(digits: result + [carry])
  }

  /// Traps where the result is below zero.
  static func - (lhs: Natural, rhs: Natural) -> Natural {
    precondition(lhs >= rhs, "A natural number would be below zero.")
    var result: [UInt64] = []
    var borrow: UInt64 = 0
    for index in lhs.digits.indices {
      let taken = rhs.digit(index) + borrow
      borrow = lhs.digits[index] < taken ? 1 : 0
      result.append(lhs.digits[index] + (borrow << 32) - taken)
    }
    return Natural(digits: result)
  }

  static func * (lhs: Natural, rhs: Natural) -> Natural {
    var result = [UInt64](repeating: 0, count: lhs.digits.count + rhs.digits.count)
    for (i, a) in lhs.digits.enumerated() {
      var carry: UInt64 = 0
      for (j, b) in rhs.digits.enumerated() {
        let sum = a * b + result[i + j] + carry
        result[i + j] = sum & 0xFFFF_FFFF
        carry = sum >> 32
      }
      result[i + rhs.digits.count] = carry
    }
    return Natural(digits: result)
  }

  private func digit(_ index: Int) -> UInt64 { index < digits.count ? digits[index] : 0 }
}
