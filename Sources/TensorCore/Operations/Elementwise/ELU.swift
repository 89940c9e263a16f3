// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// x above 0, α (exp x - 1) up to it       d/dx = 1 above 0, α exp x up to it
extension Tensor {
  /// The exponential linear unit of every element: itself above 0, α(exp(x) - 1) up to it. The derivative
  /// at 0 is α.
  ///
  /// Clevert, Unterthiner and Hochreiter, <https://arxiv.org/abs/1511.07289>.
  ///
  /// - Parameter alpha: α, minus the limit at -∞.
  public func elu(alpha: Double = 1) -> Tensor { Tensor.apply(ELU(alpha: alpha), self) }

  /// The scaled exponential linear unit, `scale` · ``elu(alpha:)``: the default numbers keep mean 0 and
  /// variance 1.
  ///
  /// Klambauer et al., <https://arxiv.org/abs/1706.02515>.
  ///
  /// - Parameters:
  ///   - alpha: α of the exponential linear unit.
  ///   - scale: what it is multiplied by.
  public func selu(
    alpha: Double = 1.6732632423543772848170429916717,
    scale: Double = 1.0507009873554804934193349852946
  ) -> Tensor {
    elu(alpha: alpha) * scale
  }

  /// The continuously differentiable exponential linear unit: itself above 0, α(exp(x/α) - 1) up to it.
  ///
  /// Barron, <https://arxiv.org/abs/1704.07483>.
  ///
  /// - Parameter alpha: α, not 0.
  public func celu(alpha: Double = 1) -> Tensor { Tensor.apply(CELU(alpha: alpha), self) }
}

struct ELU: DifferentiableUnary {
  static let name = "elu"
  static let operands = OperandTypes.floating
  static let saves: Saves = .input
  let alpha: Double

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.binary(
      Int(TC_ELU), x, x.detached().constant(alpha), operation: Self.name)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    let left = x .<= 0
    // exp only sees what it can raise without overflow.
    let exponential = Tensor.where(left, x, 0).exp() * alpha
    return g * Tensor.where(left, exponential, 1)
  }

  static let samples =
    Sample.elementwise(-2...2.1) { $0.elu(alpha: 0.7) } + [
      Sample("selu", [.init([6], -2...2.1)]) { $0[0].selu() }
    ]
}

struct CELU: DifferentiableUnary {
  static let name = "celu"
  static let operands = OperandTypes.floating
  static let saves: Saves = .input
  let alpha: Double

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.binary(
      Int(TC_CELU), x, x.detached().constant(alpha), operation: Self.name)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    let left = x .<= 0
    return g * Tensor.where(left, (Tensor.where(left, x, 0) / alpha).exp(), 1)
  }

  static let samples = Sample.elementwise(-2...2.1) { $0.celu(alpha: 0.7) }
}

@section("tc_ops") @used private let record: OperationRecord = { export(ELU.self, to: $0) }
@section("tc_ops") @used private let celu: OperationRecord = { export(CELU.self, to: $0) }
