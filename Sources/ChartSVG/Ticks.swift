// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Where an axis is marked: at multiples of 1, 2 or 5 times a power of ten.
public struct Ticks: Sendable, Hashable {
  /// The marks, ascending.
  public let values: [Double]
  /// How far they are apart.
  public let step: Double
  /// The power of ten of the step: digits after the point are its negative.
  let exponent: Int

  /// Marks that cover a range: the first is not above its lower end, the last not below its upper.
  ///
  /// - Parameters:
  ///   - low: the lower end.
  ///   - high: the upper end; a range of no length, or of no numbers, is taken for one around it.
  ///   - count: about how many are wanted.
  /// - Complexity: O(`count`).
  public init(from low: Double, to high: Double, about count: Int = 5) {
    var (low, high) = (min(low, high), max(low, high))
    if !low.isFinite || !high.isFinite || low.magnitude > 1e15 || high.magnitude > 1e15 {
      (low, high) = (0, 1)
    }
    if high - low < 1e-12 * max(1e-3, high.magnitude) {
      let room = max(high.magnitude, 1e-3) / 2
      (low, high) = (low - room, high + room)
    }
    let rough = (high - low) / Double(max(1, count))
    var exponent = 0
    var power = 1.0
    while power * 10 <= rough { (power, exponent) = (power * 10, exponent + 1) }
    while power > rough { (power, exponent) = (power / 10, exponent - 1) }
    let factor = rough / power
    let multiple = factor <= 1.000_001 ? 1.0 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10
    // Whole multiples divided by a whole power are exact in their last digit; products are not.
    func value(_ index: Int) -> Double {
      var scale = 1.0
      for _ in 0..<exponent.magnitude { scale *= 10 }
      let whole = Double(index) * multiple
      return exponent < 0 ? whole / scale : whole * scale
    }
    step = value(1)
    let first = Int((low / step + 1e-9).rounded(.down))
    let last = max(first + 1, Int((high / step - 1e-9).rounded(.up)))
    values = (first...last).map(value)
    self.exponent = multiple == 10 ? exponent + 1 : exponent
  }

  /// A mark's text with as many digits as the step needs, thousands as k, M, G and T.
  public func text(_ value: Double) -> String {
    let largest = max(values.first.map(\.magnitude) ?? 0, values.last.map(\.magnitude) ?? 0)
    for (limit, power, suffix) in [(1e12, 12, "T"), (1e9, 9, "G"), (1e6, 6, "M"), (1e4, 3, "k")]
    where largest >= limit {
      var scale = 1.0
      for _ in 0..<power { scale *= 10 }
      return value == 0 ? "0" : Self.fixed(value / scale, max(0, power - exponent)) + suffix
    }
    return Self.fixed(value, max(0, -exponent))
  }

  /// The text of a mark that stands alone: digits as its power of ten needs, thousands as k, M, G, T.
  static func short(_ value: Double, exponent: Int) -> String {
    for (power, suffix) in [(12, "T"), (9, "G"), (6, "M"), (3, "k")] where exponent >= power {
      var scale = 1.0
      for _ in 0..<power { scale *= 10 }
      return fixed(value / scale, 0) + suffix
    }
    return fixed(value, max(0, -exponent))
  }

  /// `value` with `digits` digits after the point, at most 12.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    let digits = min(digits, 12)
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 1e18 else { return "\(value)" }
    let (whole, rest) = UInt64(scaled).quotientAndRemainder(dividingBy: UInt64(scale))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return sign + "\(whole)" }
    let fraction = "\(rest)"
    return sign + "\(whole)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
