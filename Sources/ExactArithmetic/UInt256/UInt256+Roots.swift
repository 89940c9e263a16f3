// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension UInt256 {
  /// The greatest number whose square is not above this one.
  ///
  /// Newton's iteration from above, decreasing until it stands still.
  ///
  /// - Complexity: O(1), at most nine divisions.
  public func squareRootFloor() -> UInt256 {
    if self <= .one { return self }
    // 2^⌈bits / 2⌉ is not below the root; of 256 bits it would not be below 2¹²⁸, the greatest root
    // plus one.
    var root = UInt256.one.shiftedLeft(by: (significantBitCount + 1) / 2)
    while true {
      let next = (root + dividedByNonzero(root).quotient).shiftedRight(by: 1)
      if next >= root { return root }
      root = next
    }
  }

  /// The logarithm to the base 2, rounded down.
  ///
  /// - Throws: ``ArithmeticError/logarithmOfZero(operation:)``.
  /// - Complexity: O(1).
  public func log2Floor() throws(ArithmeticError) -> Int {
    if isZero { throw .logarithmOfZero(operation: "log2Floor") }
    return significantBitCount - 1
  }

  /// The logarithm to the base 10, rounded down: one less than the decimal digits.
  ///
  /// - Throws: ``ArithmeticError/logarithmOfZero(operation:)``.
  /// - Complexity: O(1).
  public func log10Floor() throws(ArithmeticError) -> Int {
    if isZero { throw .logarithmOfZero(operation: "log10Floor") }
    // 1233 / 4096 is log10(2) from above by less than 2⁻¹⁷: right or one too great up to 256 bits.
    let guess = (significantBitCount * 1233) >> 12
    return self < UInt256.powerOfTen(guess) ? guess - 1 : guess
  }

  /// 10 to the power `exponent`, 0 to 77.
  static func powerOfTen(_ exponent: Int) -> UInt256 {
    var result = UInt256.one
    var rest = exponent
    while rest >= 19 {
      result = result &* UInt256(DecimalDigits.chunk)
      rest -= 19
    }
    return result &* UInt256(DecimalDigits.powers[rest])
  }

  /// The greatest number that divides both; that of zero and a number is the number.
  ///
  /// Stein's binary algorithm: shifts and subtractions only.
  ///
  /// - Complexity: O(1), at most 512 steps.
  public static func greatestCommonDivisor(_ a: UInt256, _ b: UInt256) -> UInt256 {
    if a.isZero { return b }
    if b.isZero { return a }
    let twos = Swift.min(a.trailingZeroBitCount, b.trailingZeroBitCount)
    var u = a.shiftedRight(by: a.trailingZeroBitCount)
    var v = b.shiftedRight(by: b.trailingZeroBitCount)
    while u != v {
      if u == .one || v == .one { return UInt256.one.shiftedLeft(by: twos) }
      if u.limbs.2 | u.limbs.3 | v.limbs.2 | v.limbs.3 == 0 {
        // Half as wide, and so are all steps that follow.
        let low = oddCommonDivisor(
          UInt128(u.limbs.1) << 64 | UInt128(u.limbs.0),
          UInt128(v.limbs.1) << 64 | UInt128(v.limbs.0))
        return UInt256(
          0, 0, UInt64(truncatingIfNeeded: low >> 64), UInt64(truncatingIfNeeded: low)
        ).shiftedLeft(by: twos)
      }
      if u < v { swap(&u, &v) }
      u = u.subtractingReportingOverflow(v).partialValue
      u = u.shiftedRight(by: u.trailingZeroBitCount)
    }
    return u.shiftedLeft(by: twos)
  }

  /// The greatest common divisor of two odd numbers.
  private static func oddCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
    var (u, v) = (a, b)
    while u != v {
      if (u | v) >> 64 == 0 {
        return UInt128(
          oddCommonDivisor(UInt64(truncatingIfNeeded: u), UInt64(truncatingIfNeeded: v)))
      }
      if u < v { swap(&u, &v) }
      u &-= v
      u &>>= UInt128(truncatingIfNeeded: u.trailingZeroBitCount)
    }
    return u
  }

  private static func oddCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (u, v) = (a, b)
    while u != v {
      // Without a branch, which would be guessed wrongly half the time.
      let (difference, isBelow) = u.subtractingReportingOverflow(v)
      v = isBelow ? u : v
      u = isBelow ? 0 &- difference : difference
      u &>>= UInt64(truncatingIfNeeded: u.trailingZeroBitCount)
    }
    return u
  }
}
