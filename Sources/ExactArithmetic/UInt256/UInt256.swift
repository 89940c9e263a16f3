// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// An unsigned integer of 256 bits, the word of the Ethereum machine.
///
/// The operators trap where the result does not fit, as those of `UInt64` do: they are for numbers
/// a program made itself. Numbers that came from outside go through the throwing forms
/// (``adding(_:)``, ``mulDivFloor(_:_:_:)``, …) or the `…ReportingOverflow` ones.
///
/// ```swift
/// let total: UInt256 = 1_000_000_000_000_000_000_000
/// let share = try UInt256.mulDivFloor(total, 3, 7)
/// print(share)  // 428571428571428571428
/// ```
///
/// The value is stored as four 64-bit limbs in place: no allocation, 32 bytes, aligned to 8.
@frozen
public struct UInt256: Sendable {
  /// Bits 0 to 63.
  @usableFromInline var limb0: UInt64
  /// Bits 64 to 127.
  @usableFromInline var limb1: UInt64
  /// Bits 128 to 191.
  @usableFromInline var limb2: UInt64
  /// Bits 192 to 255.
  @usableFromInline var limb3: UInt64

  /// Creates a number from its four limbs, the most significant first, as they are read.
  ///
  /// - Complexity: O(1).
  @inlinable
  public init(_ limb3: UInt64, _ limb2: UInt64, _ limb1: UInt64, _ limb0: UInt64) {
    self.limb0 = limb0
    self.limb1 = limb1
    self.limb2 = limb2
    self.limb3 = limb3
  }

  /// Creates a number from a 64-bit one.
  ///
  /// - Complexity: O(1).
  @inlinable
  public init(_ value: UInt64) {
    self.init(0, 0, 0, value)
  }

  /// The four limbs, the least significant first.
  @inlinable
  public var limbs: (UInt64, UInt64, UInt64, UInt64) { (limb0, limb1, limb2, limb3) }

  /// 0.
  @inlinable
  public static var zero: UInt256 { UInt256(0, 0, 0, 0) }

  /// 1.
  @inlinable
  public static var one: UInt256 { UInt256(0, 0, 0, 1) }

  /// 0, the smallest value.
  @inlinable
  public static var min: UInt256 { .zero }

  /// 2²⁵⁶ − 1, the greatest value.
  @inlinable
  public static var max: UInt256 { UInt256(.max, .max, .max, .max) }

  /// Whether this is 0.
  @inlinable
  public var isZero: Bool { limb0 | limb1 | limb2 | limb3 == 0 }

  /// The value as a 64-bit number, or nil where it does not fit.
  @inlinable
  public var asUInt64: UInt64? { limb1 | limb2 | limb3 == 0 ? limb0 : nil }
}

extension UInt256: Hashable {
  /// Whether two numbers are the same.
  @inlinable
  public static func == (lhs: UInt256, rhs: UInt256) -> Bool {
    (lhs.limb0 ^ rhs.limb0) | (lhs.limb1 ^ rhs.limb1) | (lhs.limb2 ^ rhs.limb2)
      | (lhs.limb3 ^ rhs.limb3) == 0
  }

  /// Feeds the four limbs to `hasher`.
  @inlinable
  public func hash(into hasher: inout Hasher) {
    hasher.combine(limb0)
    hasher.combine(limb1)
    hasher.combine(limb2)
    hasher.combine(limb3)
  }
}

extension UInt256: Comparable {
  /// Whether `lhs` is the smaller number: the borrow of the subtraction, without a branch.
  @inlinable
  public static func < (lhs: UInt256, rhs: UInt256) -> Bool {
    lhs.subtractingReportingOverflow(rhs).overflow
  }

  /// Whether `lhs` is the smaller number or the same.
  @inlinable
  public static func <= (lhs: UInt256, rhs: UInt256) -> Bool { !(rhs < lhs) }

  /// Whether `lhs` is the greater number.
  @inlinable
  public static func > (lhs: UInt256, rhs: UInt256) -> Bool { rhs < lhs }

  /// Whether `lhs` is the greater number or the same.
  @inlinable
  public static func >= (lhs: UInt256, rhs: UInt256) -> Bool { !(lhs < rhs) }
}
