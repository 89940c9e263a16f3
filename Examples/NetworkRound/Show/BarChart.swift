// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Two bars for each name, side by side.
struct BarChart {
  /// A pair of bars.
  struct Pair {
    let name: String
    /// Heights; only for drawing, the exact amounts stand in the labels.
    let heights: (Double, Double)
    let labels: (String, String)
  }

  let title: String
  let legend: (String, String)
  let pairs: [Pair]

  private let size = (width: 720.0, height: 300.0)
  private let frame = (left: 20.0, right: 20.0, top: 62.0, bottom: 34.0)

  var markup: String {
    var svg = SVG(width: size.width, height: size.height, title: title)
    svg.text(title, at: (frame.left, 20), size: 15, fill: "#223", bold: true)
    let tallest = pairs.flatMap { [$0.heights.0, $0.heights.1] }.max() ?? 0
    let plotHeight = size.height - frame.top - frame.bottom
    let slot = (size.width - frame.left - frame.right) / Double(Swift.max(pairs.count, 1))
    let barWidth = Swift.min(64, slot * 0.36)
    let floor = size.height - frame.bottom
    svg.line(
      from: (frame.left, floor), to: (size.width - frame.right, floor), stroke: Palette.axis)
    for (index, pair) in pairs.enumerated() {
      let middle = frame.left + slot * (Double(index) + 0.5)
      let bars = [
        (pair.heights.0, pair.labels.0, Palette.base, middle - barWidth - 2, legend.0),
        (pair.heights.1, pair.labels.1, Palette.ours, middle + 2, legend.1),
      ]
      for (value, label, colour, left, name) in bars {
        let height = tallest > 0 ? value / tallest * plotHeight : 0
        svg.bar(
          x: left, y: floor - height, width: barWidth, height: height, fill: colour,
          tip: "\(pair.name), \(name): \(label)")
        svg.text(
          label, at: (left + barWidth / 2, floor - height - 5), anchor: .middle, size: 10.5)
      }
      svg.text(pair.name, at: (middle, floor + 18), anchor: .middle, fill: "#223")
    }
    var left = frame.left
    for (name, colour) in [(legend.0, Palette.base), (legend.1, Palette.ours)] {
      svg.bar(x: left, y: 32, width: 12, height: 12, fill: colour, tip: name)
      svg.text(name, at: (left + 17, 42))
      left += 40 + Double(name.count) * 6.8
    }
    return svg.markup
  }
}
