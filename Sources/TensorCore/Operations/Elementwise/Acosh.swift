// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// log(x + √(x² - 1))       d/dx = 1 / √(x² - 1)
extension Tensor {
  /// The inverse hyperbolic cosine of every element, within 2 ulp; NaN below 1.
  public func acosh() -> Tensor { Tensor.apply(Acosh(), self) }
}

struct Acosh: UnaryElementwise {
  static let name = "acosh"
  static let kernel = Int(TC_ACOSH)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    return g * ((x - 1).rsqrt() * (x + 1).rsqrt())
  }

  static let samples = Sample.elementwise(1.3...4) { $0.acosh() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Acosh.self, to: $0) }
