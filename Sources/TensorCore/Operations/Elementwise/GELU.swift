// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// x Φ(x), Φ the normal distribution       d/dx = Φ(x) + x exp(-x²/2) / √(2π)
extension Tensor {
  /// How ``Tensor/gelu(_:)`` computes the normal distribution.
  public enum GELU: Sendable, Hashable {
    /// By the error function.
    case exact
    /// By the hyperbolic tangent of √(2/π) (x + 0.044715 x³), as GPT-2 does; off by up to 5e-4. 0 below
    /// -10 in float32 and -21 in float64, where it is smaller than 1e-36 and 1e-299.
    case tanh
  }

  /// The Gaussian error linear unit of every element, x · Φ(x), where exp(-x²/2) is a normal number
  /// within 4 ulp, in float32 5 left of -2, also far to the left; 0 at -∞.
  ///
  /// Hendrycks and Gimpel, <https://arxiv.org/abs/1606.08415>.
  ///
  /// - Parameter form: the function itself, or its approximation.
  public func gelu(_ form: GELU = .exact) -> Tensor {
    switch form {
    case .exact: Tensor.apply(ExactGELU(), self)
    case .tanh: Tensor.apply(TanhGELU(), self)
    }
  }
}

struct ExactGELU: UnaryElementwise {
  static let name = "gelu"
  static let kernel = Int(TC_GELU)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    let below = (x * -0x1.6a09e667f3bcdp-1).erfc() * 0.5
    let density = (x * x * -0.5).exp() * 0x1.9884533d43651p-2
    return g * (below + x * density)
  }

  func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor? {
    try Kernels.binary(Int(TC_GELU_BACKWARD), g, saved.input, operation: Self.name)
  }

  static let samples =
    Sample.elementwise(-3...3) { $0.gelu() } + [
      Sample(
        "composed", [.init([7], -3...3)],
        composed: { $0[0] * (($0[0] * -0x1.6a09e667f3bcdp-1).erfc() * 0.5) }
      ) { $0[0].gelu() }
    ]
}

/// By the tangent: x sigmoid(2u), since (1 + tanh u) / 2 = sigmoid(2u).
struct TanhGELU: UnaryElementwise {
  static let name = "gelu (tanh)"
  static let kernel = Int(TC_GELU_TANH)
  static let saves: Saves = .input

  /// 2 √(2/π)
  private static let linear = 0x1.9884533d43651p+0

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    let square = x * x
    let s = (x * (square * (0.044715 * Self.linear) + Self.linear)).sigmoid()
    let slope = square * (3 * 0.044715 * Self.linear) + Self.linear
    return g * (s + x * slope * (s * (1 - s)))
  }

  func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor? {
    try Kernels.binary(Int(TC_GELU_TANH_BACKWARD), g, saved.input, operation: Self.name)
  }

  static let samples = Sample.elementwise(-3...3) { $0.gelu(.tanh) }
}

@section("tc_ops") @used private let record: OperationRecord = { export(ExactGELU.self, to: $0) }
@section("tc_ops") @used private let tangent: OperationRecord = { export(TanhGELU.self, to: $0) }
