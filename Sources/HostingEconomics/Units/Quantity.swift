// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A physical amount in one unit: quantities of different units neither add nor compare, so a count
/// of operations cannot be taken for a rate, nor a gibibyte for a gigabyte.
///
/// ```swift
/// let energy = Watts(700) * Hours(2).seconds   // 5 040 000 J
/// let time = FLOPs(3e23) / FLOPRate(1e15)      // seconds
/// // Watts(700) + Joules(1)                    // does not compile
/// ```
///
/// There are no bare literals of them, so that `power * 2` can mean one thing only. Physical amounts
/// are `Double`; money is exact, see ``USD``. A quantity takes any number, NaN
/// included: what reads one from outside checks it.
public struct Quantity<Unit: MeasurementUnit>: Sendable, Hashable {
  /// The number of units.
  public var value: Double

  /// Creates an amount of `value` units.
  public init(_ value: Double) { self.value = value }

  /// No amount.
  public static var zero: Quantity { Quantity(0) }

  /// The sum of two amounts.
  public static func + (lhs: Quantity, rhs: Quantity) -> Quantity {
    Quantity(lhs.value + rhs.value)
  }

  /// The difference of two amounts.
  public static func - (lhs: Quantity, rhs: Quantity) -> Quantity {
    Quantity(lhs.value - rhs.value)
  }

  /// Adds an amount.
  public static func += (lhs: inout Quantity, rhs: Quantity) { lhs.value += rhs.value }

  /// `rhs` times the amount.
  public static func * (lhs: Quantity, rhs: Double) -> Quantity { Quantity(lhs.value * rhs) }

  /// `lhs` times the amount.
  public static func * (lhs: Double, rhs: Quantity) -> Quantity { Quantity(lhs * rhs.value) }

  /// The amount over a number.
  public static func / (lhs: Quantity, rhs: Double) -> Quantity { Quantity(lhs.value / rhs) }

  /// How many times the one amount is in the other.
  public static func / (lhs: Quantity, rhs: Quantity) -> Double { lhs.value / rhs.value }
}

extension Quantity: Comparable {
  /// Whether `lhs` is the smaller amount.
  public static func < (lhs: Quantity, rhs: Quantity) -> Bool { lhs.value < rhs.value }
}

extension Quantity: CustomStringConvertible {
  /// The number and the unit, as `700.0 W`.
  public var description: String { "\(value) \(Unit.symbol)" }
}

extension Quantity: Codable {
  /// Reads the bare number.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(Double.self))
  }

  /// Writes the bare number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}
