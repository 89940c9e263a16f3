// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The tensors of a module, with their sizes: what ``Module/summary()`` shows.
public struct ModuleSummary: Sendable, CustomStringConvertible {
  /// A tensor.
  public struct Row: Sendable, Hashable {
    /// Path and kind.
    public let entry: StateEntry
    /// Its shape.
    public let shape: [Int]
    /// Its element type.
    public let dtype: DType
    /// Number of elements.
    public let count: Int
  }

  /// The tensors in the order of the visit.
  public let rows: [Row]

  /// Elements of one kind of tensors.
  ///
  /// - Parameter kind: trained, frozen, or a buffer.
  public func count(_ kind: StateEntry.Kind) -> Int {
    rows.reduce(0) { $0 + ($1.entry.kind == kind ? $1.count : 0) }
  }

  /// Bytes of all elements.
  public var bytes: Int { rows.reduce(0) { $0 + $1.count * $1.dtype.byteWidth } }

  /// A table, and sums below it.
  public var description: String {
    let cells = rows.map { row in
      [
        row.entry.path, "\(row.shape)", "\(row.dtype)", Self.grouped(row.count),
        "\(row.entry.kind)",
      ]
    }
    let titles = ["path", "shape", "type", "count", "kind"]
    let widths = titles.indices.map { column in
      ([titles] + cells).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - cells[column].count)
        return column == 3 ? gap + cells[column] : cells[column] + gap
      }
      var text = padded.joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      return text
    }
    let rule = String(repeating: "-", count: widths.reduce(2 * (widths.count - 1), +))
    let (trained, frozen) = (count(.trained), count(.frozen))
    let sums = """
      parameters: \(Self.grouped(trained + frozen)) (trained: \(Self.grouped(trained)), \
      frozen: \(Self.grouped(frozen))), buffers: \(Self.grouped(count(.buffer))), \
      bytes: \(Self.grouped(bytes))
      """
    return ([line(titles), rule] + cells.map(line) + [rule, sums]).joined(separator: "\n")
  }

  /// A number with commas between its thousands.
  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.map { index in
      (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digits[index])
    }.joined()
  }
}

extension Module {
  /// The tensors of this module: paths, shapes, types and counts, and the sums of what is trained and what
  /// is frozen.
  public func summary() -> ModuleSummary {
    var copy = self
    var rows: [ModuleSummary.Row] = []
    copy.visitState { entry, tensor in
      rows.append(
        .init(entry: entry, shape: tensor.shape, dtype: tensor.dtype, count: tensor.count))
    }
    return ModuleSummary(rows: rows)
  }
}
