// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// An exact, unrounded number of base units: whole + remainder/divisor.
///
/// Kept in three parts because a budget times a weight may need more than the 256 bits of a single
/// fraction's numerator.
public struct ExactAmount: Sendable, Hashable {
  /// The whole units.
  public let whole: UInt256
  /// What is left over, in parts of ``divisor``; less than that.
  public let remainder: UInt256
  /// The parts of one unit, not zero.
  public let divisor: UInt256

  /// Nothing.
  static let zero = ExactAmount(whole: .zero, remainder: .zero, divisor: 1)

  private init(whole: UInt256, remainder: UInt256, divisor: UInt256) {
    self.whole = whole
    self.remainder = remainder
    self.divisor = divisor
  }

  /// The part of `amount` that `weight` out of `total` gets.
  ///
  /// - Throws: ``RewardsError/arithmetic(_:)`` where `total` is zero.
  init(share weight: UInt256, of total: UInt256, in amount: UInt256) throws(RewardsError) {
    let parts = try checked { () throws(ArithmeticError) in
      try UInt256.mulDivRemainder(amount, weight, total)
    }
    self.init(whole: parts.quotient, remainder: parts.remainder, divisor: total)
  }

  /// Takes three parts, or nil where they are no such number.
  init?(checking whole: UInt256, remainder: UInt256, divisor: UInt256) {
    guard remainder < divisor else { return nil }
    self.init(whole: whole, remainder: remainder, divisor: divisor)
  }

  /// What is left over as a reduced fraction below one.
  ///
  /// - Complexity: O(1).
  public var fraction: Ratio {
    // The divisor is above the remainder, so it is not zero.
    (try? Ratio(remainder, divisor)) ?? .zero
  }

  /// The whole number as one reduced fraction.
  ///
  /// - Throws: ``RewardsError/arithmetic(_:)`` where its numerator does not fit into 256 bits.
  /// - Complexity: O(1).
  public func ratio() throws(RewardsError) -> Ratio {
    let (whole, fraction) = (whole, fraction)
    return try checked { () throws(ArithmeticError) in try Ratio(whole, 1).adding(fraction) }
  }

  /// All three parts, where two numbers are equal and their parts are not.
  var partsText: String { "\(whole) + \(remainder)/\(divisor)" }

  /// Numerator and denominator of ``ratio()``; nil where the numerator does not fit. What is left over is
  /// reduced already, so the sum is.
  package var reducedParts: (numerator: UInt256, denominator: UInt256)? {
    let fraction = fraction
    let (product, isOver) = whole.multipliedReportingOverflow(by: fraction.denominator)
    let (numerator, isBeyond) = product.addingReportingOverflow(fraction.numerator)
    return isOver || isBeyond ? nil : (numerator, fraction.denominator)
  }

  /// A decimal number for people, cut off after `fractionDigits` digits.
  ///
  /// - Precondition: `fractionDigits` is not negative.
  public func decimalText(fractionDigits: Int) -> String {
    let digits = fraction.decimalText(fractionDigits: fractionDigits)
    // "0.375" without its "0": the fraction is below one.
    return whole.description + digits.dropFirst()
  }
}

extension ExactAmount: CustomStringConvertible {
  /// One fraction as `9/2`, or `whole + fraction` where one fraction does not fit.
  public var description: String {
    (try? ratio())?.description ?? "\(whole) + \(fraction)"
  }
}

extension ExactAmount: Codable {
  private enum Key: String, CodingKey {
    case whole, remainder, divisor
  }

  /// Reads the three parts; refuses a remainder that is not below the divisor.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let whole = try container.decode(UInt256.self, forKey: .whole)
    let remainder = try container.decode(UInt256.self, forKey: .remainder)
    let divisor = try container.decode(UInt256.self, forKey: .divisor)
    guard let value = ExactAmount(checking: whole, remainder: remainder, divisor: divisor) else {
      throw DecodingError.dataCorruptedError(
        forKey: .remainder, in: container,
        debugDescription: "The remainder \(remainder) is not below the divisor \(divisor).")
    }
    self = value
  }

  /// Writes the three parts.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(whole, forKey: .whole)
    try container.encode(remainder, forKey: .remainder)
    try container.encode(divisor, forKey: .divisor)
  }
}
