// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// Whether any or all elements are true, and how many are
extension Tensor {
  /// Whether any element over the axes is true, that is not 0; false of none.
  ///
  /// - Parameters:
  ///   - axes: axes to reduce, negative ones from the back; `nil` for all.
  ///   - keepDims: whether these axes stay with length 1.
  /// - Returns: a tensor of ``DType/bool``.
  /// - Complexity: O(n), n the number of elements.
  public func any(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    let x = truth
    return x.reducing(over: axes, keepDims: keepDims, operation: "any") {
      Tensor.apply(TruthReduction(question: .any, axes: $0), x)
    }
  }

  /// Whether all elements over the axes are true, that is not 0; true of none.
  ///
  /// - Parameters:
  ///   - axes: axes to reduce, negative ones from the back; `nil` for all.
  ///   - keepDims: whether these axes stay with length 1.
  /// - Returns: a tensor of ``DType/bool``.
  /// - Complexity: O(n), n the number of elements.
  public func all(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    let x = truth
    return x.reducing(over: axes, keepDims: keepDims, operation: "all") {
      Tensor.apply(TruthReduction(question: .all, axes: $0), x)
    }
  }

  /// How many elements over the axes are not 0, as int64; NaN is not.
  ///
  /// - Parameters:
  ///   - axes: axes to reduce, negative ones from the back; `nil` for all.
  ///   - keepDims: whether these axes stay with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func countNonzero(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    let x = truth
    return x.reducing(over: axes, keepDims: keepDims, operation: "countNonzero") {
      Tensor.apply(TruthReduction(question: .count, axes: $0), x)
    }
  }
}

/// Of truth values.
struct TruthReduction: NonDifferentiableUnary {
  enum Question { case any, all, count }

  static let name = "any, all, countNonzero"
  let question: Question
  let axes: AxisSet

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    if question == .count { return try Kernels.reduceIntegers(Int(TC_SUM), x, axes: axes) }
    if x.count == 0 {
      return try Kernels.fill(
        question == .all ? 1 : 0, layout: x.layout.reduced(axes), dtype: .bool)
    }
    let kernel = question == .any ? TC_MAX : TC_MIN
    return try Kernels.reduceIntegers(Int(kernel), x, axes: axes)
  }

  static let samples = [
    Sample("any", [.init([3, 5])], propagatesNaN: false) { ($0[0] .> 1).any(axes: [0]) },
    Sample("all", [.init([3, 5])], propagatesNaN: false) { ($0[0] .> -1.3).all(axes: [1]) },
    Sample("count", [.init([3, 5])], propagatesNaN: false) { ($0[0] .> 0).countNonzero() },
    Sample("none", [.init([3, 0])], propagatesNaN: false) { $0[0].all(axes: [1]) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = {
  export(TruthReduction.self, to: $0)
}
