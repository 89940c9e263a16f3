// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How NumPy (2.4, `numpy/_core/arrayprint.py`) writes the floating-point numbers of one array: as few
/// digits as tell them apart in their type, at most 8 behind the point, all aligned.
struct NumberFormat {
  private static let precision = 8

  /// One number with its shortest digits.
  struct Number {
    let value: Double
    let shortest: Decimal

    init(_ value: Double, _ text: String) {
      self.value = value
      shortest = value.isFinite ? Decimal(text) : Decimal(0, fractionDigits: 0)
    }

    /// Swift writes every digit of a whole number of this type, NumPy the shortest text.
    init(_ half: Float16) {
      value = Double(half)
      shortest =
        half.isFinite && half != 0
        ? Decimal(shortest: value.magnitude) { Double($0).map { Float16($0) } == half.magnitude }
        : Decimal(0, fractionDigits: 0)
    }

    /// Digits behind the point of the scientific notation.
    var scientificFraction: Int { Swift.max(shortest.digits.count - 1, 0) }
    /// Digits behind the point of the ordinary notation.
    var positionalFraction: Int { Swift.max(shortest.digits.count - shortest.point, 0) }
    var sign: String { value.sign == .minus ? "-" : "" }
  }

  private var isScientific = false
  private var fractionDigits = 0
  private var exponentDigits = 2
  /// Letters before the point, and from the point on.
  private var before = 0
  private var behind = 0

  init(_ numbers: [Number], dtype: DType) {
    let finite = numbers.filter(\.value.isFinite)
    let magnitudes = finite.map(\.value.magnitude).filter { $0 != 0 }
    if let largest = magnitudes.max(), let smallest = magnitudes.min() {
      isScientific =
        largest >= NumberFormat.cutoff(dtype) || smallest < NumberFormat.rounded(1e-4, dtype)
        || NumberFormat.rounded(largest / smallest, dtype) > 1000
    }
    if isScientific {
      let parts = finite.map { NumberFormat.scientific($0, digits: nil) }
      fractionDigits = parts.map(\.fraction.count).max() ?? 0
      exponentDigits = parts.map { String($0.exponent.magnitude).count }.max() ?? 2
      exponentDigits = Swift.max(exponentDigits, 2)
      before = parts.map(\.whole.count).max() ?? 0
      behind = fractionDigits + exponentDigits + 2
    } else {
      let parts = finite.map(NumberFormat.positional)
      before = parts.map(\.whole.count).max() ?? 0
      behind = parts.map(\.fraction.count).max() ?? 0
    }
    if finite.count < numbers.count {
      let isBelow = numbers.contains { $0.value == -.infinity }
      before = Swift.max(before, 3 - behind - 1, isBelow ? 4 - behind - 1 : 0)
    }
  }

  /// From here on numbers are written with exponents.
  private static func cutoff(_ dtype: DType) -> Double {
    switch dtype {
    case .float64: 1e8
    case .float32: 1e6
    default: 1e3
    }
  }

  /// NumPy compares in the type of the numbers.
  private static func rounded(_ value: Double, _ dtype: DType) -> Double {
    switch dtype {
    case .float64: value
    case .float32: Double(Float(value))
    case .bfloat16: Double(BFloat16(Float(value)))
    default: Double(Float16(value))
    }
  }

  /// The number, padded to the width of all.
  func text(_ number: Number) -> String {
    let width = before + behind + 1
    if number.value.isNaN { return "nan".padded(to: width) }
    if number.value.isInfinite { return (number.sign + "inf").padded(to: width) }
    if isScientific {
      let parts = NumberFormat.scientific(number, digits: fractionDigits)
      let exponent = String(parts.exponent.magnitude)
      return parts.whole.padded(to: before) + "." + parts.fraction
        + (parts.exponent < 0 ? "e-" : "e+")
        + String(repeating: "0", count: exponentDigits - exponent.count) + exponent
    }
    let parts = NumberFormat.positional(number)
    return parts.whole.padded(to: before) + "." + parts.fraction
      + String(repeating: " ", count: behind - parts.fraction.count)
  }

  /// A number by itself, with all digits that tell it apart.
  static func alone(_ number: Number, dtype: DType) -> String {
    if number.value.isNaN { return "nan" }
    if number.value.isInfinite { return number.sign + "inf" }
    let magnitude = number.value.magnitude
    let cutoff = dtype == .float64 ? 1e16 : cutoff(dtype)
    if magnitude == 0 || (1e-4..<cutoff).contains(magnitude) {
      let parts = split(number.shortest)
      return number.sign + parts.whole + "." + (parts.fraction.isEmpty ? "0" : parts.fraction)
    }
    let digits = number.shortest.digits.map { "\($0)" }
    let exponent = number.shortest.point - 1
    let power = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
    return number.sign + digits[0] + (digits.count > 1 ? "." : "")
      + digits.dropFirst().joined() + (exponent < 0 ? "e-" : "e+") + power
  }

  private static func positional(_ number: Number) -> (whole: String, fraction: String) {
    let decimal =
      number.positionalFraction <= precision
      ? number.shortest : Decimal(number.value, fractionDigits: precision)
    let parts = split(decimal)
    return (number.sign + parts.whole, parts.fraction)
  }

  private static func split(_ decimal: Decimal) -> (whole: String, fraction: String) {
    let digits = decimal.digits
    if decimal.point <= 0 {
      let zeros = digits.isEmpty ? 0 : -decimal.point
      return ("0", String(repeating: "0", count: zeros) + digits.map { "\($0)" }.joined())
    }
    let whole = digits.prefix(decimal.point).map { "\($0)" }.joined()
    return (
      whole + String(repeating: "0", count: Swift.max(decimal.point - digits.count, 0)),
      digits.dropFirst(decimal.point).map { "\($0)" }.joined()
    )
  }

  /// - Parameter digits: behind the point; `nil` for as few as needed.
  private static func scientific(
    _ number: Number, digits: Int?
  ) -> (whole: String, fraction: String, exponent: Int) {
    if number.value == 0 {
      return (number.sign + "0", String(repeating: "0", count: digits ?? 0), 0)
    }
    // Beyond the shortest digits follow those of the exact value, not zeros.
    let wanted = digits ?? Swift.min(number.scientificFraction, precision)
    let decimal =
      wanted == number.scientificFraction
      ? number.shortest : Decimal(number.value, significantDigits: wanted + 1)
    var fraction = decimal.digits.dropFirst().map { "\($0)" }.joined()
    if let digits {
      fraction += String(repeating: "0", count: Swift.max(digits - fraction.count, 0))
    }
    return (number.sign + "\(decimal.digits[0])", fraction, decimal.point - 1)
  }
}

extension String {
  /// Spaces, and this text.
  func padded(to width: Int) -> String {
    String(repeating: " ", count: Swift.max(width - count, 0)) + self
  }
}
