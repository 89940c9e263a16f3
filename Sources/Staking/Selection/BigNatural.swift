// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

/// A natural number of any size: just what exact elections need.
///
/// Loads of an election are fractions whose common denominator is the product of the approvals of
/// all elected so far. That outgrows 256 bits after a few seats, and rounding it would make the order
/// of two equal scores depend on the rounding.
struct BigNatural: Sendable, Hashable {
  /// Base 2⁶⁴, the least first, the last not zero.
  private var limbs: [UInt64]

  init(_ value: UInt256) {
    let parts = value.limbs
    limbs = [parts.0, parts.1, parts.2, parts.3]
    trim()
  }

  static let zero = BigNatural(.zero)

  var isZero: Bool { limbs.isEmpty }

  static func + (a: BigNatural, b: BigNatural) -> BigNatural {
    var sum = a.limbs.count < b.limbs.count ? b : a
    let other = a.limbs.count < b.limbs.count ? a : b
    var carry = false
    for index in sum.limbs.indices {
      if index >= other.limbs.count && !carry { break }
      let addend = index < other.limbs.count ? other.limbs[index] : 0
      let (first, over) = sum.limbs[index].addingReportingOverflow(addend)
      let (second, beyond) = first.addingReportingOverflow(carry ? 1 : 0)
      sum.limbs[index] = second
      carry = over || beyond
    }
    if carry { sum.limbs.append(1) }
    return sum
  }

  /// - Precondition: `b` is not above `a`.
  static func - (a: BigNatural, b: BigNatural) -> BigNatural {
    precondition(b <= a, "A natural number is not below zero.")
    var difference = a
    var borrow = false
    for index in a.limbs.indices {
      if index >= b.limbs.count && !borrow { break }
      let subtrahend = index < b.limbs.count ? b.limbs[index] : 0
      let (first, under) = a.limbs[index].subtractingReportingOverflow(subtrahend)
      let (second, beneath) = first.subtractingReportingOverflow(borrow ? 1 : 0)
      difference.limbs[index] = second
      borrow = under || beneath
    }
    difference.trim()
    return difference
  }

  static func * (a: BigNatural, b: UInt256) -> BigNatural {
    let factor = BigNatural(b)
    var product = a
    product.limbs = Array(repeating: 0, count: a.limbs.count + factor.limbs.count)
    for (place, digit) in factor.limbs.enumerated() {
      var carry: UInt64 = 0
      for index in a.limbs.indices {
        // At most (2⁶⁴ − 1)² + 2 · (2⁶⁴ − 1) = 2¹²⁸ − 1.
        let (high, low) = a.limbs[index].multipliedFullWidth(by: digit)
        let (first, over) = low.addingReportingOverflow(product.limbs[place + index])
        let (second, beyond) = first.addingReportingOverflow(carry)
        product.limbs[place + index] = second
        carry = high + (over ? 1 : 0) + (beyond ? 1 : 0)
      }
      product.limbs[place + a.limbs.count] = carry
    }
    product.trim()
    return product
  }

  /// ⌊this / divisor⌋, which the caller knows to be below 2²⁵⁶, and what remains.
  ///
  /// - Precondition: `divisor` is not zero.
  func dividedBelow256Bits(by divisor: BigNatural) -> (quotient: UInt256, remainder: BigNatural) {
    precondition(!divisor.isZero, "A natural number is divided by zero.")
    var quotient = UInt256.zero
    var rest = self
    // One bit at a time from the top: this runs once per line of a result.
    var bit = UInt64(Swift.min(256, Swift.max(0, bitCount - divisor.bitCount + 1)))
    while bit > 0 {
      bit -= 1
      let part = divisor * (UInt256.one << bit)
      if part <= rest {
        rest = rest - part
        quotient |= UInt256.one << bit
      }
    }
    precondition(rest < divisor, "A quotient does not fit into 256 bits.")
    return (quotient, rest)
  }

  private var bitCount: Int {
    limbs.count * 64 - (limbs.last?.leadingZeroBitCount ?? 0)
  }

  private mutating func trim() {
    while limbs.last == 0 { limbs.removeLast() }
  }
}

extension BigNatural: Comparable {
  static func < (a: BigNatural, b: BigNatural) -> Bool {
    if a.limbs.count != b.limbs.count { return a.limbs.count < b.limbs.count }
    for index in a.limbs.indices.reversed() where a.limbs[index] != b.limbs[index] {
      return a.limbs[index] < b.limbs[index]
    }
    return false
  }
}
