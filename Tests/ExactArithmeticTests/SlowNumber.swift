// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

/// A natural number of any size as the digits to the base 2³² one would write on paper, the lowest
/// first: slow, obvious, and made of nothing the library uses.
struct SlowNumber: Equatable, Comparable {
  /// Without zeros at the top.
  var digits: [UInt32]

  init(_ digits: [UInt32]) {
    self.digits = digits
    while self.digits.last == 0 { self.digits.removeLast() }
  }

  init(_ value: UInt256) {
    let limbs = value.limbs
    self.init(
      [limbs.0, limbs.1, limbs.2, limbs.3].flatMap {
        [UInt32(truncatingIfNeeded: $0), UInt32(truncatingIfNeeded: $0 >> 32)]
      })
  }

  init(_ wide: (high: UInt256, low: UInt256)) {
    let low = SlowNumber(wide.low).digits
    let padded = low + [UInt32](repeating: 0, count: 8 - low.count)
    self.init(padded + SlowNumber(wide.high).digits)
  }

  /// The number as the library's, or nil where it exceeds 256 bits.
  var value: UInt256? { digits.count > 8 ? nil : wrapped }

  /// The low 256 bits.
  var wrapped: UInt256 {
    let d = (0..<8).map { $0 < digits.count ? UInt64(digits[$0]) : 0 }
    return UInt256(
      d[7] << 32 | d[6], d[5] << 32 | d[4], d[3] << 32 | d[2], d[1] << 32 | d[0])
  }

  static func < (lhs: SlowNumber, rhs: SlowNumber) -> Bool {
    if lhs.digits.count != rhs.digits.count { return lhs.digits.count < rhs.digits.count }
    for (l, r) in zip(lhs.digits.reversed(), rhs.digits.reversed()) where l != r { return l < r }
    return false
  }

  static func + (lhs: SlowNumber, rhs: SlowNumber) -> SlowNumber {
    var sum: [UInt32] = []
    var carry: UInt64 = 0
    for index in 0..<max(lhs.digits.count, rhs.digits.count) + 1 {
      carry += lhs.digit(index) + rhs.digit(index)
      sum.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    return SlowNumber(sum)
  }

  /// The difference, or nil where it is below zero.
  func minus(_ rhs: SlowNumber) -> SlowNumber? {
    if self < rhs { return nil }
    var difference: [UInt32] = []
    var borrow: Int64 = 0
    for index in digits.indices {
      var digit = Int64(self.digit(index)) - Int64(rhs.digit(index)) - borrow
      borrow = digit < 0 ? 1 : 0
      if digit < 0 { digit += 1 << 32 }
      difference.append(UInt32(digit))
    }
    return SlowNumber(difference)
  }

  static func * (lhs: SlowNumber, rhs: SlowNumber) -> SlowNumber {
    var product = [UInt32](repeating: 0, count: lhs.digits.count + rhs.digits.count)
    for i in lhs.digits.indices {
      var carry: UInt64 = 0
      for j in rhs.digits.indices {
        carry += UInt64(lhs.digits[i]) * UInt64(rhs.digits[j]) + UInt64(product[i + j])
        product[i + j] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      product[i + rhs.digits.count] = UInt32(carry)
    }
    return SlowNumber(product)
  }

  /// Digit by digit from the text.
  init?(decimal text: String) {
    var result = SlowNumber([])
    for character in text {
      guard let digit = character.wholeNumberValue else { return nil }
      result = result * SlowNumber([10]) + SlowNumber([UInt32(digit)])
    }
    self = result
  }

  private func digit(_ index: Int) -> UInt64 {
    index < digits.count ? UInt64(digits[index]) : 0
  }
}
