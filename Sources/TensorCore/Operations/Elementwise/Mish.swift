// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// x tanh(log(1 + exp x))       d/dx = t + x s (1 - t²), t = tanh(softplus x), s = sigmoid x
extension Tensor {
  /// Mish, x · tanh(softplus(x)), of every element, within 4 ulp; 0 at -∞.
  ///
  /// Misra, <https://arxiv.org/abs/1908.08681>.
  public func mish() -> Tensor { Tensor.apply(Mish(), self) }
}

struct Mish: UnaryElementwise {
  static let name = "mish"
  static let kernel = Int(TC_MISH)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    let t = x.softplus().tanh()
    return g * (t + x * (x.sigmoid() * (1 - t * t)))
  }

  static let samples = Sample.elementwise(-3...3) { $0.mish() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Mish.self, to: $0) }
