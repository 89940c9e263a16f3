// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor: CustomStringConvertible, CustomDebugStringConvertible {
  /// The elements as NumPy prints them: aligned, and shortened beyond 1,000 elements.
  public var description: String {
    if isPoisoned { return "poisoned tensor" }
    let edge = count > 1000 ? 3 : Int.max
    var shown: [String] = []
    var exact = detached()
    for axis in 0..<rank where exact.layout.dims[axis] > 6 && edge == 3 {
      let n = exact.layout.dims[axis]
      exact = .concat(
        [exact.sliced(0..<3, axis: axis), exact.sliced((n - 3)..<n, axis: axis)], axis: axis)
    }
    switch dtype {
    case .float32: shown = Tensor.aligned(exact.scalars(as: Float.self).map(Tensor.text))
    case .float64: shown = Tensor.aligned(exact.scalars(as: Double.self).map(Tensor.text))
    case .bool: shown = Tensor.aligned(exact.scalars(as: Bool.self).map { $0 ? "True" : "False" })
    default: shown = Tensor.aligned(exact.scalars(as: Int64.self).map { ("\($0)", "") })
    }
    var next = shown[...]
    return printed(axis: 0, edge: edge, &next)
  }

  /// Shape, element type and elements.
  public var debugDescription: String { "Tensor(shape: \(shape), dtype: \(dtype))\n\(description)" }

  private func printed(axis: Int, edge: Int, _ elements: inout ArraySlice<String>) -> String {
    if axis == rank { return elements.popFirst() ?? "" }
    let n = layout.dims[axis]
    if n == 0 || count == 0 { return "[]" }
    let isShortened = edge == 3 && n > 6
    let isLast = axis == rank - 1
    let gap =
      isLast
      ? " "
      : String(repeating: "\n", count: rank - 1 - axis) + String(repeating: " ", count: axis + 1)
    var parts: [String] = []
    for i in 0..<(isShortened ? 6 : n) {
      if isShortened && i == 3 { parts.append("...") }
      parts.append(printed(axis: axis + 1, edge: edge, &elements))
    }
    return "[" + parts.joined(separator: gap) + "]"
  }

  /// Digits before and from the point on; a number without a point stands in the first part whole.
  private static func text<Value: BinaryFloatingPoint & LosslessStringConvertible>(
    _ value: Value
  ) -> (String, String) {
    if value.isNaN { return ("nan", "") }
    if value.isInfinite { return (value < 0 ? "-inf" : "inf", "") }
    // The shortest text that reads back the same.
    let text = String(describing: value)
    if text.contains("e") { return (text, "") }
    guard let point = text.firstIndex(of: ".") else { return (text, "") }
    let fraction = text[text.index(after: point)...]
    if fraction == "0" { return (String(text[..<point]), ".") }
    return (String(text[..<point]), "." + fraction)
  }

  private static func aligned(_ texts: [String]) -> [String] { aligned(texts.map { ($0, "") }) }

  private static func aligned(_ texts: [(String, String)]) -> [String] {
    let before = texts.map(\.0.count).max() ?? 0
    let after = texts.map(\.1.count).max() ?? 0
    return texts.map { head, tail in
      String(repeating: " ", count: before - head.count) + head + tail
        + String(repeating: " ", count: after - tail.count)
    }
  }
}
