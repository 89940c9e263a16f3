// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// x / (1 + exp(-x)), also called swish       d/dx = s (1 + x (1 - s)), s = sigmoid x
extension Tensor {
  /// The sigmoid linear unit x · sigmoid(x) of every element, within 4 ulp where exp(-|x|) is a normal
  /// number; 0 at -∞.
  ///
  /// Elfwing, Uchibe and Doya, <https://arxiv.org/abs/1702.03118>.
  public func silu() -> Tensor { Tensor.apply(Silu(), self) }
}

struct Silu: UnaryElementwise {
  static let name = "silu"
  static let kernel = Int(TC_SILU)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    let s = x.sigmoid()
    return g * (s * (1 + x * (1 - s)))
  }

  func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor? {
    try Kernels.binary(Int(TC_SILU_BACKWARD), g, saved.input, operation: Self.name)
  }

  static let samples = Sample.elementwise(-3...3) { $0.silu() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Silu.self, to: $0) }
