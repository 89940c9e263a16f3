// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// x without its fraction       d/dx = 0
extension Tensor {
  /// Every element without its fraction.
  ///
  /// The derivative is 0 everywhere, as in PyTorch: also where the result jumps. Integers stay what they are.
  public func trunc() -> Tensor {
    dtype.isFloatingPoint ? Tensor.apply(Trunc(), self) : self
  }
}

struct Trunc: UnaryElementwise {
  static let name = "trunc"
  static let kernel = Int(TC_TRUNC)
  static let saves: Saves = .nothing

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    .zeros(saved.inputLayout.shape, dtype: g.dtype)
  }

  static let samples = Sample.elementwise(-2.03...2.17) { $0.trunc() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Trunc.self, to: $0) }
