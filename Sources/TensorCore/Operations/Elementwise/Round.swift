// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// The whole number next to x, the even one of two       d/dx = 0
extension Tensor {
  /// The whole number next to every element, the even one where two are equally near.
  ///
  /// The derivative is 0 everywhere, as in PyTorch: also where the result jumps. Integers stay what they are.
  public func round() -> Tensor {
    dtype.isFloatingPoint ? Tensor.apply(Round(), self) : self
  }
}

struct Round: UnaryElementwise {
  static let name = "round"
  static let kernel = Int(TC_ROUND)
  static let saves: Saves = .nothing

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    .zeros(saved.inputLayout.shape, dtype: g.dtype)
  }

  static let samples = Sample.elementwise(-2.03...2.17) { $0.round() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Round.self, to: $0) }
