// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Ratio: LosslessStringConvertible {
  /// `3/2`, or `15` where the fraction is whole.
  public var description: String {
    denominator == .one ? "\(numerator)" : "\(numerator)/\(denominator)"
  }

  /// Reads `3/2`, `15` or `1.5`; a fraction that is not in lowest terms is reduced.
  ///
  /// - Returns: nil where the text is anything else; use ``init(parsing:)`` to learn why.
  /// - Complexity: O(n) for n digits.
  public init?(_ text: String) {
    guard let value = try? Ratio(parsing: text) else { return nil }
    self = value
  }

  /// Reads `3/2`, `15` or `1.5`; a fraction that is not in lowest terms is reduced.
  ///
  /// No sign, no space, no exponent; digits stand on both sides of the stroke and of the point.
  ///
  /// - Throws: ``NumberTextError`` where the text is anything else, the denominator is zero or a
  ///   part, as it is written, exceeds 256 bits.
  /// - Complexity: O(n) for n digits.
  public init(parsing text: String) throws(NumberTextError) {
    let bytes = text.utf8
    let (top, bottom): (UInt256, UInt256)
    do throws(DecimalDigits.Failure) {
      if let stroke = bytes.firstIndex(of: 0x2F) {
        top = try Ratio.digits(bytes[..<stroke])
        bottom = try Ratio.digits(bytes[bytes.index(after: stroke)...])
      } else if let point = bytes.firstIndex(of: 0x2E) {
        let fraction = bytes[bytes.index(after: point)...]
        let whole = try Ratio.digits(bytes[..<point])
        top = try Ratio.digits(fraction, after: whole)
        // 10⁷⁷ is the greatest power of ten below 2²⁵⁶.
        guard fraction.count <= 77 else { throw .overflow }
        bottom = UInt256.powerOfTen(fraction.count)
      } else {
        top = try Ratio.digits(bytes[...])
        bottom = .one
      }
    } catch {
      switch error {
      case .syntax: throw .syntax(text: text)
      case .overflow: throw .overflow(text: text)
      }
    }
    do throws(ArithmeticError) {
      try self.init(top, bottom)
    } catch {
      throw .zeroDenominator(text: text)
    }
  }

  private static func digits(
    _ bytes: Substring.UTF8View, after start: UInt256 = .zero
  ) throws(DecimalDigits.Failure) -> UInt256 {
    guard !bytes.isEmpty else { throw .syntax }
    return try DecimalDigits.read(bytes, after: start)
  }

  /// The value as a decimal number for people, cut off (rounded down) after `fractionDigits`
  /// digits.
  ///
  /// - Complexity: O(`fractionDigits`).
  /// - Precondition: `fractionDigits` is not negative.
  public func decimalText(fractionDigits: Int) -> String {
    precondition(fractionDigits >= 0, "Fraction digits are not negative: \(fractionDigits).")
    var (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    var text = "\(whole)"
    if fractionDigits == 0 { return text }
    text += "."
    for _ in 0..<fractionDigits {
      // Ten times what is left over the denominator is a digit, whatever their size.
      let tenfold = rest.multipliedFullWidth(by: 10)
      (whole, rest) = denominator.dividingFullWidth(tenfold)
      text += "\(whole)"
    }
    return text
  }
}

extension Ratio: Codable {
  /// Reads the text that ``description`` gives.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do {
      self = try Ratio(parsing: text)
    } catch {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: error.description)
    }
  }

  /// Writes ``description``.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
