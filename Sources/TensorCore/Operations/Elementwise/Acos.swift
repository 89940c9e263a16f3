// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// arccos x       d/dx = -1 / √(1 - x²)
extension Tensor {
  /// The inverse cosine of every element, in 0...π, within 2 ulp; NaN outside -1...1.
  public func acos() -> Tensor { Tensor.apply(Acos(), self) }
}

struct Acos: UnaryElementwise {
  static let name = "acos"
  static let kernel = Int(TC_ACOS)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    return -(g * ((1 - x) * (1 + x)).rsqrt())
  }

  static let samples = Sample.elementwise(-0.8...0.8) { $0.acos() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Acos.self, to: $0) }
