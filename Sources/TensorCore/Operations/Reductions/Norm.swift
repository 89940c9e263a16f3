// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// (Σ |x|^p)^(1/p) over axes        d/dx = sign x (|x| / y)^(p - 1)
extension Tensor {
  /// The p-norm over axes, of the elements as one vector.
  ///
  /// p = 2 neither overflows nor underflows where the result does not. p = ∞ is the largest magnitude,
  /// -∞ the smallest, 0 the number of elements that are not 0; its derivative is 0. Where a norm is 0,
  /// its gradient is 0; equal extremes share theirs.
  ///
  /// - Parameters:
  ///   - p: the order, any number.
  ///   - axes: axes to reduce, negative ones from the back; `nil` for all.
  ///   - keepDims: whether these axes stay with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func norm(_ p: Double = 2, axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    let x = isPoisoned || dtype.isFloatingPoint ? self : cast(to: .float64)
    return x.reducing(over: axes, keepDims: keepDims, operation: Norm.name) {
      Tensor.apply(Norm(p: p, axes: $0), x)
    }
  }
}

struct Norm: DifferentiableUnary {
  static let name = "norm"
  static let operands = OperandTypes.real
  static let saves: Saves = [.input, .output]
  let p: Double
  let axes: AxisSet

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let x = x.detached()
    switch p {
    case 0: return Tensor.apply(Sum(axes: axes), (x .!= 0).cast(to: x.dtype))
    case 1: return try Kernels.reduce(Int(TC_SUM_MAGNITUDES), x, from: nil, axes: axes)
    case 2: return try euclidean(x)
    case .infinity: return try Max(axes: axes).forward(x.abs())
    case -.infinity: return try Min(axes: axes).forward(x.abs())
    default: return Tensor.apply(Sum(axes: axes), x.abs().pow(p)).pow(1 / p)
    }
  }

  private func euclidean(_ x: Tensor) throws(TensorError) -> Tensor {
    let y = try Kernels.reduce(Int(TC_SUM_SQUARES), x, from: nil, axes: axes).sqrt()
    // Squares that left the range of the type: once more with elements scaled to at most 1.
    let tiny = x.dtype == .float32 ? 1e-15 : 1e-140
    let doubtful = y.isInfinite() .| ((y .< tiny) .& (y .>= 0))
    guard y.count > 0, x.count > 0, doubtful.any().item() != 0 else { return y }
    let largest = try Max(axes: axes).forward(x.abs())
    let scale = Tensor.where(largest.isFinite() .& (largest .> 0), largest, 1)
    let sum = try Kernels.reduce(Int(TC_SUM_SQUARES), x / scale, from: nil, axes: axes)
    return Tensor.where(doubtful, scale * sum.sqrt(), y)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    let y = saved.output
    switch p {
    case 0: return .zeros(x.shape, dtype: g.dtype)
    case 1: return g * x.sign()
    case .infinity, -.infinity:
      return g * (x.sign() * shares(of: y.detached(), among: x.detached().abs(), axes: axes))
    default:
      // 0 / 0 stands for the 0 of the subgradient.
      let safe = Tensor.where(y.detached() .== 0, 1, y)
      if p == 2 { return g * (x / safe) }
      let isZero = x.detached() .== 0
      let ratio = Tensor.where(isZero, 1, x.abs()) / safe
      return g * Tensor.where(isZero, 0, x.sign() * ratio.pow(p - 1))
    }
  }

  static let samples = [
    Sample("2", [.init([3, 5])]) { $0[0].norm() },
    Sample("1", [.init([4, 3])]) { $0[0].norm(1, axes: [0]) },
    Sample("∞", [.init([4, 3])]) { $0[0].norm(.infinity, axes: [1]) },
    Sample("-∞", [.init([4, 3])]) { $0[0].norm(-.infinity, axes: [1], keepDims: true) },
    Sample("3", [.init([4, 3, 2])]) { $0[0].norm(3, axes: [0, 2]) },
    Sample("0", [.init([5])], propagatesNaN: false) { $0[0].norm(0) },
    Sample("no rows", [.init([0, 3])]) { $0[0].norm(axes: [1]) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Norm.self, to: $0) }
