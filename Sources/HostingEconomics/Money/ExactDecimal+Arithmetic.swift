// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

extension ExactDecimal {
  /// The exact sum.
  ///
  /// - Throws: ``EconomicsError/amountOverflow(operation:)``.
  public func adding(_ other: ExactDecimal) throws(EconomicsError) -> ExactDecimal {
    let (sum, overflow) = units.addingReportingOverflow(other.units)
    if overflow { throw .amountOverflow(operation: "\(self) + \(other)") }
    return ExactDecimal(units: sum)
  }

  /// The exact difference.
  ///
  /// - Throws: ``EconomicsError/amountOverflow(operation:)``.
  public func subtracting(_ other: ExactDecimal) throws(EconomicsError) -> ExactDecimal {
    let (difference, overflow) = units.subtractingReportingOverflow(other.units)
    if overflow { throw .amountOverflow(operation: "\(self) - \(other)") }
    return ExactDecimal(units: difference)
  }

  /// The product, rounded once to 10⁻¹⁸.
  ///
  /// - Throws: ``EconomicsError/amountOverflow(operation:)``.
  /// - Complexity: O(1).
  public func multiplied(
    by other: ExactDecimal, rounding: Rounding = .halfEven
  ) throws(EconomicsError) -> ExactDecimal {
    // Both magnitudes are at most 2¹²⁷, so the product fits.
    let product = magnitude * other.magnitude
    return try Self.quotient(
      product, UInt256(Self.one128), isNegative: isNegative != other.isNegative, rounding,
      operation: "\(self) · \(other)")
  }

  /// The quotient, rounded once to 10⁻¹⁸.
  ///
  /// - Throws: ``EconomicsError/divisionByZero(operation:)`` or
  ///   ``EconomicsError/amountOverflow(operation:)``.
  /// - Complexity: O(1).
  public func divided(
    by other: ExactDecimal, rounding: Rounding = .halfEven
  ) throws(EconomicsError) -> ExactDecimal {
    guard other.units != 0 else { throw .divisionByZero(operation: "\(self) / 0") }
    return try Self.quotient(
      magnitude * UInt256(Self.one128), other.magnitude,
      isNegative: isNegative != other.isNegative, rounding, operation: "\(self) / \(other)")
  }

  /// The product with a physical number, which is taken at its exact binary value and rounded once
  /// to 10⁻¹⁸: the same on every machine.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)`` where the factor is not finite,
  ///   ``EconomicsError/amountOverflow(operation:)``.
  /// - Complexity: O(1).
  public func scaled(
    by factor: Double, rounding: Rounding = .halfEven
  ) throws(EconomicsError) -> ExactDecimal {
    guard factor.isFinite else {
      throw .outOfRange("a factor of an amount", value: factor, allowed: "finite")
    }
    guard factor != 0, units != 0 else { return .zero }
    // factor = ± significand · 2^exponent with a whole significand below 2⁵³.
    let exponent = Int(factor.exponent) - 52
    let significand = UInt64((factor.significand * 0x1p52).magnitude)
    let product = magnitude * UInt256(significand)
    let isNegative = self.isNegative != (factor < 0)
    if exponent >= 0 {
      guard exponent < 128, product.bitWidth - product.leadingZeroBitCount + exponent < 128 else {
        throw .amountOverflow(operation: "\(self) · \(factor)")
      }
      return try ExactDecimal(
        magnitude: product << exponent, isNegative: isNegative, operation: "\(self) · \(factor)")
    }
    // Below 2¹⁸¹ / 2²⁵⁴ only the direction of rounding is left.
    let shift = min(-exponent, 254)
    return try Self.quotient(
      product, UInt256.one << shift, isNegative: isNegative, rounding,
      operation: "\(self) · \(factor)")
  }

  /// `numerator / denominator`, rounded, with a sign.
  static func quotient(
    _ numerator: UInt256, _ denominator: UInt256, isNegative: Bool, _ rounding: Rounding,
    operation: @autoclosure () -> String
  ) throws(EconomicsError) -> ExactDecimal {
    let (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    let goesUp: Bool
    switch rounding {
    case .towardZero: goesUp = false
    case .awayFromZero: goesUp = !rest.isZero
    case .halfEven:
      // rest < denominator ≤ 2²⁵⁴, so the other half does not underflow.
      let other = denominator - rest
      goesUp = rest > other || (rest == other && whole % 2 == 1)
    }
    return try ExactDecimal(
      magnitude: goesUp ? whole + .one : whole, isNegative: isNegative, operation: operation())
  }
}
