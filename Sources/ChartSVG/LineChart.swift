// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Curves over a common axis, each with a band around it where it has one.
public struct LineChart: Sendable {
  /// A point of a curve.
  public struct Point: Sendable, Hashable {
    /// Where on the axis.
    public var x: Double
    /// The value; nothing is drawn where it is no number.
    public var y: Double

    /// Creates a point.
    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// A curve.
  public struct Series: Sendable {
    /// Its name.
    public var name: String
    /// Its points, ascending in x.
    public var points: [Point]
    /// The lower edge of a band, a value for each point; empty for none.
    public var low: [Double]
    /// The upper edge of the band.
    public var high: [Double]
    /// Points measured elsewhere, drawn as dots.
    public var dots: [Point]

    /// Creates a curve.
    public init(
      name: String, points: [Point], low: [Double] = [], high: [Double] = [], dots: [Point] = []
    ) {
      self.name = name
      self.points = points
      self.low = low
      self.high = high
      self.dots = dots
    }
  }

  /// A place on the axis that matters, as where a target was reached.
  public struct Mark: Sendable, Hashable {
    /// Where on the axis.
    public var x: Double
    /// What it is.
    public var label: String
    /// The curve it belongs to, whose colour it takes.
    public var series: Int

    /// Creates a mark.
    public init(x: Double, label: String, series: Int) {
      self.x = x
      self.label = label
      self.series = series
    }
  }

  /// What the chart shows.
  public var title: String
  /// What the axis is.
  public var xLabel: String
  /// The curves.
  public var series: [Series]
  /// Whether the axis of values begins at zero.
  public var startsAtZero: Bool
  /// How the axis spreads its values.
  public var xScale: Scale
  /// Places on the axis, as broken lines.
  public var marks: [Mark]

  /// Creates a chart.
  public init(
    title: String, xLabel: String, series: [Series], startsAtZero: Bool = true,
    xScale: Scale = .linear, marks: [Mark] = []
  ) {
    self.title = title
    self.xLabel = xLabel
    self.series = series
    self.startsAtZero = startsAtZero
    self.xScale = xScale
    self.marks = marks
  }

  /// The chart as an SVG element.
  ///
  /// - Complexity: O(n) in the number of points.
  public var markup: String {
    let (width, height) = (720.0, 320.0)
    let (left, right, top, bottom) = (64.0, 16.0, 56.0, 44.0)
    var canvas = Canvas(width: width, height: height, title: title)
    canvas.text(title, (left, 20), size: 15, bold: true)
    let all = series.flatMap { $0.points + $0.dots }.filter { $0.x.isFinite && $0.y.isFinite }
    let edges = series.flatMap { $0.low + $0.high }.filter(\.isFinite)
    if all.isEmpty {
      canvas.text("nothing to draw", (left, top + 20))
      return canvas.markup
    }
    let values = all.map(\.y) + edges
    let floor = min(startsAtZero ? 0 : .infinity, values.min() ?? 0)
    let yTicks = Ticks(from: floor, to: values.max() ?? 1)
    let marks = marks.filter { $0.x.isFinite }
    let axis = Axis(xScale, over: all.map(\.x) + marks.map(\.x))
    let (yLow, yHigh) = (yTicks.values.first ?? 0, yTicks.values.last ?? 1)
    func x(_ value: Double) -> Double { left + axis.place(value) * (width - left - right) }
    func y(_ value: Double) -> Double {
      height - bottom - (value - yLow) / (yHigh - yLow) * (height - top - bottom)
    }
    for tick in yTicks.values {
      canvas.line((left, y(tick)), (width - right, y(tick)))
      canvas.text(yTicks.text(tick), (left - 8, y(tick) + 4), anchor: .end)
    }
    for tick in axis.marks {
      canvas.line((x(tick.value), top), (x(tick.value), height - bottom))
      canvas.text(tick.text, (x(tick.value), height - bottom + 18), anchor: .middle)
    }
    canvas.text(xLabel, (width - right, height - 6), anchor: .end)
    canvas.legend(series.map(\.name), at: (left, 42))
    for (index, curve) in series.enumerated() {
      let colour = Palette.colour(index)
      if curve.low.count == curve.points.count, curve.high.count == curve.points.count {
        let upper = zip(curve.points, curve.high).map { (x($0.x), y($1)) }
        let lower = zip(curve.points, curve.low).map { (x($0.x), y($1)) }
        canvas.area(upper + lower.reversed(), colour: colour, tip: "\(curve.name), band")
      }
      // A value that is no number interrupts the curve.
      for part in curve.points.split(whereSeparator: { !$0.y.isFinite || !$0.x.isFinite }) {
        canvas.polyline(part.map { (x($0.x), y($0.y)) }, colour: colour, tip: curve.name)
      }
      for dot in curve.dots where dot.x.isFinite && dot.y.isFinite {
        canvas.dot(
          (x(dot.x), y(dot.y)), colour: colour,
          tip: "\(curve.name): \(yTicks.text(dot.y)) at \(axis.text(dot.x))")
      }
    }
    for (row, mark) in marks.enumerated() {
      let colour = Palette.colour(max(0, mark.series))
      canvas.brokenLine((x(mark.x), top), (x(mark.x), height - bottom), colour: colour)
      // On the side that has room, where the curve is not, each a line further than the last.
      let isLeft = axis.place(mark.x) > 0.5
      let end = series.indices.contains(mark.series) ? series[mark.series].points.last?.y : nil
      let isHigh = end.map { y($0) < (top + height - bottom) / 2 } ?? false
      let line = 15 * Double(row)
      canvas.text(
        mark.label,
        (x(mark.x) + (isLeft ? -5 : 5), isHigh ? height - bottom - 8 - line : top + 12 + line),
        anchor: isLeft ? .end : .start, bold: true, colour: colour)
    }
    return canvas.markup
  }
}
