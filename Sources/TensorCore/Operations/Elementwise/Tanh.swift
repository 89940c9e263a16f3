// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// tanh(x)      d/dx = 1 - tanh(x)²
extension Tensor {
  /// The hyperbolic tangent of every element, within 4 ulp.
  public func tanh() -> Tensor { Tensor.apply(Tanh(), self) }
}

struct Tanh: UnaryElementwise {
  static let name = "tanh"
  static let kernel = Int(TC_TANH)
  static let saves: Saves = .output

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    g * (1 - saved.output * saved.output)
  }

  func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor? {
    try Kernels.binary(Int(TC_TANH_BACKWARD), g, saved.output, operation: Self.name)
  }

  static let samples = Sample.elementwise(-2...2) { $0.tanh() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Tanh.self, to: $0) }
