// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Curves over time, the time axis logarithmic: a run that takes a tenth of another stays readable.
struct LineChart {
  /// One curve.
  struct Series {
    let name: String
    let colour: String
    /// Seconds and values. A point at zero seconds is drawn at the left edge.
    let points: [(seconds: Double, value: Double)]
    /// Where the target was reached.
    let reached: Double?
  }

  /// An edge of the chart.
  enum Room {
    case top, bottom
  }

  let title: String
  let valueLabel: String
  /// Where curves leave room for the target's label.
  let room: Room
  let series: [Series]

  private let size = (width: 720.0, height: 340.0)
  private let frame = (left: 56.0, right: 20.0, top: 54.0, bottom: 46.0)

  var markup: String {
    var svg = SVG(width: size.width, height: size.height, title: title)
    let times = series.flatMap(\.points).map(\.seconds).filter { $0 > 0 }
    let values = series.flatMap(\.points).map(\.value).filter(\.isFinite)
    guard let shortest = times.min(), let longest = times.max(), let highest = values.max(),
      highest > 0
    else {
      svg.text("nothing to draw", at: (20, 40))
      return svg.markup
    }
    let low = Foundation.log10(shortest / 1.6)
    let high = Swift.max(Foundation.log10(longest * 1.15), low + 0.2)
    let plotWidth = size.width - frame.left - frame.right
    let plotHeight = size.height - frame.top - frame.bottom
    func x(_ seconds: Double) -> Double {
      guard seconds > 0 else { return frame.left }
      return frame.left + (Foundation.log10(seconds) - low) / (high - low) * plotWidth
    }
    let ceiling = niceCeiling(highest)
    func y(_ value: Double) -> Double {
      frame.top + (1 - Swift.min(value, ceiling) / ceiling) * plotHeight
    }

    svg.text(title, at: (frame.left, 20), size: 15, fill: "#223", bold: true)
    for tick in 0...4 {
      let value = ceiling * Double(tick) / 4
      svg.line(
        from: (frame.left, y(value)), to: (size.width - frame.right, y(value)),
        stroke: Palette.faint)
      svg.text(
        String(format: "%.3g", value), at: (frame.left - 8, y(value) + 4), anchor: .end)
    }
    for seconds in ticks(low, high) {
      svg.line(
        from: (x(seconds), frame.top), to: (x(seconds), size.height - frame.bottom),
        stroke: Palette.faint)
      svg.text(
        String(format: "%g s", seconds), at: (x(seconds), size.height - frame.bottom + 18),
        anchor: .middle)
    }
    svg.text(
      "training time, logarithmic", at: (size.width - frame.right, size.height - 8),
      anchor: .end)
    svg.text(valueLabel, at: (frame.left - 44, frame.top - 12))

    var legend = frame.left + 110
    for curve in series {
      if let reached = curve.reached {
        svg.line(
          from: (x(reached), frame.top), to: (x(reached), size.height - frame.bottom),
          stroke: curve.colour, dashed: true)
        svg.text(
          String(format: "target %.3g s", reached),
          at: (x(reached) - 5, room == .top ? frame.top + 12 : size.height - frame.bottom - 10),
          anchor: .end, fill: curve.colour, bold: true)
      }
      svg.polyline(curve.points.map { (x($0.seconds), y($0.value)) }, stroke: curve.colour)
      if curve.points.count < 60 {
        for point in curve.points {
          svg.circle(
            (x(point.seconds), y(point.value)), radius: 2.8, fill: curve.colour,
            tip: String(format: "%@: %.4g at %.3f s", curve.name, point.value, point.seconds))
        }
      }
      svg.bar(
        x: legend, y: frame.top - 22, width: 12, height: 12, fill: curve.colour, tip: curve.name)
      svg.text(curve.name, at: (legend + 17, frame.top - 12))
      legend += 34 + Double(curve.name.count) * 6.6
    }
    return svg.markup
  }

  private func ticks(_ low: Double, _ high: Double) -> [Double] {
    var ticks: [Double] = []
    for decade in Int(low.rounded(.down))...Int(high.rounded(.up)) {
      for step in [1.0, 2, 5] {
        let seconds = step * Foundation.pow(10, Double(decade))
        let place = Foundation.log10(seconds)
        if place >= low && place <= high { ticks.append(seconds) }
      }
    }
    return ticks
  }

  private func niceCeiling(_ value: Double) -> Double {
    let decade = Foundation.pow(10, Foundation.log10(value).rounded(.down))
    for step in [1.0, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10] where step * decade >= value {
      return step * decade
    }
    return 10 * decade
  }
}
