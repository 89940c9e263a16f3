// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension UInt256 {
  /// The exact product in 512 bits.
  ///
  /// Schoolbook, row by row: sixteen products of 64 bits.
  ///
  /// - Complexity: O(1).
  @inlinable
  public func multipliedFullWidth(by other: UInt256) -> (high: UInt256, low: UInt256) {
    var r0: UInt64
    var r1: UInt64
    var r2: UInt64
    var r3: UInt64
    var r4: UInt64
    var r5: UInt64
    var r6: UInt64
    var r7: UInt64
    (r4, r3, r2, r1, r0) = other.row(times: limb0, adding: 0, 0, 0, 0)
    (r5, r4, r3, r2, r1) = other.row(times: limb1, adding: r4, r3, r2, r1)
    (r6, r5, r4, r3, r2) = other.row(times: limb2, adding: r5, r4, r3, r2)
    (r7, r6, r5, r4, r3) = other.row(times: limb3, adding: r6, r5, r4, r3)
    return (UInt256(r7, r6, r5, r4), UInt256(r3, r2, r1, r0))
  }

  /// The product modulo 2²⁵⁶, and whether the exact product is greater.
  ///
  /// `&*` is its first half: what finds the overflow then is not computed.
  ///
  /// - Complexity: O(1).
  @inlinable @inline(__always)
  public func multipliedReportingOverflow(
    by rhs: UInt256
  ) -> (partialValue: UInt256, overflow: Bool) {
    // The ten partial products that reach 256 bits, row by row. What leaves a row at the top, and
    // the pairs of limbs that no row has, are beyond.
    let (o0, r3, r2, r1, r0) = row(times: rhs.limb0, adding: 0, 0, 0, 0)
    let (c0, s1) = limb0.multiplied(by: rhs.limb1, adding: r1, 0)
    let (c1, s2) = limb1.multiplied(by: rhs.limb1, adding: r2, c0)
    let (o1, s3) = limb2.multiplied(by: rhs.limb1, adding: r3, c1)
    let (d0, t2) = limb0.multiplied(by: rhs.limb2, adding: s2, 0)
    let (o2, t3) = limb1.multiplied(by: rhs.limb2, adding: s3, d0)
    let (o3, u3) = limb0.multiplied(by: rhs.limb3, adding: t3, 0)
    let beyond =
      (limb3 == 0 ? 0 : rhs.limb1 | rhs.limb2 | rhs.limb3)
      | (limb2 == 0 ? 0 : rhs.limb2 | rhs.limb3) | (limb1 == 0 ? 0 : rhs.limb3)
    return (UInt256(u3, t2, s1, r0), o0 | o1 | o2 | o3 | beyond != 0)
  }

  /// The product.
  ///
  /// - Throws: ``ArithmeticError/overflow(operation:operands:)`` where it exceeds 256 bits.
  /// - Complexity: O(1).
  @inlinable
  public func multiplied(by rhs: UInt256) throws(ArithmeticError) -> UInt256 {
    guard let product = product(with: rhs) else {
      throw .overflow(operation: "multiply", operands: [self, rhs])
    }
    return product
  }

  /// The product.
  ///
  /// - Precondition: it fits into 256 bits.
  @inlinable
  public static func * (lhs: UInt256, rhs: UInt256) -> UInt256 {
    guard let product = lhs.product(with: rhs) else {
      trap(lhs, "*", rhs, "does not fit into 256 bits")
    }
    return product
  }

  /// Multiplies by `rhs`.
  ///
  /// - Precondition: the product fits into 256 bits.
  @inlinable
  public static func *= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs * rhs }

  /// The product, or nil where it exceeds 256 bits.
  @inlinable @inline(__always)
  func product(with rhs: UInt256) -> UInt256? {
    if limb2 | limb3 | rhs.limb2 | rhs.limb3 == 0 {
      // Two limbs each, as most amounts have: four partial products, and they always fit.
      let (c0, r0) = limb0.multiplied(by: rhs.limb0, adding: 0, 0)
      let (c1, s1) = limb1.multiplied(by: rhs.limb0, adding: c0, 0)
      let (d0, r1) = limb0.multiplied(by: rhs.limb1, adding: s1, 0)
      let (r3, r2) = limb1.multiplied(by: rhs.limb1, adding: c1, d0)
      return UInt256(r3, r2, r1, r0)
    }
    let (product, overflow) = multipliedReportingOverflow(by: rhs)
    return overflow ? nil : product
  }

  /// `self * factor + (a3, a2, a1, a0)` in five limbs, the most significant first.
  @inlinable @inline(__always)
  func row(
    times factor: UInt64, adding a3: UInt64, _ a2: UInt64, _ a1: UInt64, _ a0: UInt64
  ) -> (UInt64, UInt64, UInt64, UInt64, UInt64) {
    let (c0, r0) = limb0.multiplied(by: factor, adding: a0, 0)
    let (c1, r1) = limb1.multiplied(by: factor, adding: a1, c0)
    let (c2, r2) = limb2.multiplied(by: factor, adding: a2, c1)
    let (r4, r3) = limb3.multiplied(by: factor, adding: a3, c2)
    return (r4, r3, r2, r1, r0)
  }

  /// `self * factor + addend`, or nil where it does not fit: the step of reading digits.
  @inlinable
  func multiplied(by factor: UInt64, adding addend: UInt64) -> UInt256? {
    let (r4, r3, r2, r1, r0) = row(times: factor, adding: 0, 0, 0, addend)
    return r4 == 0 ? UInt256(r3, r2, r1, r0) : nil
  }
}

extension UInt64 {
  /// `self * factor + a + b`, which always fits into 128 bits.
  @inlinable @inline(__always)
  func multiplied(
    by factor: UInt64, adding a: UInt64, _ b: UInt64
  ) -> (high: UInt64, low: UInt64) {
    let product = multipliedFullWidth(by: factor)
    let (first, carryFirst) = product.low.addingReportingOverflow(a)
    let (second, carrySecond) = first.addingReportingOverflow(b)
    return (product.high &+ (carryFirst ? 1 : 0) &+ (carrySecond ? 1 : 0), second)
  }
}
