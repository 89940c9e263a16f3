// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// log |Γ(x)|       d/dx = ψ(x)
extension Tensor {
  /// The logarithm of the gamma function's magnitude, for every element.
  ///
  /// Within 4 ulp for x > 0. Below 0 it has zeros between the poles, near which only the absolute error is
  /// small: about 1e-15 in float64. ∞ at 0, at negative whole numbers and at ±∞.
  public func lgamma() -> Tensor { Tensor.apply(LogGamma(), self) }
}

struct LogGamma: UnaryElementwise {
  static let name = "lgamma"
  static let kernel = Int(TC_LGAMMA)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g * saved.input.digamma() }

  static let samples = Sample.elementwise(0.4...4) { $0.lgamma() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(LogGamma.self, to: $0) }
