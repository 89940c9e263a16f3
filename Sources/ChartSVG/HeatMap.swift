// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A table of values as colours: blue below zero, orange above, nothing where there is none.
public struct HeatMap: Sendable {
  /// What the map shows.
  public var title: String
  /// What the columns are.
  public var xLabel: String
  /// What the rows are.
  public var yLabel: String
  /// The columns' names.
  public var columns: [String]
  /// The rows' names.
  public var rows: [String]
  /// A row of values for each row, a value for each column; nil where there is none.
  public var values: [[Double?]]

  /// Creates a map.
  public init(
    title: String, xLabel: String, yLabel: String, columns: [String], rows: [String],
    values: [[Double?]]
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.columns = columns
    self.rows = rows
    self.values = values
  }

  /// The map as an SVG element.
  ///
  /// - Complexity: O(n) in the number of values.
  public var markup: String {
    let width = 720.0
    let (left, right, top, row) = (110.0, 16.0, 60.0, 26.0)
    let height = top + row * Double(rows.count) + 48
    var canvas = Canvas(width: width, height: height, title: title)
    canvas.text(title, (16, 20), size: 15, bold: true)
    canvas.text(yLabel, (16, 44))
    let largest = values.joined().compactMap { $0?.magnitude }.filter(\.isFinite).max() ?? 0
    let cell = (width - left - right) / Double(max(1, columns.count))
    for (index, name) in rows.enumerated() {
      canvas.text(name, (left - 8, top + row * (Double(index) + 0.65)), anchor: .end)
      guard values.indices.contains(index) else { continue }
      for (column, value) in values[index].prefix(columns.count).enumerated() {
        let place = (left + cell * Double(column), top + row * Double(index))
        guard let value, value.isFinite else {
          canvas.text(
            "—", (place.0 + cell / 2, place.1 + row * 0.65), anchor: .middle, size: 11)
          continue
        }
        let share = largest > 0 ? value / largest : 0
        let text = Ticks.fixed(value, value.magnitude >= 100 ? 0 : 2)
        canvas.box(
          x: place.0, y: place.1, width: cell - 1, height: row - 1,
          colour: Palette.diverging(share),
          tip: "\(yLabel) \(name), \(xLabel) \(columns[column]): \(text)")
        canvas.text(
          text, (place.0 + cell / 2, place.1 + row * 0.65), anchor: .middle, size: 11,
          colour: share < -0.6 ? "#FFFFFF" : "#222222")
      }
    }
    for (column, name) in columns.enumerated() {
      canvas.text(
        name, (left + cell * (Double(column) + 0.5), height - 30), anchor: .middle, size: 11)
    }
    canvas.text(xLabel, (width - right, height - 8), anchor: .end)
    return canvas.markup
  }
}
