// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// min(max(x, lower), upper)       d/dx = 1 between the bounds, else 0
extension Tensor {
  /// Every element, or the bound it lies beyond; NaN stays.
  ///
  /// The gradient passes between the bounds and on them. Where the lower bound is above the upper one,
  /// everything becomes the upper one, as in NumPy and PyTorch.
  ///
  /// Integers keep their type beside whole bounds that it holds, and become float64 beside others.
  ///
  /// - Parameters:
  ///   - lower: least result; `nil` for no bound.
  ///   - upper: greatest result; `nil` for no bound.
  public func clamp(min lower: Double? = nil, max upper: Double? = nil) -> Tensor {
    if dtype.isFloatingPoint || isPoisoned {
      return Tensor.apply(Clamp(lower: lower, upper: upper, passesAtBounds: true), self)
    }
    let raised = lower.map { maximum($0) } ?? self
    return upper.map { raised.minimum($0) } ?? raised
  }

  /// min(max(x, 0), 6) of every element. The derivative at 0 and 6 is 0.
  public func relu6() -> Tensor {
    if !dtype.isFloatingPoint && !isPoisoned { return clamp(min: 0, max: 6) }
    return Tensor.apply(Clamp(lower: 0, upper: 6, passesAtBounds: false), self)
  }

  /// A line clamped between 0 and 1. The derivative at its ends is 0.
  ///
  /// - Parameters:
  ///   - slope: slope of the line.
  ///   - offset: its height at 0.
  public func hardSigmoid(slope: Double = 1.0 / 6, offset: Double = 0.5) -> Tensor {
    Tensor.apply(Clamp(lower: 0, upper: 1, passesAtBounds: false), self * slope + offset)
  }

  /// x / (1 + |x|) of every element.
  public func softsign() -> Tensor { self / (abs() + 1) }
}

struct Clamp: DifferentiableUnary {
  static let name = "clamp"
  static let operands = OperandTypes.promoted
  static let saves: Saves = .input
  let lower: Double?
  let upper: Double?
  let passesAtBounds: Bool

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype.isComputed else {
      throw .unsupportedType(operation: Self.name, dtype: x.dtype)
    }
    var y = x.detached()
    if let lower { y = try Maximum().forward(y, y.constant(lower)) }
    if let upper { y = try Minimum().forward(y, y.constant(upper)) }
    return y
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input.detached()
    var inside = x .== x
    if let lower { inside = inside .& (passesAtBounds ? x .>= lower : x .> lower) }
    if let upper { inside = inside .& (passesAtBounds ? x .<= upper : x .< upper) }
    return Tensor.where(inside, g, 0)
  }

  static let samples =
    Sample.elementwise(-2...2.1) { $0.clamp(min: -0.6, max: 1.1) } + [
      Sample("below", [.init([5])]) { $0[0].clamp(min: 0.1) },
      Sample("relu6", [.init([5], -1...8.1)]) { $0[0].relu6() },
      Sample("hard sigmoid", [.init([5], -4...4.1)]) { $0[0].hardSigmoid() },
      Sample("softsign", [.init([5], -4...4.1)]) { $0[0].softsign() },
    ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Clamp.self, to: $0) }
