// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// Token amounts are whole base units; prices and stakes here are those of a token with 18 decimals.
public enum TokenUnits {
  /// Digits after the point of a whole token.
  public static let decimals = 18
  /// Base units of a whole token.
  public static let perToken = UInt256(1_000_000_000_000_000_000)

  /// Reads whole tokens, as `10000` or `0.5`.
  ///
  /// - Throws: ``EconomicsError/amountText(_:)``.
  public static func parse(_ text: String) throws(EconomicsError) -> UInt256 {
    do throws(AmountError) {
      return try TokenAmount.parse(text, decimals: decimals)
    } catch {
      throw .amountText(text)
    }
  }

  /// What `units` are worth at a price per whole token, rounded down to 10⁻¹⁸ dollars.
  ///
  /// - Throws: ``EconomicsError/amountOverflow(operation:)``.
  /// - Complexity: O(1).
  public static func worthFloor(
    of units: UInt256, at price: USD
  ) throws(EconomicsError) -> USD {
    try requireNotNegative("the token price in dollars", price.double)
    let worth = try exact { () throws(ArithmeticError) in
      try UInt256.mulDivFloor(units, price.amount.magnitude, perToken)
    }
    return USD(
      try ExactDecimal(magnitude: worth, isNegative: false, operation: "the worth of \(units)"))
  }

  /// The base units a sum buys at a price per whole token, rounded down.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)`` for a price not above 0 or a sum below
  ///   it, ``EconomicsError/amountOverflow(operation:)``.
  /// - Complexity: O(1).
  public static func boughtFloor(
    for dollars: USD, at price: USD
  ) throws(EconomicsError) -> UInt256 {
    try requirePositive("the token price in dollars", price.double)
    try requireNotNegative("the sum in dollars", dollars.double)
    return try exact { () throws(ArithmeticError) in
      try UInt256.mulDivFloor(dollars.amount.magnitude, perToken, price.amount.magnitude)
    }
  }

  /// The base units that pay a sum at a price per whole token, rounded up.
  ///
  /// - Throws: as ``boughtFloor(for:at:)``.
  /// - Complexity: O(1).
  public static func neededCeil(
    for dollars: USD, at price: USD
  ) throws(EconomicsError) -> UInt256 {
    try requirePositive("the token price in dollars", price.double)
    try requireNotNegative("the sum in dollars", dollars.double)
    return try exact { () throws(ArithmeticError) in
      try UInt256.mulDivCeil(dollars.amount.magnitude, perToken, price.amount.magnitude)
    }
  }

  /// The nearest `Double` of whole tokens: for charts.
  public static func double(_ units: UInt256) -> Double {
    let (low, next, third, high) = units.limbs
    var value = Double(high)
    for limb in [third, next, low] { value = value * 0x1p64 + Double(limb) }
    return value / 1e18
  }
}

/// Runs exact arithmetic, its errors as this module's.
func exact<Value>(
  _ work: () throws(ArithmeticError) -> Value
) throws(EconomicsError) -> Value {
  do throws(ArithmeticError) {
    return try work()
  } catch {
    throw .arithmetic(error.description)
  }
}
