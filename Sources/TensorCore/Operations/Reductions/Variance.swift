// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// Σ (x - mean)² / (n - correction) over axes        d/dx = 2 (x - mean) / (n - correction)
extension Tensor {
  /// The variance over axes: the squared distances from the mean, in two passes that lose nothing where
  /// the mean is large.
  ///
  /// NumPy's default is correction 0, PyTorch's 1. Where n - correction is not positive, the result is
  /// infinite, or NaN where all distances are 0. Of integers, in float64.
  ///
  /// - Parameters:
  ///   - axes: axes to reduce, negative ones from the back; `nil` for all.
  ///   - correction: what is taken from the number of elements: 1 for the unbiased estimate.
  ///   - keepDims: whether these axes stay with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func variance(
    axes: [Int]? = nil, correction: Double = 0, keepDims: Bool = false
  ) -> Tensor {
    let x = isPoisoned || dtype.isFloatingPoint ? self : cast(to: .float64)
    return x.reducing(over: axes, keepDims: keepDims, operation: Variance.name) {
      Tensor.apply(Variance(axes: $0, correction: correction), x)
    }
  }

  /// The standard deviation over axes, the square root of ``variance(axes:correction:keepDims:)``. Its
  /// gradient is 0 where it is 0.
  ///
  /// - Parameters:
  ///   - axes: axes to reduce, negative ones from the back; `nil` for all.
  ///   - correction: what is taken from the number of elements: 1 for the unbiased estimate.
  ///   - keepDims: whether these axes stay with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func standardDeviation(
    axes: [Int]? = nil, correction: Double = 0, keepDims: Bool = false
  ) -> Tensor {
    let variance = variance(axes: axes, correction: correction, keepDims: keepDims)
    if variance.isPoisoned { return variance }
    // The root's slope at 0 is infinite; the variance's own is 0 there.
    let isZero = variance.detached() .== 0
    return Tensor.where(isZero, variance, Tensor.where(isZero, 1, variance).sqrt())
  }
}

struct Variance: DifferentiableUnary {
  static let name = "variance"
  static let operands = OperandTypes.real
  static let saves: Saves = .input
  let axes: AxisSet
  let correction: Double

  private func divisor(_ layout: Layout) -> Double {
    let kept = layout.reduced(axes).count
    return Swift.max(Double(kept == 0 ? 0 : layout.count / kept) - correction, 0)
  }

  private func mean(_ x: Tensor) -> Tensor {
    let kept = x.layout.reduced(axes).count
    return Tensor.apply(Sum(axes: axes), x) / Double(kept == 0 ? 0 : x.count / kept)
  }

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let x = x.detached()
    let sum = try Kernels.reduce(Int(TC_SUM_DISTANCES), x, from: mean(x), axes: axes)
    return sum / divisor(x.layout)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    return g * ((x - mean(x)) * (2 / divisor(x.layout)))
  }

  static let samples = [
    Sample("all", [.init([3, 5])]) { $0[0].variance() },
    Sample("first, unbiased", [.init([4, 3])]) { $0[0].variance(axes: [0], correction: 1) },
    Sample(
      "outer two", [.init([4, 3, 2])],
      composed: {
        let centred = $0[0] - $0[0].mean(axes: [0, 2], keepDims: true)
        return (centred * centred).mean(axes: [0, 2], keepDims: true)
      }
    ) { $0[0].variance(axes: [0, 2], keepDims: true) },
    Sample("deviation", [.init([3, 5])]) { $0[0].standardDeviation(axes: [1]) },
    Sample("no rows", [.init([0, 3])]) { $0[0].variance(axes: [1]) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Variance.self, to: $0) }
