// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// An exact amount of US dollars.
///
/// ```swift
/// let rent = try USD(parsing: "2.69")
/// print(try rent.scaled(by: 24))   // $64.56
/// ```
public struct USD: Sendable, Hashable, Comparable {
  /// The dollars.
  public let amount: ExactDecimal

  /// Creates an amount of dollars.
  public init(_ amount: ExactDecimal) { self.amount = amount }

  /// Creates a whole number of dollars.
  public init(_ whole: Int) { self.amount = ExactDecimal(whole) }

  /// Reads a text of dollars, as `2.69`.
  ///
  /// - Throws: as ``ExactDecimal/init(parsing:)``.
  public init(parsing text: String) throws(EconomicsError) {
    self.amount = try ExactDecimal(parsing: text)
  }

  /// Nothing.
  public static let zero = USD(ExactDecimal.zero)

  /// The nearest `Double` of dollars: for charts and ratios, never for sums.
  public var double: Double { amount.double }

  /// Whether this is below zero.
  public var isNegative: Bool { amount.isNegative }

  /// This, or nothing where it is below zero.
  public var positivePart: USD { isNegative ? .zero : self }

  /// The exact sum.
  ///
  /// - Throws: ``EconomicsError/amountOverflow(operation:)``.
  public func adding(_ other: USD) throws(EconomicsError) -> USD {
    USD(try amount.adding(other.amount))
  }

  /// The exact difference.
  ///
  /// - Throws: ``EconomicsError/amountOverflow(operation:)``.
  public func subtracting(_ other: USD) throws(EconomicsError) -> USD {
    USD(try amount.subtracting(other.amount))
  }

  /// The amount times a physical number, rounded half to even at 10⁻¹⁸ dollars.
  ///
  /// - Throws: as ``ExactDecimal/scaled(by:rounding:)``.
  public func scaled(by factor: Double) throws(EconomicsError) -> USD {
    USD(try amount.scaled(by: factor))
  }

  /// A share in parts per million, rounded half to even at 10⁻¹⁸ dollars.
  ///
  /// - Throws: ``EconomicsError/amountOverflow(operation:)``.
  public func share(partsPerMillion: UInt32) throws(EconomicsError) -> USD {
    let share = ExactDecimal(units: Int128(partsPerMillion) * 1_000_000_000_000)
    return USD(try amount.multiplied(by: share))
  }

  /// How many times `other` is in this.
  ///
  /// - Throws: ``EconomicsError/divisionByZero(operation:)``.
  public func ratio(to other: USD) throws(EconomicsError) -> Double {
    guard other != .zero else { throw .divisionByZero(operation: "\(self) / $0") }
    return amount.double / other.amount.double
  }

  /// The exact sum of many.
  ///
  /// - Throws: ``EconomicsError/amountOverflow(operation:)``.
  public static func sum(_ amounts: [USD]) throws(EconomicsError) -> USD {
    var total = USD.zero
    for amount in amounts { total = try total.adding(amount) }
    return total
  }

  /// Whether `lhs` is the smaller amount.
  public static func < (lhs: USD, rhs: USD) -> Bool { lhs.amount < rhs.amount }

  /// The amount with `digits` digits after the point, as `$2.69`.
  ///
  /// - Precondition: `digits` is 0 to 18.
  public func text(digits: Int) -> String {
    let text = amount.text(digits: digits)
    return text.hasPrefix("-") ? "-$" + text.dropFirst() : "$" + text
  }
}

extension USD: CustomStringConvertible {
  /// As few digits as keep the value, as `$2.69`.
  public var description: String {
    let text = amount.description
    return text.hasPrefix("-") ? "-$" + text.dropFirst() : "$" + text
  }
}

extension USD: Codable {
  /// Reads a text of dollars without the sign of the currency.
  public init(from decoder: any Decoder) throws { amount = try ExactDecimal(from: decoder) }

  /// Writes the dollars as text.
  public func encode(to encoder: any Encoder) throws { try amount.encode(to: encoder) }
}
