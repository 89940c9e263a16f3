// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Exact dollars for one unit of something.
///
/// ```swift
/// let price = USDPerKilowattHour(try USD(parsing: "0.0806"))
/// let bill = try price.cost(of: KilowattHours(100))   // $8.06
/// ```
public struct Price<Unit: MeasurementUnit>: Sendable, Hashable, Comparable {
  /// What one unit costs.
  public let perUnit: USD

  /// Creates a price.
  public init(_ perUnit: USD) { self.perUnit = perUnit }

  /// Reads a price in dollars, as `0.0806`.
  ///
  /// - Throws: as ``ExactDecimal/init(parsing:)``.
  public init(parsing text: String) throws(EconomicsError) {
    perUnit = try USD(parsing: text)
  }

  /// For nothing.
  public static var free: Price { Price(.zero) }

  /// What a quantity costs, rounded half to even at 10⁻¹⁸ dollars.
  ///
  /// - Throws: as ``ExactDecimal/scaled(by:rounding:)``.
  public func cost(of quantity: Quantity<Unit>) throws(EconomicsError) -> USD {
    try perUnit.scaled(by: quantity.value)
  }

  /// Whether `lhs` is the cheaper one.
  public static func < (lhs: Price, rhs: Price) -> Bool { lhs.perUnit < rhs.perUnit }
}

/// Dollars per hour.
public typealias USDPerHour = Price<Units.Hour>
/// Dollars per kilowatt-hour.
public typealias USDPerKilowattHour = Price<Units.KilowattHour>
/// Dollars per kilowatt and month.
public typealias USDPerKilowattMonth = Price<Units.KilowattMonth>
/// Dollars per gigabyte.
public typealias USDPerGigabyte = Price<Units.Gigabyte>
/// Dollars per year.
public typealias USDPerYear = Price<Units.Year>
/// Dollars per million tokens of text.
public typealias USDPerMillionTokens = Price<Units.MillionTokens>

extension Price: CustomStringConvertible {
  /// The price with its unit, as `$0.0806/kWh`.
  public var description: String { "\(perUnit)/\(Unit.symbol)" }
}

extension Price: Codable {
  /// Reads a text of dollars.
  public init(from decoder: any Decoder) throws { perUnit = try USD(from: decoder) }

  /// Writes the dollars as text.
  public func encode(to encoder: any Encoder) throws { try perUnit.encode(to: encoder) }
}
