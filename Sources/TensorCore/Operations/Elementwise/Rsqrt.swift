// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// 1 / √x       d/dx = -y³ / 2
extension Tensor {
  /// The reciprocal square root of every element, within 2 ulp.
  ///
  /// It is ∞ at 0, -∞ at -0 and NaN below.
  public func rsqrt() -> Tensor { Tensor.apply(Rsqrt(), self) }
}

struct Rsqrt: UnaryElementwise {
  static let name = "rsqrt"
  static let kernel = Int(TC_RSQRT)
  static let saves: Saves = .output

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let y = saved.output
    return g * (y * y * y * -0.5)
  }

  static let samples = Sample.elementwise(0.3...3) { $0.rsqrt() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Rsqrt.self, to: $0) }
