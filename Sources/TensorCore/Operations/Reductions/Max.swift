// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// max x and min x over axes        d/dx = 1 / (number of extremes) where x is one, else 0
extension Tensor {
  /// The largest element over axes; NaN where there is one. Of any element type.
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

  /// The smallest element over axes; NaN where there is one. Of any element type.
  ///
  /// Equal smallest elements share the gradient. A minimum of no elements is an error.
  ///
  /// - Parameters:
  ///   - axes: axes to reduce, negative ones from the back; `nil` for all.
  ///   - keepDims: whether these axes stay with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func min(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    reducing(over: axes, keepDims: keepDims, operation: "min") { Tensor.apply(Min(axes: $0), self) }
  }

  /// The smallest element over one axis.
  ///
  /// - Parameters:
  ///   - axis: axis to reduce, negative from the back.
  ///   - keepDims: whether it stays with length 1.
  public func min(axis: Int, keepDims: Bool = false) -> Tensor {
    min(axes: [axis], keepDims: keepDims)
  }
}

/// A reduction whose result is one of the elements.
protocol ExtremeReduction: Reduction {}

extension ExtremeReduction {
  package static var hasNeutralElement: Bool { false }
  package static var saves: Saves { [.input, .output] }

  package func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    g * shares(of: saved.output.detached(), among: saved.input.detached(), axes: axes)
  }
}

/// How much of a gradient each element gets that equals the result: where the extremes are does not
/// change with them, so this is a constant for second derivatives.
func shares(of result: Tensor, among x: Tensor, axes: AxisSet) -> Tensor {
  let isChosen = x.equal(to: result).cast(to: x.dtype)
  return isChosen / Tensor.apply(Sum(axes: axes), isChosen)
}

struct Max: ExtremeReduction {
  static let name = "max"
  static let kernel = Int(TC_MAX)
  let axes: AxisSet

  static let samples = [
    Sample("all", [.init([3, 5])]) { $0[0].max() },
    Sample("first", [.init([3, 5])]) { $0[0].max(axis: 0) },
    Sample("outer two", [.init([4, 3, 2])]) { $0[0].max(axes: [0, 2], keepDims: true) },
    Sample("wide", [.init([33, 18])]) { $0[0].max(axis: 0) },
    Sample("no rows", [.init([0, 3])]) { $0[0].max(axis: 1) },
  ]
}

struct Min: ExtremeReduction {
  static let name = "min"
  static let kernel = Int(TC_MIN)
  let axes: AxisSet

  static let samples = [
    Sample("all", [.init([3, 5])]) { $0[0].min() },
    Sample("first", [.init([5, 3])]) { $0[0].min(axis: 0) },
    Sample("outer two", [.init([4, 3, 2])]) { $0[0].min(axes: [0, 2], keepDims: true) },
    Sample("no rows", [.init([0, 3])]) { $0[0].min(axis: 1) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Max.self, to: $0) }
@section("tc_ops") @used private let smallest: OperationRecord = { export(Min.self, to: $0) }
