// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// log((1 + x) / (1 - x)) / 2       d/dx = 1 / (1 - x²)
extension Tensor {
  /// The inverse hyperbolic tangent of every element, within 2 ulp; ±∞ at ±1, NaN beyond.
  public func atanh() -> Tensor { Tensor.apply(Atanh(), self) }
}

struct Atanh: UnaryElementwise {
  static let name = "atanh"
  static let kernel = Int(TC_ATANH)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    return g / ((1 - x) * (1 + x))
  }

  static let samples = Sample.elementwise(-0.8...0.8) { $0.atanh() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Atanh.self, to: $0) }
