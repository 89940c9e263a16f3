// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// The index of the first largest or smallest element along an axis
extension Tensor {
  /// The index of the largest element along an axis, as int64: the first one where several are equal,
  /// or the first NaN.
  ///
  /// - Parameters:
  ///   - axis: axis to search, negative from the back; it disappears.
  ///   - keepDims: whether the axis stays with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func argmax(axis: Int = -1, keepDims: Bool = false) -> Tensor {
    argExtreme(axis, keepDims, smallest: false)
  }

  /// The index of the smallest element along an axis, as int64: the first one where several are equal,
  /// or the first NaN.
  ///
  /// - Parameters:
  ///   - axis: axis to search, negative from the back; it disappears.
  ///   - keepDims: whether the axis stays with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func argmin(axis: Int = -1, keepDims: Bool = false) -> Tensor {
    argExtreme(axis, keepDims, smallest: true)
  }

  private func argExtreme(_ axis: Int, _ keepDims: Bool, smallest: Bool) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do {
      let axis = try layout.axis(axis, operation: smallest ? "argmin" : Argmax.name)
      let rows = axis == rank - 1 ? self : movingToEnd(axis)
      let indices = Tensor.apply(Argmax(smallest: smallest), rows)
      var kept = shape
      kept[axis] = 1
      return keepDims ? indices.reshaped(to: kept) : indices
    } catch {
      return .failure(error)
    }
  }

  /// A view with one axis moved to the end.
  func movingToEnd(_ axis: Int) -> Tensor {
    transposed((0..<rank).filter { $0 != axis } + [axis])
  }

  /// A view with the last axis moved to where it belongs: what ``movingToEnd(_:)`` did, undone.
  func movingFromEnd(to axis: Int) -> Tensor {
    if isPoisoned { return self }
    var order = Array(0..<(rank - 1))
    order.insert(rank - 1, at: axis)
    return transposed(order)
  }
}

/// Over the last axis.
struct Argmax: NonDifferentiableUnary {
  static let name = "argmax"
  static let operands = OperandTypes.promoted
  var smallest = false

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let layout = try Layout(shape: Array(x.shape.dropLast()), operation: Self.name)
    guard x.layout.dims[x.rank - 1] > 0 || layout.count == 0 else {
      throw .emptyReduction(operation: smallest ? "argmin" : Self.name, shape: x.shape)
    }
    return try Kernels.argExtreme(smallest: smallest, x, result: layout)
  }

  static let samples = [
    Sample("last", [.init([3, 5])], propagatesNaN: false) { $0[0].argmax() },
    Sample("first", [.init([3, 5])], propagatesNaN: false) { $0[0].argmax(axis: 0) },
    Sample("least", [.init([3, 5])], propagatesNaN: false) {
      $0[0].argmin(axis: 0, keepDims: true)
    },
    Sample("no rows", [.init([0, 5])], propagatesNaN: false) { $0[0].argmax() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Argmax.self, to: $0) }
