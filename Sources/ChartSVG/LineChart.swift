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

  /// What the chart shows.
  public var title: String
  /// What the axis is.
  public var xLabel: String
  /// The curves.
  public var series: [Series]
  /// Whether the axis of values begins at zero.
  public var startsAtZero: Bool

  /// Creates a chart.
  public init(title: String, xLabel: String, series: [Series], startsAtZero: Bool = true) {
    self.title = title
    self.xLabel = xLabel
    self.series = series
    self.startsAtZero = startsAtZero
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
    guard let least = all.map(\.x).min(), let most = all.map(\.x).max() else {
      canvas.text("nothing to draw", (left, top + 20))
      return canvas.markup
    }
    let values = all.map(\.y) + edges
    let floor = min(startsAtZero ? 0 : .infinity, values.min() ?? 0)
    let yTicks = Ticks(from: floor, to: values.max() ?? 1)
    let xTicks = Ticks(from: least, to: most, about: 8)
    let (yLow, yHigh) = (yTicks.values.first ?? 0, yTicks.values.last ?? 1)
    let span = most > least ? most - least : 1
    func x(_ value: Double) -> Double { left + (value - least) / span * (width - left - right) }
    func y(_ value: Double) -> Double {
      height - bottom - (value - yLow) / (yHigh - yLow) * (height - top - bottom)
    }
    for tick in yTicks.values {
      canvas.line((left, y(tick)), (width - right, y(tick)))
      canvas.text(yTicks.text(tick), (left - 8, y(tick) + 4), anchor: .end)
    }
    for tick in xTicks.values where tick >= least && tick <= most {
      canvas.line((x(tick), top), (x(tick), height - bottom))
      canvas.text(xTicks.text(tick), (x(tick), height - bottom + 18), anchor: .middle)
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
          tip: "\(curve.name): \(yTicks.text(dot.y)) at \(xTicks.text(dot.x))")
      }
    }
    return canvas.markup
  }
}
