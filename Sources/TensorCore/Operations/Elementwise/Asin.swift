// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// arcsin x       d/dx = 1 / √(1 - x²)
extension Tensor {
  /// The inverse sine of every element, in -π/2...π/2, within 2 ulp; NaN outside -1...1.
  public func asin() -> Tensor { Tensor.apply(Asin(), self) }
}

struct Asin: UnaryElementwise {
  static let name = "asin"
  static let kernel = Int(TC_ASIN)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    return g * ((1 - x) * (1 + x)).rsqrt()
  }

  static let samples = Sample.elementwise(-0.8...0.8) { $0.asin() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Asin.self, to: $0) }
