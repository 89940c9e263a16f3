// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// The least whole number ≥ x       d/dx = 0
extension Tensor {
  /// The least whole number not below every element.
  ///
  /// The derivative is 0 everywhere, as in PyTorch: also where the result jumps. Integers stay what they are.
  public func ceil() -> Tensor {
    dtype.isFloatingPoint ? Tensor.apply(Ceil(), self) : self
  }
}

struct Ceil: UnaryElementwise {
  static let name = "ceil"
  static let kernel = Int(TC_CEIL)
  static let saves: Saves = .nothing

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    .zeros(saved.inputLayout.shape, dtype: g.dtype)
  }

  static let samples = Sample.elementwise(-2.03...2.17) { $0.ceil() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Ceil.self, to: $0) }
