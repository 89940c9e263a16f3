// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// The elements of an axis in order        d/dx = the gradient put back where each came from
extension Tensor {
  /// The elements of every row of an axis in order, and where each of them was.
  ///
  /// Stable: equal elements, among them 0 and -0, keep their order, in descending order too. NaN comes
  /// last in both. Of any element type.
  ///
  /// - Parameters:
  ///   - axis: axis to sort along, negative from the back.
  ///   - descending: whether the largest comes first.
  /// - Returns: `values`, through which gradients pass, and `indices` as int64, through which none do;
  ///   both have this tensor's shape.
  /// - Complexity: O(n), n the number of elements: a radix sort.
  public func sort(
    axis: Int = -1, descending: Bool = false
  ) -> (values: Tensor, indices: Tensor) {
    ordered(axis, descending, count: nil, operation: "sort")
  }

  /// Where the elements of every row of an axis are, in order: the indices of
  /// ``sort(axis:descending:)``.
  ///
  /// - Parameters:
  ///   - axis: axis to sort along, negative from the back.
  ///   - descending: whether the largest comes first.
  /// - Complexity: O(n), n the number of elements.
  public func argsort(axis: Int = -1, descending: Bool = false) -> Tensor {
    ordered(axis, descending, count: nil, operation: ArgSort.name).indices
  }

  /// The largest or smallest elements of every row of an axis in order, and where each of them was; of
  /// equal ones the first. NaN counts as beyond all numbers on the far side, so it is taken last.
  ///
  /// - Parameters:
  ///   - k: how many, at most the length of the axis.
  ///   - axis: axis to choose along, negative from the back.
  ///   - largest: whether to take the largest, in descending order; else the smallest, in ascending.
  /// - Returns: `values`, through which gradients pass, and `indices` as int64; the axis has length k.
  /// - Complexity: O(n), n the number of elements.
  public func topK(
    _ k: Int, axis: Int = -1, largest: Bool = true
  ) -> (values: Tensor, indices: Tensor) {
    ordered(axis, largest, count: k, operation: "topK")
  }

  private func ordered(
    _ axis: Int, _ descending: Bool, count: Int?, operation: String
  ) -> (values: Tensor, indices: Tensor) {
    if isPoisoned {
      let poison = Tensor.passingPoison(self)
      return (poison, poison)
    }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: operation)
      let n = layout.dims[axis]
      if let count, count < 0 || count > n {
        throw .indexOutOfRange(operation: operation, index: count, bound: n + 1)
      }
      let isLast = axis == rank - 1
      let rows = isLast ? self : movingToEnd(axis)
      var indices = Tensor.apply(ArgSort(descending: descending), rows)
      if let count { indices = indices.sliced(0..<count, axis: -1) }
      let places = RowIndices(tensor: try Kernels.dense(indices), width: n)
      let values = Tensor.apply(TakeAlongRows(indices: places), rows)
      return isLast
        ? (values, indices) : (values.movingFromEnd(to: axis), indices.movingFromEnd(to: axis))
    } catch {
      let failed = Tensor.failure(error)
      return (failed, failed)
    }
  }
}

/// Along the last axis.
struct ArgSort: NonDifferentiableUnary {
  static let name = "argsort"
  let descending: Bool

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.argsortRows(x, descending: descending)
  }

  static let samples = [
    Sample("last", [.init([3, 5])], propagatesNaN: false) { $0[0].argsort() },
    Sample("first, descending", [.init([4, 3])], propagatesNaN: false) {
      $0[0].argsort(axis: 0, descending: true)
    },
    Sample("long", [.init([70])], propagatesNaN: false) { $0[0].argsort() },
    Sample("empty", [.init([0, 3])], propagatesNaN: false) { $0[0].argsort(axis: 0) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(ArgSort.self, to: $0) }
