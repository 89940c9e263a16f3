// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// The greatest whole number ≤ x       d/dx = 0
extension Tensor {
  /// The greatest whole number not above every element.
  ///
  /// The derivative is 0 everywhere, as in PyTorch: also where the result jumps. Integers stay what they are.
  public func floor() -> Tensor {
    dtype.isFloatingPoint ? Tensor.apply(Floor(), self) : self
  }
}

struct Floor: UnaryElementwise {
  static let name = "floor"
  static let kernel = Int(TC_FLOOR)
  static let saves: Saves = .nothing

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    .zeros(saved.inputLayout.shape, dtype: g.dtype)
  }

  static let samples = Sample.elementwise(-2.03...2.17) { $0.floor() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Floor.self, to: $0) }
