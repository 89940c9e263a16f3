// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Numbers as people read them, the same on every machine and in every locale.
package enum Figures {
  /// `value` with `digits` digits after the point, halves away from zero; `—` where it is no number.
  ///
  /// - Precondition: `digits` is 0 to 15.
  package static func fixed(_ value: Double, _ digits: Int) -> String {
    precondition((0...15).contains(digits), "Digits are 0 to 15, not \(digits).")
    guard value.isFinite else { return value.isNaN ? "—" : value < 0 ? "−∞" : "∞" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 1e18 else { return "\(value)" }
    let units = UInt64(scaled)
    let sign = value < 0 && units > 0 ? "-" : ""
    guard digits > 0 else { return sign + "\(units)" }
    let unit = UInt64(scale)
    let fraction = "\(units % unit)"
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return sign + "\(units / unit).\(zeros)\(fraction)"
  }

  /// `value` with `digits` significant digits, without an exponent from 10⁻⁶ to 10¹⁵.
  package static func significant(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, 0) }
    let exponent = Int(Elementary.logarithm(value.magnitude) / Elementary.logarithm(10) + 1e-12)
    let place = value.magnitude < 1 ? -Int((1 / value.magnitude).logarithmCeil) : exponent
    let fraction = digits - 1 - place
    if fraction > 15 { return "\(value)" }
    return fixed(value, max(0, fraction))
  }

  /// `value` with a narrow space after every third digit before the point.
  package static func grouped(_ value: Double, _ digits: Int = 0) -> String {
    let text = fixed(value, digits)
    let parts = text.split(separator: ".", maxSplits: 1)
    guard let whole = parts.first, whole.allSatisfy({ $0.isNumber || $0 == "-" }) else {
      return text
    }
    var grouped = ""
    for (index, digit) in whole.enumerated() {
      let left = whole.count - index
      if index > 0, left % 3 == 0, grouped.last != "-" { grouped += " " }
      grouped.append(digit)
    }
    return parts.count > 1 ? grouped + "." + parts[1] : grouped
  }
}

extension Double {
  /// ⌈log₁₀⌉ of a number above 1.
  fileprivate var logarithmCeil: Double {
    (Elementary.logarithm(self) / Elementary.logarithm(10) - 1e-12).rounded(.up)
  }
}
