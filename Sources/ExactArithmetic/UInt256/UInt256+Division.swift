// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension UInt256 {
  /// Quotient and remainder.
  ///
  /// - Precondition: `rhs` is not zero.
  /// - Complexity: O(1).
  public func quotientAndRemainder(
    dividingBy rhs: UInt256
  ) -> (quotient: UInt256, remainder: UInt256) {
    if rhs.isZero { UInt256.trap(self, "/", rhs, "divides by zero") }
    return dividedByNonzero(rhs)
  }

  /// The quotient rounded down.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero(operation:operands:)``.
  /// - Complexity: O(1).
  public func divided(by rhs: UInt256) throws(ArithmeticError) -> UInt256 {
    if rhs.isZero { throw .divisionByZero(operation: "divide", operands: [self, rhs]) }
    return dividedByNonzero(rhs).quotient
  }

  /// The quotient rounded up.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero(operation:operands:)``.
  /// - Complexity: O(1).
  public func dividedCeil(by rhs: UInt256) throws(ArithmeticError) -> UInt256 {
    if rhs.isZero { throw .divisionByZero(operation: "divideCeil", operands: [self, rhs]) }
    let (quotient, remainder) = dividedByNonzero(rhs)
    // The quotient is the greatest number only where the divisor is 1, and then nothing remains.
    return remainder.isZero ? quotient : quotient + .one
  }

  /// The remainder.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero(operation:operands:)``.
  /// - Complexity: O(1).
  public func remainder(dividingBy rhs: UInt256) throws(ArithmeticError) -> UInt256 {
    if rhs.isZero { throw .divisionByZero(operation: "remainder", operands: [self, rhs]) }
    return dividedByNonzero(rhs).remainder
  }

  /// Divides the 512-bit number `dividend` by this one: ``dividingFullWidth(_:)`` for numbers that
  /// came from outside.
  ///
  /// - Parameter dividend: its upper and lower 256 bits.
  /// - Throws: ``ArithmeticError/divisionByZero(operation:operands:)`` where this is zero,
  ///   ``ArithmeticError/overflow(operation:operands:)`` where the quotient exceeds 256 bits; both
  ///   with the upper half, the lower half and this number.
  /// - Complexity: O(1).
  public func dividingFullWidthChecked(
    _ dividend: (high: UInt256, low: UInt256)
  ) throws(ArithmeticError) -> (quotient: UInt256, remainder: UInt256) {
    if let result = UInt512(high: dividend.high, low: dividend.low).divided(by: self) {
      return result
    }
    let operands = [dividend.high, dividend.low, self]
    if isZero { throw .divisionByZero(operation: "divideFullWidth", operands: operands) }
    throw .overflow(operation: "divideFullWidth", operands: operands)
  }

  /// Divides the 512-bit number `dividend` by this one.
  ///
  /// - Precondition: this is greater than `dividend.high`, so that the quotient fits.
  /// - Complexity: O(1).
  public func dividingFullWidth(
    _ dividend: (high: UInt256, low: UInt256)
  ) -> (quotient: UInt256, remainder: UInt256) {
    guard let result = UInt512(high: dividend.high, low: dividend.low).divided(by: self) else {
      fatalError(
        "UInt256: (\(dividend.high), \(dividend.low)) / \(self) does not fit into 256 bits.")
    }
    return result
  }

  /// The quotient, and whether the divisor was zero; then the quotient is the dividend.
  ///
  /// - Complexity: O(1).
  public func dividedReportingOverflow(
    by rhs: UInt256
  ) -> (partialValue: UInt256, overflow: Bool) {
    rhs.isZero ? (self, true) : (dividedByNonzero(rhs).quotient, false)
  }

  /// The remainder, and whether the divisor was zero; then the remainder is the dividend.
  ///
  /// - Complexity: O(1).
  public func remainderReportingOverflow(
    dividingBy rhs: UInt256
  ) -> (partialValue: UInt256, overflow: Bool) {
    rhs.isZero ? (self, true) : (dividedByNonzero(rhs).remainder, false)
  }

  /// The quotient rounded down.
  ///
  /// - Precondition: `rhs` is not zero.
  public static func / (lhs: UInt256, rhs: UInt256) -> UInt256 {
    lhs.quotientAndRemainder(dividingBy: rhs).quotient
  }

  /// The remainder.
  ///
  /// - Precondition: `rhs` is not zero.
  public static func % (lhs: UInt256, rhs: UInt256) -> UInt256 {
    lhs.quotientAndRemainder(dividingBy: rhs).remainder
  }

  /// Divides by `rhs`, rounding down.
  ///
  /// - Precondition: `rhs` is not zero.
  public static func /= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs / rhs }

  /// Leaves the remainder of the division by `rhs`.
  ///
  /// - Precondition: `rhs` is not zero.
  public static func %= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs % rhs }

  /// Quotient and remainder for a divisor known not to be zero.
  func dividedByNonzero(_ rhs: UInt256) -> (quotient: UInt256, remainder: UInt256) {
    if self < rhs { return (.zero, self) }
    if limb1 | limb2 | limb3 == 0 {
      // The divisor is no greater, so it has one limb as well.
      let (quotient, remainder) = limb0.quotientAndRemainder(dividingBy: rhs.limb0)
      return (UInt256(quotient), UInt256(remainder))
    }
    return Divisor(rhs).divide(.zero, self)
  }
}
