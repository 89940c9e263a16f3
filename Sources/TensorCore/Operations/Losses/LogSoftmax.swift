// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// x - log Σ exp(x)        d/dx = g - exp(y) Σ g
extension Tensor {
  /// The logarithm of the softmax along an axis, without overflow for large elements.
  ///
  /// - Parameter axis: axis to normalise, negative from the back.
  /// - Complexity: O(n), n the number of elements.
  public func logSoftmax(axis: Int = -1) -> Tensor {
    alongLast(axis, operation: LogSoftmax.name) { Tensor.apply(LogSoftmax(), $0) }
  }
}

/// Along the last axis.
struct LogSoftmax: DifferentiableUnary {
  static let name = "logSoftmax"
  static let saves: Saves = .output
  static let operands = OperandTypes.floating

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype.isComputed else {
      throw .unsupportedType(operation: Self.name, dtype: x.dtype)
    }
    return try Kernels.rows(.logSoftmax, x)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    g - saved.output.exp() * g.sum(axis: -1, keepDims: true)
  }

  func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor? {
    try Kernels.rowsBackward(.logSoftmax, gradient: g, output: saved.output)
  }

  static let samples = [
    Sample(
      "rows", [.init([3, 5])],
      composed: { x in
        let shifted = x[0] - x[0].max(axis: -1, keepDims: true).detached()
        return shifted - shifted.exp().sum(axis: -1, keepDims: true).log()
      }
    ) { $0[0].logSoftmax() },
    Sample("columns", [.init([4, 3])]) { $0[0].logSoftmax(axis: 0) },
    Sample("wider than the lanes", [.init([2, 37], -4...4)]) { $0[0].logSoftmax() },
    Sample("no rows", [.init([0, 3])]) { $0[0].logSoftmax() },
    Sample("no columns", [.init([3, 0])]) { $0[0].logSoftmax() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(LogSoftmax.self, to: $0) }
