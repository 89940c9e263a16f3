// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor: CustomStringConvertible, CustomDebugStringConvertible {
  /// The elements as NumPy's `str` writes them: aligned, at most 8 digits behind the point, lines of 75
  /// letters, and only the ends of every axis where there are more than 1,000 elements.
  ///
  /// A number of its own, of shape `[]`, has all its digits. ``DType/bfloat16`` prints as float16 does.
  public var description: String {
    if isPoisoned { return "poisoned tensor" }
    if count == 0 { return "[]" }
    var shown = detached()
    let isShortened = count > 1000
    for axis in 0..<rank where isShortened && layout.dims[axis] > 2 * PrintedArray.edge {
      let n = layout.dims[axis]
      let edge = PrintedArray.edge
      shown = .concat(
        [shown.sliced(0..<edge, axis: axis), shown.sliced((n - edge)..<n, axis: axis)], axis: axis)
    }
    let words = shown.words
    if rank == 0 { return words[0] }
    return PrintedArray(words: words, shape: shape, isShortened: isShortened).text
  }

  /// Shape and element type, and the elements as in ``description``.
  public var debugDescription: String { "Tensor(shape: \(shape), dtype: \(dtype))\n\(description)" }

  /// The elements as texts of one width.
  private var words: [String] {
    switch dtype {
    case .float32: formatted(scalars(as: Float.self).map { .init(Double($0), $0.description) })
    case .float64: formatted(scalars(as: Double.self).map { .init($0, $0.description) })
    case .float16: formatted(scalars(as: Float16.self).map { .init($0) })
    case .bfloat16: formatted(scalars(as: BFloat16.self).map { .init(Double($0), $0.description) })
    case .bool:
      scalars(as: Bool.self).map { ($0 ? "True" : "False").padded(to: rank == 0 ? 0 : 5) }
    case .int8, .int16, .int32, .int64, .uint8:
      aligned(scalars(as: Int64.self).map { "\($0)" })
    }
  }

  private func formatted(_ numbers: [NumberFormat.Number]) -> [String] {
    if rank == 0 { return numbers.map { NumberFormat.alone($0, dtype: dtype) } }
    let format = NumberFormat(numbers, dtype: dtype)
    return numbers.map(format.text)
  }

  private func aligned(_ texts: [String]) -> [String] {
    let width = texts.map(\.count).max() ?? 0
    return texts.map { $0.padded(to: width) }
  }
}

/// The brackets and lines around the elements.
private struct PrintedArray {
  /// Elements shown at each end of a shortened axis.
  static let edge = 3
  private static let lineWidth = 75

  let words: [String]
  let shape: [Int]
  let isShortened: Bool

  var text: String {
    var next = words[...]
    return part(axis: 0, indent: " ", width: PrintedArray.lineWidth, &next)
  }

  private func part(
    axis: Int, indent: String, width: Int, _ next: inout ArraySlice<String>
  ) -> String {
    let n = shape[axis]
    let isCut = isShortened && n > 2 * PrintedArray.edge
    let places = isCut ? 2 * PrintedArray.edge : n
    if axis == shape.count - 1 {
      return row(places: places, isCut: isCut, indent: indent, width: width - 1, &next)
    }
    let gap = String(repeating: "\n", count: shape.count - 1 - axis)
    var lines: [String] = []
    for place in 0..<places {
      if isCut && place == PrintedArray.edge { lines.append("...") }
      lines.append(part(axis: axis + 1, indent: indent + " ", width: width - 1, &next))
    }
    return "[" + lines.joined(separator: gap + indent) + "]"
  }

  /// One row, broken before a word that would reach beyond the width.
  private func row(
    places: Int, isCut: Bool, indent: String, width: Int, _ next: inout ArraySlice<String>
  ) -> String {
    var finished = ""
    var line = indent
    func add(_ word: String) {
      if line.count + word.count > width && line.count > indent.count {
        while line.last == " " { line.removeLast() }
        finished += line + "\n"
        line = indent
      }
      line += word
    }
    for place in 0..<places {
      if isCut && place == PrintedArray.edge {
        add("...")
        line += " "
      }
      add(next.removeFirst())
      if place < places - 1 { line += " " }
    }
    return "[" + (finished + line).dropFirst(indent.count) + "]"
  }
}
