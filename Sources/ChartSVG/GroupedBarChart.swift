// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Bars that stand side by side, a group for each name: what was beside what is.
public struct GroupedBarChart: Sendable {
  /// A bar of a group.
  public struct Bar: Sendable {
    /// Its height, not below zero; only for drawing.
    public var value: Double
    /// What stands above it.
    public var label: String

    /// Creates a bar.
    public init(value: Double, label: String) {
      self.value = value
      self.label = label
    }
  }

  /// The bars of one name.
  public struct Group: Sendable {
    /// The name.
    public var name: String
    /// The bars in the order of ``GroupedBarChart/parts``.
    public var bars: [Bar]

    /// Creates a group.
    public init(name: String, bars: [Bar]) {
      self.name = name
      self.bars = bars
    }
  }

  /// What the chart shows.
  public var title: String
  /// The names of the bars of each group.
  public var parts: [String]
  /// The groups from left to right.
  public var groups: [Group]

  /// Creates a chart.
  public init(title: String, parts: [String], groups: [Group]) {
    self.title = title
    self.parts = parts
    self.groups = groups
  }

  /// The chart as an SVG element.
  ///
  /// - Complexity: O(n) in the number of bars.
  public var markup: String {
    let (width, height) = (720.0, 300.0)
    let (left, right, top, bottom) = (20.0, 20.0, 62.0, 34.0)
    var canvas = Canvas(width: width, height: height, title: title)
    canvas.text(title, (left, 20), size: 15, bold: true)
    canvas.legend(parts, at: (left, 42))
    let heights = groups.flatMap(\.bars).map(\.value).filter { $0 > 0 && $0.isFinite }
    let tallest = heights.max() ?? 1
    let slot = (width - left - right) / Double(max(groups.count, 1))
    let most = Double(max(groups.map(\.bars.count).max() ?? 1, 1))
    let bar = min(64, slot * 0.76 / most)
    let floor = height - bottom
    canvas.line((left, floor), (width - right, floor), faint: false)
    for (index, group) in groups.enumerated() {
      let middle = left + slot * (Double(index) + 0.5)
      let start = middle - bar * Double(group.bars.count) / 2
      for (part, one) in group.bars.enumerated() {
        let share = one.value > 0 && one.value.isFinite ? one.value / tallest : 0
        let tall = share * (floor - top)
        let x = start + bar * Double(part)
        let name = parts.indices.contains(part) ? parts[part] : ""
        canvas.box(
          x: x + 1, y: floor - tall, width: bar - 2, height: tall, colour: Palette.colour(part),
          tip: "\(group.name), \(name): \(one.label)")
        canvas.text(one.label, (x + bar / 2, floor - tall - 5), anchor: .middle, size: 10.5)
      }
      canvas.text(group.name, (middle, floor + 18), anchor: .middle)
    }
    return canvas.markup
  }
}
