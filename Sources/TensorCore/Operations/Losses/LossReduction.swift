// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// What becomes of the losses of the rows, or of the elements.
  public enum LossReduction: Sendable, Hashable {
    /// Their mean, a single number; NaN for none. Where there are weights of classes, the sum over the sum
    /// of the weights.
    case mean
    /// Their sum, a single number.
    case sum
    /// One number for each.
    case none
  }

  /// These losses after a reduction.
  func reduced(_ reduction: LossReduction) -> Tensor {
    switch reduction {
    case .mean: mean()
    case .sum: sum()
    case .none: self
    }
  }

  /// Refuses two operands of a loss whose shapes differ: [n] against [n, 1] would broadcast to n²
  /// numbers, which nobody wants.
  ///
  /// - Throws: the error of a poisoned operand, `shapeMismatch` with the first axis that differs.
  static func requireEqualShapes(
    _ x: Tensor, _ y: Tensor, operation: String
  ) throws(TensorError) {
    for tensor in [x, y] {
      if let poison = tensor.node as? PoisonNode { throw poison.error }
    }
    if x.layout.hasShape(of: y.layout) { return }
    let axis = x.rank == y.rank ? (0..<x.rank).first { x.shape[$0] != y.shape[$0] } : nil
    throw .shapeMismatch(operation: operation, left: x.shape, right: y.shape, axis: axis)
  }

  /// The larger of every element and a number, which must not be -∞; NaN stays. Below the number the
  /// derivative is 0.
  func atLeast(_ lowest: Double) -> Tensor {
    if isPoisoned { return self }
    let isAbove = detached().greater(than: constant(lowest)).cast(to: dtype)
    return self * isAbove + lowest * (1 - isAbove)
  }
}
