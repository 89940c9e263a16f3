// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How far a result moves as each input goes through its range: the widest bar first.
public struct TornadoChart: Sendable {
  /// An input.
  public struct Bar: Sendable {
    /// Its name.
    public var name: String
    /// The result at the lower end of its range, and what that end is.
    public var low: (value: Double, label: String)
    /// The result at the upper end.
    public var high: (value: Double, label: String)

    /// Creates a bar.
    public init(
      name: String, low: (value: Double, label: String), high: (value: Double, label: String)
    ) {
      self.name = name
      self.low = low
      self.high = high
    }
  }

  /// What the chart shows.
  public var title: String
  /// The result as things are.
  public var base: Double
  /// The inputs.
  public var bars: [Bar]

  /// Creates a chart.
  public init(title: String, base: Double, bars: [Bar]) {
    self.title = title
    self.base = base
    self.bars = bars
  }

  /// The chart as an SVG element.
  ///
  /// - Complexity: O(n log n) in the number of inputs.
  public var markup: String {
    let width = 720.0
    let (left, right, top, row) = (170.0, 60.0, 44.0, 30.0)
    let drawn =
      bars
      .filter { $0.low.value.isFinite && $0.high.value.isFinite }
      .sorted {
        ($0.high.value - $0.low.value).magnitude > ($1.high.value - $1.low.value).magnitude
      }
    let height = top + row * Double(drawn.count) + 36
    var canvas = Canvas(width: width, height: height, title: title)
    canvas.text(title, (16, 20), size: 15, bold: true)
    let values = drawn.flatMap { [$0.low.value, $0.high.value] } + [base]
    let ticks = Ticks(from: values.min() ?? 0, to: values.max() ?? 1, about: 6)
    let (least, most) = (ticks.values.first ?? 0, ticks.values.last ?? 1)
    func x(_ value: Double) -> Double {
      left + (value - least) / (most - least) * (width - left - right)
    }
    for tick in ticks.values {
      canvas.line((x(tick), top), (x(tick), height - 30))
      canvas.text(ticks.text(tick), (x(tick), height - 14), anchor: .middle)
    }
    for (index, bar) in drawn.enumerated() {
      let y = top + row * Double(index) + 4
      canvas.text(bar.name, (left - 44, y + 15), anchor: .end)
      for (end, colour) in [(bar.low, 0), (bar.high, 1)] {
        let (from, to) = (min(x(base), x(end.value)), max(x(base), x(end.value)))
        canvas.box(
          x: from, y: y, width: to - from, height: row - 10, colour: Palette.colour(colour),
          tip: "\(bar.name) \(end.label): \(Ticks.fixed(end.value, 4))")
        let isLeft = x(end.value) <= x(base)
        canvas.text(
          end.label, (x(end.value) + (isLeft ? -4 : 4), y + 15), anchor: isLeft ? .end : .start,
          size: 11)
      }
    }
    canvas.line((x(base), top - 4), (x(base), height - 30), faint: false)
    return canvas.markup
  }
}
