// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A divisor made ready: shifted so that its top bit is set, with the reciprocal of its top limbs.
///
/// Making one costs the only hardware division there is; each quotient limb then costs
/// multiplications. Knuth's algorithm D (The Art of Computer Programming 2, section 4.3.1) with the
/// three-by-two step of Möller and Granlund, "Improved division by invariant integers" (2011,
/// https://doi.org/10.1109/TC.2010.143).
struct Divisor {
  /// The divisor shifted left by ``shift``, so that bit 255 is set.
  private let normalized: UInt256
  /// How far it was shifted, 0 to 255.
  private let shift: Int
  /// ⌊(2¹⁹² − 1) / (top two limbs)⌋ − 2⁶⁴; for a divisor of one limb ⌊(2¹²⁸ − 1) / limb⌋ − 2⁶⁴.
  private let reciprocal: UInt64

  /// Makes a divisor ready.
  ///
  /// - Precondition: it is not zero; the callers have refused that already.
  init(_ divisor: UInt256) {
    precondition(!divisor.isZero, "A zero divisor must be refused before.")
    shift = divisor.leadingZeroBitCount
    normalized = divisor.shiftedLeft(by: shift)
    let top = normalized.limb3
    let short = Divisor.reciprocal(top)
    reciprocal = shift >= 192 ? short : Divisor.reciprocal(top, normalized.limb2, short)
  }

  /// Divides a number of 512 bits.
  ///
  /// - Precondition: `high` is below the divisor, so that the quotient fits.
  @inline(__always)
  func divide(_ high: UInt256, _ low: UInt256) -> (quotient: UInt256, remainder: UInt256) {
    // The dividend is shifted as the divisor was: same quotient, remainder shifted alike. It stays
    // below 2⁵¹² because `high` is below the divisor.
    var window: UInt256
    let rest: UInt256
    if shift == 0 {
      window = high
      rest = low
    } else {
      window = high.shiftedLeft(by: shift)
      window |= low.shiftedRight(by: 256 &- shift)
      rest = low.shiftedLeft(by: shift)
    }
    if shift >= 192 { return divideByOneLimb(window, rest) }
    if shift >= 128 { return divideByTwoLimbs(window, rest) }
    let q3 = step(&window, rest.limb3)
    let q2 = step(&window, rest.limb2)
    let q1 = step(&window, rest.limb1)
    let q0 = step(&window, rest.limb0)
    return (UInt256(q3, q2, q1, q0), window.shiftedRight(by: shift))
  }

  /// One quotient limb: divides the five limbs `(window, next)` and leaves the remainder in
  /// `window`, which is below the divisor before and after.
  @inline(__always)
  private func step(_ window: inout UInt256, _ next: UInt64) -> UInt64 {
    let top = window.limb3
    let moved = UInt256(window.limb2, window.limb1, window.limb0, next)
    if top == 0 {
      // Below 2²⁵⁶ while the divisor is at least 2²⁵⁵: the digit is 0 or 1.
      let (difference, below) = moved.subtractingReportingOverflow(normalized)
      window = below ? moved : difference
      return below ? 0 : 1
    }
    if top == normalized.limb3 && window.limb2 == normalized.limb2 {
      // The window falls short of the divisor by less than 2¹²⁸, so the digit is 2⁶⁴ − 1 exactly,
      // and what is left is the five limbs − divisor · 2⁶⁴ + divisor.
      window =
        moved.subtractingReportingOverflow(normalized.shiftedLeft(by: 64)).partialValue
        .addingReportingOverflow(normalized).partialValue
      return .max
    }
    let (estimate, r3, r2) = threeByTwo(top, window.limb2, window.limb1)
    // The two upper limbs are done exactly; take off what the lower two limbs contribute.
    let (c0, p0) = normalized.limb0.multiplied(by: estimate, adding: 0, 0)
    let (p2, p1) = normalized.limb1.multiplied(by: estimate, adding: c0, 0)
    let (difference, below) = UInt256(r3, r2, window.limb0, next)
      .subtractingReportingOverflow(UInt256(0, p2, p1, p0))
    if below {
      // What was taken off too much is below 2¹⁹², the divisor is above: once is enough.
      window = difference.addingReportingOverflow(normalized).partialValue
      return estimate &- 1
    }
    window = difference
    return estimate
  }

  /// Divides by a divisor of two limbs, which stand in the top limbs of ``normalized``.
  @inline(__always)
  private func divideByTwoLimbs(
    _ window: UInt256, _ rest: UInt256
  ) -> (quotient: UInt256, remainder: UInt256) {
    // The true remainder is two limbs: the window's top limbs.
    var remainder = (window.limb3, window.limb2)
    let q3 = threeByTwo(&remainder, window.limb1)
    let q2 = threeByTwo(&remainder, window.limb0)
    let q1 = threeByTwo(&remainder, rest.limb3)
    let q0 = threeByTwo(&remainder, rest.limb2)
    let left = UInt256(0, 0, remainder.0, remainder.1).shiftedRight(by: shift &- 128)
    return (UInt256(q3, q2, q1, q0), left)
  }

