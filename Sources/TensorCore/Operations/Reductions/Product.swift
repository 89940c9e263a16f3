// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// Π x over axes        d/dx = the product of the others
extension Tensor {
  /// The product over axes. Integers and truth values are multiplied in int64, which wraps.
  ///
  /// The gradient divides by nothing, so it is right where elements are 0 too.
  ///
  /// - Parameters:
  ///   - axes: axes to multiply over, negative ones from the back; `nil` for all.
  ///   - keepDims: whether these axes stay with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func prod(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    reducing(over: axes, keepDims: keepDims, operation: "prod") {
      Tensor.apply(Product(axes: $0), self)
    }
  }

  /// The product over one axis.
  ///
  /// - Parameters:
  ///   - axis: axis to multiply over, negative from the back.
  ///   - keepDims: whether it stays with length 1.
  public func prod(axis: Int, keepDims: Bool = false) -> Tensor {
    prod(axes: [axis], keepDims: keepDims)
  }
}

struct Product: Reduction {
  static let name = "prod"
  static let kernel = Int(TC_PROD)
  static let hasNeutralElement = true
  static let saves: Saves = .input
  let axes: AxisSet

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    guard !axes.isEmpty && x.count > 0 else { return g.expanded(to: x.shape) }
    // What is multiplied in one row; then the products of all before and of all behind.
    let kept = (0..<x.rank).filter { !axes.contains($0) }
    let order = kept + (0..<x.rank).filter { axes.contains($0) }
    let turned = x.transposed(order)
    let width = x.reducedCount(Array(order.dropFirst(kept.count)))
    let rows = turned.reshaped(to: kept.map { x.shape[$0] } + [width])
    let others = rows.productOfOthers(reverse: false) * rows.productOfOthers(reverse: true)
    var inverse = [Int](repeating: 0, count: x.rank)
    for (place, axis) in order.enumerated() { inverse[axis] = place }
    return g * others.reshaped(to: turned.shape).transposed(inverse)
  }

  static let samples = [
    Sample("all", [.init([2, 3])]) { $0[0].prod() },
    Sample("first", [.init([3, 4])]) { $0[0].prod(axis: 0) },
    Sample("outer two", [.init([2, 3, 2])]) { $0[0].prod(axes: [0, 2], keepDims: true) },
    Sample("a zero", [.init([2, 3])]) {
      ($0[0] * Tensor([1.0, 0, 1]).cast(to: $0[0].dtype)).prod(axis: 1)
    },
    Sample("empty", [.init([3, 0])]) { $0[0].prod(axis: 1) },
  ]
}

extension Tensor {
  /// Along the last axis, the product of the elements before each one, or behind each one.
  fileprivate func productOfOthers(reverse: Bool) -> Tensor {
    let n = shape[rank - 1]
    let one = Tensor.ones(shape.dropLast() + [1], dtype: dtype)
    return reverse
      ? Tensor.concat([sliced(1..<n, axis: -1), one], axis: -1).cumprod(axis: -1, reverse: true)
      : Tensor.concat([one, sliced(0..<(n - 1), axis: -1)], axis: -1).cumprod(axis: -1)
  }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Product.self, to: $0) }
