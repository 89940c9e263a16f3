// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// ψ(x) = d/dx log Γ(x), and its derivatives       d/dx ψ⁽ⁿ⁾(x) = ψ⁽ⁿ⁺¹⁾(x)
extension Tensor {
  /// The logarithmic derivative of the gamma function, for every element.
  ///
  /// Within 4 ulp for x > 0, but for a few more next to its zero at 1.46. Below 0, between the poles, only
  /// the absolute error is small near zeros. ∓∞ at ±0, NaN at negative whole numbers.
  public func digamma() -> Tensor { Tensor.apply(Digamma(), self) }

  /// The derivative of that order of ``digamma()``, for every element.
  ///
  /// For x > 0, and for orders 1 and 2 below 0 as well; NaN elsewhere. By the recurrence and Euler and
  /// Maclaurin's series for Hurwitz's zeta function.
  ///
  /// - Parameter order: 0, which is ``digamma()`` itself, to 100.
  public func polygamma(_ order: Int) -> Tensor {
    guard order >= 0 && order <= 100 else {
      return .failure(.indexOutOfRange(operation: "polygamma", index: order, bound: 101))
    }
    return order == 0 ? digamma() : Tensor.apply(Polygamma(order: order), self)
  }
}

struct Digamma: UnaryElementwise {
  static let name = "digamma"
  static let kernel = Int(TC_DIGAMMA)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g * saved.input.polygamma(1) }

  static let samples = Sample.elementwise(0.4...4) { $0.digamma() }
}

struct Polygamma: DifferentiableUnary {
  static let name = "polygamma"
  static let operands = OperandTypes.floating
  static let saves: Saves = .input
  let order: Int

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let order = x.detached().constant(Double(order))
    return try Kernels.binary(Int(TC_POLYGAMMA), x, order, operation: Self.name)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    g * Tensor.apply(Polygamma(order: order + 1), saved.input)
  }

  static let samples = Sample.elementwise(1.2...4) { $0.polygamma(1) }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Digamma.self, to: $0) }
@section("tc_ops") @used private let poly: OperationRecord = { export(Polygamma.self, to: $0) }
