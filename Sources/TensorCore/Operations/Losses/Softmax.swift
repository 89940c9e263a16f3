// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// exp(x) / Σ exp(x)        d/dx = y (g - Σ g y)
extension Tensor {
  /// The softmax along an axis: positive numbers that add up to 1.
  ///
  /// - Parameter axis: axis to normalise, negative from the back.
  /// - Complexity: O(n), n the number of elements.
  public func softmax(axis: Int = -1) -> Tensor {
    alongLast(axis, operation: Softmax.name) { Tensor.apply(Softmax(), $0) }
  }
}

/// Along the last axis.
struct Softmax: DifferentiableUnary {
  static let name = "softmax"
  static let saves: Saves = .output
  static let operands = OperandTypes.floating

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype.isComputed else {
      throw .unsupportedType(operation: Self.name, dtype: x.dtype)
    }
    return try Kernels.rows(.softmax, x)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let y = saved.output
    return y * (g - (g * y).sum(axis: -1, keepDims: true))
  }

  func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor? {
    try Kernels.rowsBackward(.softmax, gradient: g, output: saved.output)
  }

  static let samples = [
    Sample(
      "rows", [.init([3, 5])],
      composed: { x in
        let e = (x[0] - x[0].max(axis: -1, keepDims: true).detached()).exp()
        return e / e.sum(axis: -1, keepDims: true)
      }
    ) { $0[0].softmax() },
    Sample("columns", [.init([4, 3])]) { $0[0].softmax(axis: 0) },
    Sample("wider than the lanes", [.init([2, 37], -4...4)]) { $0[0].softmax() },
    Sample("no rows", [.init([0, 3])]) { $0[0].softmax() },
    Sample("no columns", [.init([3, 0])]) { $0[0].softmax() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Softmax.self, to: $0) }
