// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// log(x + √(x² + 1))       d/dx = 1 / √(x² + 1)
extension Tensor {
  /// The inverse hyperbolic sine of every element, within 2 ulp.
  public func asinh() -> Tensor { Tensor.apply(Asinh(), self) }
}

struct Asinh: UnaryElementwise {
  static let name = "asinh"
  static let kernel = Int(TC_ASINH)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    g * (saved.input * saved.input + 1).rsqrt()
  }

  static let samples = Sample.elementwise(-3...3) { $0.asinh() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Asinh.self, to: $0) }
