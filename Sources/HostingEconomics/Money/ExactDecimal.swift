// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

/// An exact decimal number with 18 digits after the point, of either sign, up to 1.7·10²⁰.
///
/// Amounts of money and of a token's whole units are such numbers: sums and differences are exact,
/// and what has to be rounded says how.
public struct ExactDecimal: Sendable, Hashable {
  /// Digits after the point.
  public static let fractionDigits = 18
  /// 10¹⁸, the units in 1.
  public static let one128: Int128 = 1_000_000_000_000_000_000

  /// How a result between two units becomes one of them.
  public enum Rounding: Sendable, Hashable, CaseIterable {
    /// Toward zero.
    case towardZero
    /// Away from zero.
    case awayFromZero
    /// The nearer one; half a unit goes to the even one.
    case halfEven
  }

  /// The number in units of 10⁻¹⁸.
  public let units: Int128

  /// Creates a number of `units` times 10⁻¹⁸.
  public init(units: Int128) { self.units = units }

  /// Creates a whole number.
  public init(_ whole: Int) { self.units = Int128(whole) * Self.one128 }

  /// 0.
  public static let zero = ExactDecimal(units: 0)
  /// 1.
  public static let one = ExactDecimal(1)

  /// Whether this is below zero.
  public var isNegative: Bool { units < 0 }

  /// A `Double` within two units of its last place: for charts, ratios and physical formulas, never
  /// for sums of money.
  public var double: Double {
    // By halves: the conversion of a 128-bit number is generic code and ten times slower.
    let magnitude = units.magnitude
    let high = Double(UInt64(truncatingIfNeeded: magnitude >> 64))
    let value = (high * 0x1p64 + Double(UInt64(truncatingIfNeeded: magnitude))) / 1e18
    return isNegative ? -value : value
  }

  /// The number without its sign, in units of 10⁻¹⁸.
  var magnitude: UInt256 {
    let magnitude = units.magnitude
    return UInt256(
      0, 0, UInt64(truncatingIfNeeded: magnitude >> 64), UInt64(truncatingIfNeeded: magnitude))
  }

  /// A number from a magnitude in units and a sign.
  init(magnitude: UInt256, isNegative: Bool, operation: @autoclosure () -> String)
    throws(EconomicsError)
  {
    let (low, high, third, fourth) = magnitude.limbs
    guard third == 0, fourth == 0, high >> 63 == 0 else {
      throw .amountOverflow(operation: operation())
    }
    let units = Int128(high) << 64 | Int128(low)
    self.init(units: isNegative ? -units : units)
  }
}

extension ExactDecimal: Comparable {
  /// Whether `lhs` is the smaller number.
  public static func < (lhs: ExactDecimal, rhs: ExactDecimal) -> Bool { lhs.units < rhs.units }
}
