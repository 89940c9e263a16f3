// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// max(x, 0)    d/dx = 1 where x > 0, else 0
extension Tensor {
  /// The larger of every element and 0; NaN stays. The derivative at 0 is 0.
  public func relu() -> Tensor { Tensor.apply(ReLU(), self) }
}

struct ReLU: UnaryElementwise {
  static let name = "relu"
  static let kernel = Int(TC_RELU)
  static let saves: Saves = .output

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let y = saved.output.detached()
    return g * y.greater(than: y.constant(0)).cast(to: y.dtype)
  }

  func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor? {
    try Kernels.binary(Int(TC_RELU_BACKWARD), g, saved.output, operation: Self.name)
  }

  static let samples = Sample.elementwise(-2...2.1) { $0.relu() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(ReLU.self, to: $0) }