  /// Divides `(remainder, next)` by the two top limbs.
  @inline(__always)
  private func threeByTwo(_ remainder: inout (UInt64, UInt64), _ next: UInt64) -> UInt64 {
    // The limbs before the first digit: nothing to divide yet.
    if remainder.0 | remainder.1 == 0 {
      remainder.1 = next
      return 0
    }
    let (digit, r1, r0) = threeByTwo(remainder.0, remainder.1, next)
    remainder = (r1, r0)
    return digit
  }

  /// Divides by a divisor of one limb, which stands in the top limb of ``normalized``.
  @inline(__always)
  private func divideByOneLimb(
    _ window: UInt256, _ rest: UInt256
  ) -> (quotient: UInt256, remainder: UInt256) {
    // The true remainder is one limb: the window's top limb.
    var remainder = window.limb3
    // `rest` holds the low limbs shifted up by three limbs and `shift − 192` bits: its top limb is
    // the lowest, and the three above it are the window's.
    let q3 = twoByOne(&remainder, window.limb2)
    let q2 = twoByOne(&remainder, window.limb1)
    let q1 = twoByOne(&remainder, window.limb0)
    let q0 = twoByOne(&remainder, rest.limb3)
    return (UInt256(q3, q2, q1, q0), UInt256(remainder &>> UInt64(shift &- 192)))
  }

  /// Divides `(remainder, next)` by the top limb.
  @inline(__always)
  private func twoByOne(_ remainder: inout UInt64, _ next: UInt64) -> UInt64 {
    let divisor = normalized.limb3
    let estimate = reciprocal.multipliedFullWidth(by: remainder)
    let (low, carry) = estimate.low.addingReportingOverflow(next)
    var digit = estimate.high &+ remainder &+ (carry ? 1 : 0) &+ 1
    var left = next &- digit &* divisor
    if left > low {
      digit &-= 1
      left = left &+ divisor
    }
    if left >= divisor {
      digit &+= 1
      left &-= divisor
    }
    remainder = left
    return digit
  }

  /// Divides `(u2, u1, u0)` by the two top limbs.
  @inline(__always)
  private func threeByTwo(
    _ u2: UInt64, _ u1: UInt64, _ u0: UInt64
  ) -> (digit: UInt64, r1: UInt64, r0: UInt64) {
    let d1 = normalized.limb3
    let d0 = normalized.limb2
    let estimate = reciprocal.multipliedFullWidth(by: u2)
    let (low, carry) = estimate.low.addingReportingOverflow(u1)
    var digit = estimate.high &+ u2 &+ (carry ? 1 : 0)
    var r1 = u1 &- digit &* d1
    let product = d0.multipliedFullWidth(by: digit)
    var r0: UInt64
    var borrow: Bool
    (r0, borrow) = u0.subtractingReportingOverflow(product.low)
    r1 = r1 &- product.high &- (borrow ? 1 : 0)
    (r0, borrow) = r0.subtractingReportingOverflow(d0)
    r1 = r1 &- d1 &- (borrow ? 1 : 0)
    digit &+= 1
    if r1 >= low {
      digit &-= 1
      let (sum, carry) = r0.addingReportingOverflow(d0)
      r0 = sum
      r1 = r1 &+ d1 &+ (carry ? 1 : 0)
    }
    if r1 > d1 || (r1 == d1 && r0 >= d0) {
      digit &+= 1
      let (difference, borrow) = r0.subtractingReportingOverflow(d0)
      r0 = difference
      r1 = r1 &- d1 &- (borrow ? 1 : 0)
    }
    return (digit, r1, r0)
  }

  /// ⌊(2¹²⁸ − 1) / d⌋ − 2⁶⁴ for a limb whose top bit is set.
  @inline(__always)
  private static func reciprocal(_ d: UInt64) -> UInt64 {
    d.dividingFullWidth((~d, .max)).quotient
  }

  /// ⌊(2¹⁹² − 1) / (d1, d0)⌋ − 2⁶⁴, from the reciprocal of `d1` alone.
  @inline(__always)
  private static func reciprocal(_ d1: UInt64, _ d0: UInt64, _ short: UInt64) -> UInt64 {
    var v = short
    var p = d1 &* v &+ d0
    if p < d0 {
      v &-= 1
      if p >= d1 {
        v &-= 1
        p &-= d1
      }
      p &-= d1
    }
    let product = v.multipliedFullWidth(by: d0)
    p = p &+ product.high
    if p < product.high {
      v &-= 1
      if p > d1 || (p == d1 && product.low >= d0) { v &-= 1 }
    }
    return v
  }
}
