// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// x min(max(x + 3, 0), 6) / 6       d/dx = 0, x / 3 + 1/2 or 1 left of, on and right of [-3, 3]
extension Tensor {
  /// The hard swish of every element: 0 below -3, the element itself above 3.
  ///
  /// Howard et al., <https://arxiv.org/abs/1905.02244>. At ±3 the derivative is that of the middle piece.
  public func hardSwish() -> Tensor { Tensor.apply(HardSwish(), self) }
}

struct HardSwish: UnaryElementwise {
  static let name = "hardSwish"
  static let kernel = Int(TC_HARD_SWISH)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    let place = x.detached()
    let inside = (place .>= -3) .& (place .<= 3)
    return g * Tensor.where(inside, x * (1.0 / 3) + 0.5, (place .> 3).cast(to: x.dtype))
  }

  static let samples = Sample.elementwise(-4...4.1) { $0.hardSwish() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(HardSwish.self, to: $0) }
