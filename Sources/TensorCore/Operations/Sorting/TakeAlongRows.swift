// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// y[i, j] = x[i, index[i, j]]        d/dx = the gradient added at its indices
/// Elements of each row of the last axis by their indices in it: how sorted values are taken.
struct TakeAlongRows: DifferentiableUnary {
  static let name = "take along rows"
  static let saves: Saves = .nothing
  let indices: RowIndices

  func forward(_ x: Tensor) throws(TensorError) -> Tensor { try Kernels.takeRows(x, indices) }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(PutAlongRows(indices: indices), g)
  }

  static let samples = [
    Sample("[2, 3]", [.init([2, 3])]) {
      Tensor.apply(TakeAlongRows(indices: .sample), $0[0])
    }
  ]
}

/// Zeros to which elements are added at their indices, in order: the derivative of taking them.
struct PutAlongRows: DifferentiableUnary {
  static let name = "put along rows"
  static let operands = OperandTypes.promoted
  static let saves: Saves = .nothing
  let indices: RowIndices

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype.isComputed else {
      throw .unsupportedType(operation: Self.name, dtype: x.dtype)
    }
    return try Kernels.putRows(x, indices)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(TakeAlongRows(indices: indices), g)
  }

  static let samples = [
    Sample("[2, 4]", [.init([2, 4])]) { Tensor.apply(PutAlongRows(indices: .sample), $0[0]) }
  ]
}

/// Indices into the rows of the last axis that some operation of ours has computed, so that they are in
/// range.
struct RowIndices: Sendable {
  /// Dense int64; all but the last axis as in the tensor they point into.
  let tensor: Tensor
  /// Length of the rows they point into.
  let width: Int

  fileprivate static let sample = RowIndices(
    tensor: Tensor([2, 0, 2, 1, 1, 1, 0, 2] as [Int64], shape: [2, 4]), width: 3)
}

@section("tc_ops") @used private let record: OperationRecord = {
  export(TakeAlongRows.self, to: $0)
}
@section("tc_ops") @used private let put: OperationRecord = { export(PutAlongRows.self, to: $0) }
