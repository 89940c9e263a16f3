// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

extension ExactDecimal: LosslessStringConvertible {
  /// As few digits as keep the value: `-2.69`, `15`.
  public var description: String {
    (isNegative ? "-" : "") + TokenAmount.format(magnitude, decimals: Self.fractionDigits)
  }

  /// Reads what ``init(parsing:)`` reads; nil where that throws.
  public init?(_ text: String) {
    guard let value = try? ExactDecimal(parsing: text) else { return nil }
    self = value
  }

  /// Reads `2.69`, `-15`, `.5`: digits, at most one point, at most 18 digits after it that are not
  /// zero, one minus before them. No exponent.
  ///
  /// - Throws: ``EconomicsError/amountText(_:)`` or ``EconomicsError/amountOverflow(operation:)``.
  /// - Complexity: O(n) for n digits.
  public init(parsing text: String) throws(EconomicsError) {
    let isNegative = text.hasPrefix("-")
    let magnitude: UInt256
    do throws(AmountError) {
      magnitude = try TokenAmount.parse(
        isNegative ? String(text.dropFirst()) : text, decimals: Self.fractionDigits)
    } catch {
      throw .amountText(text)
    }
    try self.init(
      magnitude: magnitude, isNegative: isNegative, operation: "reading \"\(text.prefix(80))\"")
  }

  /// The number with `digits` digits after the point, rounded half to even, for people to read.
  ///
  /// - Precondition: `digits` is 0 to 18.
  public func text(digits: Int) -> String {
    // Only a refused excess throws, and none is refused here.
    let text =
      try? TokenAmount.format(
        magnitude, decimals: Self.fractionDigits, fractionDigits: digits, excess: .roundHalfEven,
        style: .fixed)
    let shown = text ?? description
    let isZero = shown.allSatisfy { $0 == "0" || $0 == "." }
    return (isNegative && !isZero ? "-" : "") + shown
  }
}

extension ExactDecimal: Codable {
  /// Reads the text that ``description`` gives.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do {
      self = try ExactDecimal(parsing: text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Writes ``description``.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
