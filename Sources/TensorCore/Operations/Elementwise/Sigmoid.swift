// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// 1 / (1 + exp(-x))       d/dx = y (1 - y)
extension Tensor {
  /// The logistic function of every element, within 4 ulp where the result is a normal number.
  public func sigmoid() -> Tensor { Tensor.apply(Sigmoid(), self) }
}

struct Sigmoid: UnaryElementwise {
  static let name = "sigmoid"
  static let kernel = Int(TC_SIGMOID)
  static let saves: Saves = .output

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    g * (saved.output * (1 - saved.output))
  }

  func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor? {
    try Kernels.binary(Int(TC_SIGMOID_BACKWARD), g, saved.output, operation: Self.name)
  }

  static let samples = Sample.elementwise(-3...3) { $0.sigmoid() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Sigmoid.self, to: $0) }
