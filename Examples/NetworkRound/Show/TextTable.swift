// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A table for a terminal: columns as wide as their widest cell, numbers to the right.
struct TextTable {
  /// Which side a column's cells stand at.
  enum Side {
    case left, right
  }

  private let sides: [Side]
  private var rows: [[String]]

  /// - Precondition: as many sides as titles.
  init(_ columns: [(title: String, side: Side)]) {
    sides = columns.map(\.side)
    rows = [columns.map(\.title)]
  }

  mutating func add(_ cells: [String]) {
    precondition(cells.count == sides.count, "\(cells.count) cells for \(sides.count) columns")
    rows.append(cells)
  }

  var text: String {
    let widths = sides.indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return sides[column] == .left ? cells[column] + space : space + cells[column]
      }
      var line = "  " + padded.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
    var lines = rows.map(line)
    lines.insert("  " + String(repeating: "─", count: widths.reduce(-2) { $0 + $1 + 2 }), at: 1)
    return lines.joined(separator: "\n")
  }
}
