// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// An unsigned integer of 512 bits: what a product of two 256-bit numbers needs.
///
/// Only what the exact formulas of this package go through: sums, differences, comparison, and
/// division by 256 bits. Nothing of it traps on a value.
package struct UInt512: Sendable, Hashable {
  /// Bits 256 to 511.
  package var high: UInt256
  /// Bits 0 to 255.
  package var low: UInt256

  /// Creates a number from its halves.
  package init(high: UInt256, low: UInt256) {
    self.high = high
    self.low = low
  }

  /// Creates the exact product of two numbers.
  ///
  /// - Complexity: O(1).
  @inline(__always)
  package init(_ a: UInt256, times b: UInt256) {
    (high, low) = a.multipliedFullWidth(by: b)
  }

  /// Creates the exact sum of two numbers.
  ///
  /// - Complexity: O(1).
  package init(_ a: UInt256, plus b: UInt256) {
    let (sum, carry) = a.addingReportingOverflow(b)
    self.init(high: carry ? .one : .zero, low: sum)
  }

  /// The number in 256 bits, or nil where it does not fit.
  package var asUInt256: UInt256? { high.isZero ? low : nil }

  /// The sum modulo 2⁵¹², and whether the exact sum is greater.
  ///
  /// - Complexity: O(1).
  package func addingReportingOverflow(
    _ rhs: UInt512
  ) -> (partialValue: UInt512, overflow: Bool) {
    let (low, carry) = low.addingReportingOverflow(rhs.low)
    let (middle, over) = high.addingReportingOverflow(rhs.high)
    let (high, beyond) = middle.addingReportingOverflow(carry ? .one : .zero)
    return (UInt512(high: high, low: low), over || beyond)
  }

  /// The difference modulo 2⁵¹², and whether the exact difference is below zero.
  ///
  /// - Complexity: O(1).
  package func subtractingReportingOverflow(
    _ rhs: UInt512
  ) -> (partialValue: UInt512, overflow: Bool) {
    let (low, borrow) = low.subtractingReportingOverflow(rhs.low)
    let (middle, under) = high.subtractingReportingOverflow(rhs.high)
    let (high, beneath) = middle.subtractingReportingOverflow(borrow ? .one : .zero)
    return (UInt512(high: high, low: low), under || beneath)
  }

  /// Quotient and remainder, or nil where the divisor is zero or the quotient exceeds 256 bits.
  ///
  /// - Complexity: O(1).
  @inline(__always)
  package func divided(
    by divisor: UInt256
  ) -> (quotient: UInt256, remainder: UInt256)? {
    // This refuses a divisor of zero too: nothing is below it.
    guard high < divisor else { return nil }
    if high.isZero { return low.dividedByNonzero(divisor) }
    return Divisor(divisor).divide(high, low)
  }

  /// The remainder, whatever the size of the quotient.
  ///
  /// - Precondition: `divisor` is not zero; the callers have refused that already.
  /// - Complexity: O(1).
  package func remainder(dividingBy divisor: UInt256) -> UInt256 {
    if high.isZero { return low.dividedByNonzero(divisor).remainder }
    let ready = Divisor(divisor)
    let rest = high < divisor ? high : ready.divide(.zero, high).remainder
    return ready.divide(rest, low).remainder
  }
}

extension UInt512: Comparable {
  /// Whether `lhs` is the smaller number.
  package static func < (lhs: UInt512, rhs: UInt512) -> Bool {
    lhs.high == rhs.high ? lhs.low < rhs.low : lhs.high < rhs.high
  }
}
