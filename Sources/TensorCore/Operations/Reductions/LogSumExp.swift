// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// log Σ exp x over axes        d/dx = exp(x - y)
extension Tensor {
  /// The logarithm of the sum of exponentials over axes, without overflow.
  ///
  /// -∞ where all elements are -∞ or there are none, with gradient 0; ∞ where one is ∞.
  ///
  /// - Parameters:
  ///   - axes: axes to reduce, negative ones from the back; `nil` for all.
  ///   - keepDims: whether these axes stay with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func logSumExp(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    reducing(over: axes, keepDims: keepDims, operation: LogSumExp.name) {
      Tensor.apply(LogSumExp(axes: $0), self)
    }
  }
}

struct LogSumExp: DifferentiableUnary {
  static let name = "logSumExp"
  static let operands = OperandTypes.real
  static let saves: Saves = [.input, .output]
  let axes: AxisSet

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let x = x.detached()
    let largest = try Kernels.reduce(Int(TC_MAX), x, axes: axes)
    // From infinite numbers distances are NaN.
    let start = Tensor.where(largest.isInfinite(), 0, largest)
    return try Kernels.reduce(Int(TC_SUM_EXPS), x, from: start, axes: axes).log() + start
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let y = saved.output
    let isNothing = y.detached() .== -Double.infinity
    return g * (saved.input - Tensor.where(isNothing, 0, y)).exp()
  }

  static let samples = [
    Sample("all", [.init([3, 5], -4...4)]) { $0[0].logSumExp() },
    Sample("first", [.init([4, 3])], composed: { $0[0].exp().sum(axis: 0).log() }) {
      $0[0].logSumExp(axes: [0])
    },
    Sample("outer two", [.init([4, 3, 2])]) { $0[0].logSumExp(axes: [0, 2], keepDims: true) },
    Sample("no rows", [.init([0, 3])]) { $0[0].logSumExp(axes: [1]) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(LogSumExp.self, to: $0) }
