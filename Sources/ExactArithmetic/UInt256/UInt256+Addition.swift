// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension UInt256 {
  /// The sum modulo 2²⁵⁶, and whether the exact sum is greater.
  ///
  /// - Complexity: O(1).
  @inlinable
  public func addingReportingOverflow(
    _ rhs: UInt256
  ) -> (partialValue: UInt256, overflow: Bool) {
    let (r0, c0) = limb0.addingReportingOverflow(rhs.limb0)
    let (r1, c1) = limb1.adding(rhs.limb1, carry: c0)
    let (r2, c2) = limb2.adding(rhs.limb2, carry: c1)
    let (r3, c3) = limb3.adding(rhs.limb3, carry: c2)
    return (UInt256(r3, r2, r1, r0), c3)
  }

  /// The difference modulo 2²⁵⁶, and whether the exact difference is below zero.
  ///
  /// - Complexity: O(1).
  @inlinable
  public func subtractingReportingOverflow(
    _ rhs: UInt256
  ) -> (partialValue: UInt256, overflow: Bool) {
    let (r0, b0) = limb0.subtractingReportingOverflow(rhs.limb0)
    let (r1, b1) = limb1.subtracting(rhs.limb1, borrow: b0)
    let (r2, b2) = limb2.subtracting(rhs.limb2, borrow: b1)
    let (r3, b3) = limb3.subtracting(rhs.limb3, borrow: b2)
    return (UInt256(r3, r2, r1, r0), b3)
  }

  /// The sum.
  ///
  /// - Throws: ``ArithmeticError/overflow(operation:operands:)`` where it exceeds 256 bits.
  /// - Complexity: O(1).
  @inlinable
  public func adding(_ rhs: UInt256) throws(ArithmeticError) -> UInt256 {
    let (sum, overflow) = addingReportingOverflow(rhs)
    if overflow { throw .overflow(operation: "add", operands: [self, rhs]) }
    return sum
  }

  /// The difference.
  ///
  /// - Throws: ``ArithmeticError/underflow(operation:operands:)`` where it is below zero.
  /// - Complexity: O(1).
  @inlinable
  public func subtracting(_ rhs: UInt256) throws(ArithmeticError) -> UInt256 {
    let (difference, overflow) = subtractingReportingOverflow(rhs)
    if overflow { throw .underflow(operation: "subtract", operands: [self, rhs]) }
    return difference
  }

  /// The sum.
  ///
  /// - Precondition: it fits into 256 bits.
  @inlinable
  public static func + (lhs: UInt256, rhs: UInt256) -> UInt256 {
    let (sum, overflow) = lhs.addingReportingOverflow(rhs)
    if overflow { trap(lhs, "+", rhs, "does not fit into 256 bits") }
    return sum
  }

  /// The difference.
  ///
  /// - Precondition: it is not below zero.
  @inlinable
  public static func - (lhs: UInt256, rhs: UInt256) -> UInt256 {
    let (difference, overflow) = lhs.subtractingReportingOverflow(rhs)
    if overflow { trap(lhs, "-", rhs, "is below zero") }
    return difference
  }

  /// Adds `rhs`.
  ///
  /// - Precondition: the sum fits into 256 bits.
  @inlinable
  public static func += (lhs: inout UInt256, rhs: UInt256) { lhs = lhs + rhs }

  /// Subtracts `rhs`.
  ///
  /// - Precondition: the difference is not below zero.
  @inlinable
  public static func -= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs - rhs }

  /// Ends the program and says which computation had no answer.
  @usableFromInline @inline(never)
  static func trap(_ lhs: UInt256, _ sign: String, _ rhs: UInt256, _ reason: String) -> Never {
    fatalError("UInt256: \(lhs) \(sign) \(rhs) \(reason).")
  }
}

extension UInt64 {
  /// `self + rhs + carry` and the carry out.
  @inlinable @inline(__always)
  func adding(_ rhs: UInt64, carry: Bool) -> (UInt64, Bool) {
    let (sum, first) = addingReportingOverflow(rhs)
    let (result, second) = sum.addingReportingOverflow(carry ? 1 : 0)
    // Never both: and where `||` would branch, `!=` lets the compiler use the carry flag.
    return (result, first != second)
  }

  /// `self − rhs − borrow` and the borrow out.
  @inlinable @inline(__always)
  func subtracting(_ rhs: UInt64, borrow: Bool) -> (UInt64, Bool) {
    let (difference, first) = subtractingReportingOverflow(rhs)
    let (result, second) = difference.subtractingReportingOverflow(borrow ? 1 : 0)
    return (result, first != second)
  }
}
