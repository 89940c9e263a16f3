// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The index of the first largest element along an axis
extension Tensor {
  /// The index of the largest element along an axis, as int64: the first one where several are equal,
  /// or the first NaN.
  ///
  /// - Parameter axis: axis to search, negative from the back; it disappears.
  /// - Complexity: O(n), n the number of elements.
  public func argmax(axis: Int = -1) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do {
      let axis = try layout.axis(axis, operation: Argmax.name)
      return Tensor.apply(Argmax(), axis == rank - 1 ? self : movingToEnd(axis))
    } catch {
      return .failure(error)
    }
  }

  /// A view with one axis moved to the end.
  private func movingToEnd(_ axis: Int) -> Tensor {
    transposed((0..<rank).filter { $0 != axis } + [axis])
  }
}

/// Over the last axis.
struct Argmax: NonDifferentiableUnary {
  static let name = "argmax"

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype.isComputed else {
      throw .unsupportedType(operation: Self.name, dtype: x.dtype)
    }
    let layout = try Layout(shape: Array(x.shape.dropLast()), operation: Self.name)
    guard x.layout.dims[x.rank - 1] > 0 || layout.count == 0 else {
      throw .emptyReduction(operation: Self.name, shape: x.shape)
    }
    return try Kernels.argmaxRows(x, result: layout)
  }

  static let samples = [
    Sample("last", [.init([3, 5])], propagatesNaN: false) { $0[0].argmax() },
    Sample("first", [.init([3, 5])], propagatesNaN: false) { $0[0].argmax(axis: 0) },
    Sample("no rows", [.init([0, 5])], propagatesNaN: false) { $0[0].argmax() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Argmax.self, to: $0) }
