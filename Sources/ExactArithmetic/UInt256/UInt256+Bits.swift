// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension UInt256 {
  /// 256.
  @inlinable
  public static var bitWidth: Int { 256 }

  /// How many bits from the top are zero, 256 for zero.
  @inlinable
  public var leadingZeroBitCount: Int {
    if limb3 != 0 { return limb3.leadingZeroBitCount }
    if limb2 != 0 { return 64 + limb2.leadingZeroBitCount }
    if limb1 != 0 { return 128 + limb1.leadingZeroBitCount }
    return 192 + limb0.leadingZeroBitCount
  }

  /// How many bits from the bottom are zero, 256 for zero.
  @inlinable
  public var trailingZeroBitCount: Int {
    if limb0 != 0 { return limb0.trailingZeroBitCount }
    if limb1 != 0 { return 64 + limb1.trailingZeroBitCount }
    if limb2 != 0 { return 128 + limb2.trailingZeroBitCount }
    return 192 + limb3.trailingZeroBitCount
  }

  /// How many bits are one.
  @inlinable
  public var nonzeroBitCount: Int {
    limb0.nonzeroBitCount + limb1.nonzeroBitCount + limb2.nonzeroBitCount
      + limb3.nonzeroBitCount
  }

  /// How many bits the number needs: 0 for 0, 1 for 1, 256 for ``max``.
  @inlinable
  public var significantBitCount: Int { 256 - leadingZeroBitCount }

  /// The number with its 32 bytes in reverse order.
  @inlinable
  public var byteSwapped: UInt256 {
    UInt256(limb0.byteSwapped, limb1.byteSwapped, limb2.byteSwapped, limb3.byteSwapped)
  }

  /// Keeps the bits that are one in both.
  @inlinable
  public static func &= (lhs: inout UInt256, rhs: UInt256) {
    lhs = UInt256(
      lhs.limb3 & rhs.limb3, lhs.limb2 & rhs.limb2, lhs.limb1 & rhs.limb1, lhs.limb0 & rhs.limb0)
  }

  /// Keeps the bits that are one in either.
  @inlinable
  public static func |= (lhs: inout UInt256, rhs: UInt256) {
    lhs = UInt256(
      lhs.limb3 | rhs.limb3, lhs.limb2 | rhs.limb2, lhs.limb1 | rhs.limb1, lhs.limb0 | rhs.limb0)
  }

  /// Keeps the bits that are one in one of the two.
  @inlinable
  public static func ^= (lhs: inout UInt256, rhs: UInt256) {
    lhs = UInt256(
      lhs.limb3 ^ rhs.limb3, lhs.limb2 ^ rhs.limb2, lhs.limb1 ^ rhs.limb1, lhs.limb0 ^ rhs.limb0)
  }

  /// Shifts left by the low eight bits of `rhs`.
  @inlinable
  public static func &<<= (lhs: inout UInt256, rhs: UInt256) {
    lhs = lhs.shiftedLeft(by: Int(rhs.limb0 & 255))
  }

  /// Shifts right by the low eight bits of `rhs`.
  @inlinable
  public static func &>>= (lhs: inout UInt256, rhs: UInt256) {
    lhs = lhs.shiftedRight(by: Int(rhs.limb0 & 255))
  }

  /// Shifts left by `rhs` bits, right where it is negative; what leaves is lost.
  @inlinable
  public static func <<= <Count: BinaryInteger>(lhs: inout UInt256, rhs: Count) {
    lhs = lhs << rhs
  }

  /// Shifts right by `rhs` bits, left where it is negative; what leaves is lost.
  @inlinable
  public static func >>= <Count: BinaryInteger>(lhs: inout UInt256, rhs: Count) {
    lhs = lhs >> rhs
  }

  /// The number shifted left by `rhs` bits, right where it is negative; what leaves is lost.
  @inlinable
  public static func << <Count: BinaryInteger>(lhs: UInt256, rhs: Count) -> UInt256 {
    lhs.shifted(left: Int(clamping: rhs))
  }

  /// The number shifted right by `rhs` bits, left where it is negative; what leaves is lost.
  @inlinable
  public static func >> <Count: BinaryInteger>(lhs: UInt256, rhs: Count) -> UInt256 {
    // Clamped before it is turned: the least count has no positive one.
    lhs.shifted(left: -Swift.max(Int(clamping: rhs), -256))
  }

  @inlinable
  func shifted(left count: Int) -> UInt256 {
    switch count {
    case 0...255: shiftedLeft(by: count)
    case -255 ... -1: shiftedRight(by: -count)
    default: .zero
    }
  }

  /// The number shifted left by 0 to 255 bits; what leaves at the top is lost.
  @inlinable
  func shiftedLeft(by count: Int) -> UInt256 {
    let bits = UInt64(truncatingIfNeeded: count & 63)
    // 63 − bits, then one more: a shift by 64 − bits is none where bits is zero.
    let rest = 63 &- bits
    let (a0, a1, a2, a3): (UInt64, UInt64, UInt64, UInt64) =
      switch count &>> 6 {
      case 0: (limb0, limb1, limb2, limb3)
      case 1: (0, limb0, limb1, limb2)
      case 2: (0, 0, limb0, limb1)
      default: (0, 0, 0, limb0)
      }
    return UInt256(
      (a3 &<< bits) | ((a2 &>> 1) &>> rest), (a2 &<< bits) | ((a1 &>> 1) &>> rest),
      (a1 &<< bits) | ((a0 &>> 1) &>> rest), a0 &<< bits)
  }

  /// The number shifted right by 0 to 255 bits; what leaves at the bottom is lost.
  @inlinable
  func shiftedRight(by count: Int) -> UInt256 {
    let bits = UInt64(truncatingIfNeeded: count & 63)
    let rest = 63 &- bits
    let (a0, a1, a2, a3): (UInt64, UInt64, UInt64, UInt64) =
      switch count &>> 6 {
      case 0: (limb0, limb1, limb2, limb3)
      case 1: (limb1, limb2, limb3, 0)
      case 2: (limb2, limb3, 0, 0)
      default: (limb3, 0, 0, 0)
      }
    return UInt256(
      a3 &>> bits, (a2 &>> bits) | ((a3 &<< 1) &<< rest),
      (a1 &>> bits) | ((a2 &<< 1) &<< rest), (a0 &>> bits) | ((a1 &<< 1) &<< rest))
  }
}
