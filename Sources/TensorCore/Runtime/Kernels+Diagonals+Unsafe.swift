// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// Small work on diagonals, beside the decompositions.
extension Kernels {
  /// The product of every row of dense [..., n] times a number of its own.
  static func products(ofRows x: Tensor, signs: [Double]) throws(TensorError) -> Tensor {
    try reducingRows(x) { row, index in row.reduce(signs[index], *) }
  }

  /// The sign of the product of every row, over several dense tensors [..., n] alike, times a number.
  static func signs(ofRows parts: [Tensor], times signs: [Double]) throws(TensorError) -> Tensor {
    var signs = signs
    var result = parts[0]
    for part in parts {
      result = try reducingRows(part) { row, index in
        for value in row {
          signs[index] *= value.isNaN ? .nan : value > 0 ? 1 : value < 0 ? -1 : 0
        }
        return signs[index]
      }
    }
    return result
  }

  static func magnitudes(of x: Tensor) throws(TensorError) -> Tensor {
    try unary(Int(TC_ABS), x)
  }

  /// For every row of dense [..., n], the products of all its numbers but one.
  static func productsWithoutOne(_ x: Tensor) throws(TensorError) -> Tensor {
    try mappingRows(x, width: x.shape[x.rank - 1]) { row, target in
      // What stands before, and then times what stands behind.
      var before = 1.0
      for (i, value) in row.enumerated() {
        target[i] = before
        before *= value
      }
      var behind = 1.0
      for i in row.indices.reversed() {
        target[i] *= behind
        behind *= row[i]
      }
    }
  }

  /// For every row of dense [..., n], the products of all its numbers but two: [..., n, n] with a
  /// diagonal of 0.
  static func productsWithoutTwo(_ x: Tensor) throws(TensorError) -> Tensor {
    let n = x.shape[x.rank - 1]
    let result = try mappingRows(x, width: n * n) { row, target in
      var behind = [Double](repeating: 1, count: n + 1)
      for i in stride(from: n - 1, through: 0, by: -1) { behind[i] = behind[i + 1] * row[i] }
      var before = 1.0
      for i in 0..<n {
        var middle = 1.0
        target[i * n + i] = 0
        for j in (i + 1)..<Swift.max(n, i + 1) {
          let product = before * middle * behind[j + 1]
          target[i * n + j] = product
          target[j * n + i] = product
          middle *= row[j]
        }
        before *= row[i]
      }
    }
    return Tensor(viewing: result, try x.layout.dense.appending([n], operation: "cofactors"))
  }

  /// For every row of dense singular values [..., k], their inverses, with 0 for those that are not above
  /// `rcond` times the largest.
  static func inversesAbove(_ rcond: Double, _ s: Tensor) throws(TensorError) -> Tensor {
    try mappingRows(s, width: s.shape[s.rank - 1]) { row, target in
      let least = rcond * (row.first ?? 0)
      for (i, value) in row.enumerated() {
        target[i] = value.isNaN ? .nan : value > least ? 1 / value : 0
      }
    }
  }

  /// The largest sum of magnitudes in a column of a dense matrix; NaN where there is one.
  static func oneNorm(_ x: Tensor) -> Double {
    let n = x.layout.columns
    var sums = [Double](repeating: 0, count: n)
    for (index, value) in readingRow(x, from: 0, count: x.count).enumerated() {
      sums[index % n] += value.magnitude
    }
    return sums.reduce(0) { $1.isNaN || $0.isNaN ? .nan : Swift.max($0, $1) }
  }

  // MARK: Rows as Doubles

  private static func readingRow(_ x: Tensor, from start: Int, count: Int) -> [Double] {
    defer { withExtendedLifetime(x.body) {} }
    return x.dtype == .float32
      ? (start..<(start + count)).map { Double(x.elements(Float.self)[$0]) }
      : Array(UnsafeBufferPointer(start: x.elements(Double.self) + start, count: count))
  }

  /// A number for every row of dense [..., n].
  private static func reducingRows(
    _ x: Tensor, _ body: ([Double], Int) -> Double
  ) throws(TensorError) -> Tensor {
    var layout = x.layout.dense
    let n = layout.dims[layout.rank - 1]
    layout = try Layout(dims: layout.dims, rank: layout.rank - 1, operation: "rows")
    let result = try Tensor(uninitialized: layout, dtype: x.dtype)
    for index in 0..<layout.count {
      let value = body(readingRow(x, from: index &* n, count: n), index)
      if x.dtype == .float32 {
        result.elements(Float.self)[index] = Float(value)
      } else {
        result.elements(Double.self)[index] = value
      }
    }
    return result
  }

  /// A row of another width for every row of dense [..., n].
  private static func mappingRows(
    _ x: Tensor, width: Int, _ body: ([Double], inout [Double]) -> Void
  ) throws(TensorError) -> Tensor {
    var dims = x.layout.dims
    let n = dims[x.rank - 1]
    dims[x.rank - 1] = width
    let layout = try Layout(dims: dims, rank: x.rank, operation: "rows")
    let result = try Tensor(uninitialized: layout, dtype: x.dtype)
    var target = [Double](repeating: 0, count: width)
    for index in 0..<(width == 0 ? 0 : layout.count / width) {
      body(readingRow(x, from: index &* n, count: n), &target)
      for (i, value) in target.enumerated() {
        if x.dtype == .float32 {
          result.elements(Float.self)[index &* width &+ i] = Float(value)
        } else {
          result.elements(Double.self)[index &* width &+ i] = value
        }
      }
    }
    return result
  }
}
