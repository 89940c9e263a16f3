// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Compositions of singular values.
extension Tensor {
  /// The number of singular values above a threshold, for every matrix.
  ///
  /// - Parameter rcond: singular values not above this times the largest one count as 0; max(m, n) times
  ///   the distance from 1 to the next number by default, as in NumPy.
  /// - Returns: int64 [...] for this tensor of [..., m, n]. A matrix with NaN or infinity has rank 0.
  /// - Complexity: that of ``singularValues()``.
  ///
  /// Traps, or throws inside `withTensorErrors`: `notConverged`.
  public func matrixRank(rcond: Double? = nil) -> Tensor {
    let s = singularValues()
    if s.isPoisoned { return s }
    if s.count == 0 { return Tensor.zeros(s.shape.dropLast(), dtype: .int64) }
    let least = s.max(axis: -1, keepDims: true) * (rcond ?? rankTolerance(in: s.dtype))
    let counted = s.greater(than: least)
    return counted.cast(to: .float64).sum(axis: -1).cast(to: .int64)
  }

  /// The largest singular value over the smallest, for every matrix: by how much solving with it can
  /// enlarge a relative error.
  ///
  /// - Returns: [...] for this tensor of [..., m, n]; infinite for a singular matrix, NaN for one of
  ///   zeros alone. Differentiable where the two singular values are single.
  /// - Complexity: that of ``singularValues()``.
  ///
  /// Traps, or throws inside `withTensorErrors`: `notConverged`, and `emptyReduction` for matrices
  /// without rows or columns.
  public func conditionNumber() -> Tensor {
    let s = singularValues()
    if s.isPoisoned { return s }
    let k = s.shape[s.rank - 1]
    guard k > 0 else {
      return .failure(.emptyReduction(operation: "conditionNumber", shape: shape))
    }
    let ratio = s.sliced(0..<1, axis: -1) / s.sliced((k - 1)..<k, axis: -1)
    return ratio.reshaped(to: ratio.shape.dropLast())
  }
}
