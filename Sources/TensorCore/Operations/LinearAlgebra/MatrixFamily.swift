// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Layout {
  /// Length of the axis before the last: the rows of every matrix.
  var rows: Int { dims[rank - 2] }
  /// Length of the last axis: the columns of every matrix.
  var columns: Int { dims[rank - 1] }

  /// A dense layout of the axes before the matrices.
  var batchAxes: Layout {
    var dims = Dimensions(repeating: 1)
    var count = 1
    for d in 0..<(rank - 2) {
      dims[d] = self.dims[d]
      count *= self.dims[d]
    }
    return Layout(denseDims: dims, rank: rank - 2, count: count)
  }

  /// A dense layout with more axes at the end.
  func appending(_ more: [Int], operation: String) throws(TensorError) -> Layout {
    try Layout(shape: shape + more, operation: operation)
  }

  /// The same elements with every matrix transposed.
  var swappingMatrixAxes: Layout {
    var result = self
    (result.dims[rank - 2], result.dims[rank - 1]) = (dims[rank - 1], dims[rank - 2])
    (result.strides[rank - 2], result.strides[rank - 1]) = (strides[rank - 1], strides[rank - 2])
    result.updateDensity()
    return result
  }

  /// For each place of `target`, which this dense layout broadcasts to, the place here.
  func indices(expandedTo target: Layout) -> [Int] {
    if hasShape(of: target) { return Array(0..<target.count) }
    let view = expanded(to: target)
    return (0..<target.count).map { index in
      var (rest, place) = (index, 0)
      for d in stride(from: target.rank - 1, through: 0, by: -1) {
        place += rest % target.dims[d] * view.strides[d]
        rest /= target.dims[d]
      }
      return place
    }
  }

  /// Indices of the element at this place in row-major order.
  func coordinates(of index: Int) -> [Int] {
    var rest = index
    var result = [Int](repeating: 0, count: rank)
    for d in stride(from: rank - 1, through: 0, by: -1) {
      result[d] = rest % dims[d]
      rest /= dims[d]
    }
    return result
  }
}

extension Tensor {
  /// - Throws: `invalidShape` where there are no two axes, `unsupportedType`.
  func checkMatrices(_ operation: String) throws(TensorError) {
    guard dtype.isComputed else { throw .unsupportedType(operation: operation, dtype: dtype) }
    guard rank >= 2 else {
      throw .invalidShape(operation: operation, shape: shape, reason: "is that of no matrix")
    }
  }

  /// - Throws: `notSquare`, and what ``checkMatrices(_:)`` throws.
  func checkSquare(_ operation: String) throws(TensorError) {
    try checkMatrices(operation)
    guard layout.rows == layout.columns else {
      throw .notSquare(operation: operation, shape: shape)
    }
  }

  /// A view with every matrix transposed.
  var matrixTransposed: Tensor { swappingAxes(-1, -2) }

  /// A view with a new last axis of length 1.
  var asColumns: Tensor { reshaped(to: shape + [1]) }

  /// A view of vectors as matrices of one row.
  var asRows: Tensor { reshaped(to: shape.dropLast() + [1, shape[rank - 1]]) }

  /// A view of some columns of every matrix.
  func columns(_ range: Range<Int>) -> Tensor { sliced(range, axis: -1) }

  /// (x + xᵀ) / 2: the gradient with respect to a symmetric matrix.
  var symmetrised: Tensor { (self + matrixTransposed) * 0.5 }

  /// Runs an operation whose right operand is made of columns on a vector too: one column.
  func withColumns(of other: Tensor, _ operation: (Tensor) -> Tensor) -> Tensor {
    guard other.rank == 1 && !other.isPoisoned else { return operation(other) }
    let result = operation(other.reshaped(to: [other.count, 1]))
    if result.isPoisoned { return result }
    return result.reshaped(to: result.shape.dropLast())
  }

  /// - Returns: the batch that matrices of `self` and of `other`, equally high, share.
  /// - Throws: `shapeMismatch`, and what ``checkMatrices(_:)`` throws.
  func commonBatch(with other: Tensor, _ operation: String) throws(TensorError) -> Layout {
    try other.checkMatrices(operation)
    guard layout.rows == other.layout.rows else {
      throw .shapeMismatch(
        operation: operation, left: shape, right: other.shape,
        axis: Swift.max(rank, other.rank) - 2)
    }
    do throws(TensorError) {
      return try Layout.broadcast(
        layout.batchAxes, other.layout.batchAxes, operation: operation)
    } catch {
      // Say it with the whole shapes.
      guard case .shapeMismatch(_, _, _, let axis) = error else { throw error }
      throw .shapeMismatch(operation: operation, left: shape, right: other.shape, axis: axis)
    }
  }
}

/// Matrices for samples: numbers beside a diagonal that makes everything well-posed.
func sampleMatrix(_ x: Tensor, _ diagonal: [Double]) -> Tensor {
  let (m, n) = (x.layout.rows, x.layout.columns)
  let values = (0..<(m * n)).map { $0 / n == $0 % n ? diagonal[$0 % n] : 0 }
  return x + Tensor(values, shape: [m, n]).cast(to: x.dtype)
}
