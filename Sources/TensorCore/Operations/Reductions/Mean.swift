// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Σ x / n over axes: composed of a sum and a division
extension Tensor {
  /// The mean over axes; NaN where there is nothing to average. Of integers, in float64.
  ///
  /// - Parameters:
  ///   - axes: axes to average over, negative ones from the back; `nil` for all.
  ///   - keepDims: whether these axes stay with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func mean(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    let total = sum(axes: axes, keepDims: keepDims)
    if total.isPoisoned { return total }
    let numbers = total.dtype.isFloatingPoint ? total : total.cast(to: .float64)
    return numbers / Double(reducedCount(axes))
  }

  /// The mean over one axis.
  ///
  /// - Parameters:
  ///   - axis: axis to average over, negative from the back.
  ///   - keepDims: whether it stays with length 1.
  public func mean(axis: Int, keepDims: Bool = false) -> Tensor {
    mean(axes: [axis], keepDims: keepDims)
  }
}
