// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Bars that lie one below the other, each made of parts.
public struct StackedBarChart: Sendable {
  /// A bar.
  public struct Bar: Sendable {
    /// Its name.
    public var name: String
    /// Its parts in the order of ``StackedBarChart/parts``, none below zero.
    public var values: [Double]
    /// A mark across the bar, as a market price; nil for none.
    public var mark: Double?

    /// Creates a bar.
    public init(name: String, values: [Double], mark: Double? = nil) {
      self.name = name
      self.values = values
      self.mark = mark
    }
  }

  /// What the chart shows.
  public var title: String
  /// The names of the parts.
  public var parts: [String]
  /// The bars.
  public var bars: [Bar]

  /// Creates a chart.
  public init(title: String, parts: [String], bars: [Bar]) {
    self.title = title
    self.parts = parts
    self.bars = bars
  }

  /// The chart as an SVG element.
  ///
  /// - Complexity: O(n) in the number of parts.
  public var markup: String {
    let width = 720.0
    let (left, right, top, row) = (150.0, 20.0, 84.0, 34.0)
    let height = top + row * Double(bars.count) + 36
    var canvas = Canvas(width: width, height: height, title: title)
    canvas.text(title, (16, 20), size: 15, bold: true)
    // Two rows of names, so that six fit.
    let half = parts.count > 3 ? (parts.count + 1) / 2 : parts.count
    for (index, name) in parts.enumerated() {
      let place = (16 + Double(index % max(1, half)) * 230, 42 + Double(index / max(1, half)) * 18)
      canvas.box(
        x: place.0, y: place.1 - 10, width: 11, height: 11, colour: Palette.colour(index),
        tip: name)
      canvas.text(name, (place.0 + 16, place.1))
    }
    let largest = bars.map { max($0.values.reduce(0, +), $0.mark ?? 0) }.max() ?? 0
    let ticks = Ticks(from: 0, to: largest > 0 && largest.isFinite ? largest : 1, about: 6)
    let most = ticks.values.last ?? 1
    func x(_ value: Double) -> Double { left + value / most * (width - left - right) }
    for tick in ticks.values {
      canvas.line((x(tick), top), (x(tick), height - 30))
      canvas.text(ticks.text(tick), (x(tick), height - 14), anchor: .middle)
    }
    for (index, bar) in bars.enumerated() {
      let y = top + row * Double(index) + 6
      canvas.text(bar.name, (left - 10, y + 15), anchor: .end)
      var start = 0.0
      for (part, value) in bar.values.enumerated() where value > 0 && value.isFinite {
        let name = parts.indices.contains(part) ? parts[part] : ""
        canvas.box(
          x: x(start), y: y, width: x(start + value) - x(start), height: row - 12,
          colour: Palette.colour(part), tip: "\(bar.name), \(name): \(Ticks.fixed(value, 4))")
        start += value
      }
      if let mark = bar.mark, mark.isFinite {
        canvas.line((x(mark), y - 4), (x(mark), y + row - 8), faint: false)
      }
    }
    return canvas.markup
  }
}
