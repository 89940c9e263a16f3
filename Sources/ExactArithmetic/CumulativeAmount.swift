// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A total that only grows, as all units ever minted: it cannot overflow.
///
/// Minting and burning the greatest amount again and again is legal, and its total passes 256 bits.
/// 320 bits hold 2⁶⁴ such additions, more than any machine makes.
public struct CumulativeAmount: Sendable, Hashable {
  /// The bits above the low 256.
  private var high: UInt64
  private var low: UInt256

  /// 0.
  public static let zero = CumulativeAmount(.zero)

  /// Creates a total that begins with `amount`.
  public init(_ amount: UInt256) {
    high = 0
    low = amount
  }

  /// Puts a total together that was kept in two parts.
  package init(high: UInt64, low: UInt256) {
    self.high = high
    self.low = low
  }

  /// The total as a 256-bit number, or nil where it does not fit.
  public var asUInt256: UInt256? { high == 0 ? low : nil }

  /// Adds `amount`.
  ///
  /// - Complexity: O(1).
  public mutating func add(_ amount: UInt256) {
    let (sum, carry) = low.addingReportingOverflow(amount)
    low = sum
    if carry { high += 1 }
  }

  /// How much this is above `other`, or nil where it is below or the difference exceeds 256 bits.
  ///
  /// - Complexity: O(1).
  public func excess(over other: CumulativeAmount) -> UInt256? {
    let (difference, borrow) = low.subtractingReportingOverflow(other.low)
    let (top, under) = high.subtracting(other.high, borrow: borrow)
    return under || top != 0 ? nil : difference
  }

  /// The 40 bytes, the most significant first.
  public var bigEndianBytes: [UInt8] {
    UInt256(high).bigEndianBytes.suffix(8) + low.bigEndianBytes
  }
}

extension CumulativeAmount: Comparable {
  /// Whether `lhs` is the smaller total.
  public static func < (lhs: CumulativeAmount, rhs: CumulativeAmount) -> Bool {
    (lhs.high, lhs.low) < (rhs.high, rhs.low)
  }
}

extension CumulativeAmount: CustomStringConvertible {
  /// The decimal digits.
  public var description: String {
    if high == 0 { return low.description }
    // 320 bits have at most 97 digits: two parts of at most 76.
    let part = UInt256.powerOfTen(76)
    let (upper, lower) = part.dividingFullWidth((UInt256(high), low))
    let digits = lower.description
    return upper.description + String(repeating: "0", count: 76 - digits.utf8.count) + digits
  }
}
