// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How an axis spreads its values.
public enum Scale: Sendable, Hashable {
  /// Equal steps are equally far apart.
  case linear
  /// Equal factors are equally far apart: a value that is a tenth of another stays readable. What is
  /// not above zero lies at the lower end.
  case logarithmic
}

/// An axis over a range: where on it a value lies, and where it is marked.
struct Axis {
  private let scale: Scale
  private let low: Double
  private let span: Double
  /// The marks that lie in the range, with their texts.
  let marks: [(value: Double, text: String)]
  private let ticks: Ticks

  /// - Parameters:
  ///   - scale: linear or logarithmic; without a value above zero it is linear.
  ///   - values: what has to fit, numbers only.
  init(_ scale: Scale, over values: [Double]) {
    let above = values.filter { $0 > 0 }
    guard scale == .logarithmic, let least = above.min(), let most = above.max() else {
      let (least, most) = (values.min() ?? 0, values.max() ?? 1)
      let ticks = Ticks(from: least, to: most, about: 8)
      self.ticks = ticks
      self.scale = .linear
      low = least
      span = most > least ? most - least : 1
      marks = ticks.values.filter { $0 >= least && $0 <= most }.map { ($0, ticks.text($0)) }
      return
    }
    self.scale = .logarithmic
    ticks = Ticks(from: 0, to: least)
    low = Self.log10(least)
    span = max(Self.log10(most) - low, 0.2)
    var marks: [(value: Double, text: String)] = []
    let (first, last) = (Int(low.rounded(.down)), Int((low + span).rounded(.up)))
    // Beyond three decades the powers of ten are enough.
    let steps: [Double] = last - first <= 3 ? [1, 2, 5] : [1]
    for decade in first...max(first, last) {
      var power = 1.0
      for _ in 0..<decade.magnitude { power *= 10 }
      for step in steps {
        let value = decade < 0 ? step / power : step * power
        let place = Self.log10(value)
        guard place >= low - 1e-9, place <= low + span + 1e-9 else { continue }
        marks.append((value, Ticks.short(value, exponent: decade)))
      }
    }
    self.marks = marks
  }

  /// Where a value lies: 0 at the lower end, 1 at the upper.
  func place(_ value: Double) -> Double {
    switch scale {
    case .linear: (value - low) / span
    case .logarithmic: value > 0 ? max(0, (Self.log10(value) - low) / span) : 0
    }
  }

  /// A value's text, for a tip.
  func text(_ value: Double) -> String {
    scale == .linear ? ticks.text(value) : Ticks.fixed(value, 3)
  }

  /// The logarithm of a number above zero, the same on every machine: twice the area tangent of
  /// (m − 1) / (m + 1), whose series falls by at least 9 from term to term.
  static func log10(_ value: Double) -> Double {
    let mantissa = value.significand
    let ratio = (mantissa - 1) / (mantissa + 1)
    var (power, sum) = (ratio, 0.0)
    for odd in stride(from: 1.0, through: 35, by: 2) {
      sum += power / odd
      power *= ratio * ratio
    }
    let natural = 2 * sum + Double(value.exponent) * 0.693_147_180_559_945_3
    return natural / 2.302_585_092_994_046
  }
}
