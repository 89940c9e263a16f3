// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// max x over axes        d/dx = 1 / (number of largest) where x is the largest, else 0
extension Tensor {
  /// The largest element over axes; NaN where there is one.
  ///
  /// Equal largest elements share the gradient. A maximum of no elements is an error.
  ///
  /// - Parameters:
  ///   - axes: axes to reduce, negative ones from the back; `nil` for all.
  ///   - keepDims: whether these axes stay with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func max(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    reducing(over: axes, keepDims: keepDims, operation: "max") { Tensor.apply(Max(axes: $0), self) }
  }

  /// The largest element over one axis.
  ///
  /// - Parameters:
  ///   - axis: axis to reduce, negative from the back.
  ///   - keepDims: whether it stays with length 1.
  public func max(axis: Int, keepDims: Bool = false) -> Tensor {
    max(axes: [axis], keepDims: keepDims)
  }
}

struct Max: Reduction {
  static let name = "max"
  static let kernel = Int(TC_MAX)
  static let hasNeutralElement = false
  static let saves: Saves = [.input, .output]
  let axes: AxisSet

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    // Where the largest elements are does not change with them: a constant for second derivatives.
    let x = saved.input.detached()
    let isLargest = x.equal(to: saved.output.detached()).cast(to: x.dtype)
    let shares = isLargest / Tensor.apply(Sum(axes: axes), isLargest)
    return g * shares
  }

  static let samples = [
    Sample("all", [.init([3, 5])]) { $0[0].max() },
    Sample("first", [.init([3, 5])]) { $0[0].max(axis: 0) },
    Sample("outer two", [.init([4, 3, 2])]) { $0[0].max(axes: [0, 2], keepDims: true) },
    Sample("wide", [.init([33, 18])]) { $0[0].max(axis: 0) },
    Sample("no rows", [.init([0, 3])]) { $0[0].max(axis: 1) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Max.self, to: $0) }
