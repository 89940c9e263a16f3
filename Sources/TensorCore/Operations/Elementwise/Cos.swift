// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// cos x       d/dx = -sin x
extension Tensor {
  /// The cosine of every element, an angle in radians, within 1 ulp for angles of any size.
  ///
  /// NaN at ±∞.
  public func cos() -> Tensor { Tensor.apply(Cos(), self) }
}

struct Cos: UnaryElementwise {
  static let name = "cos"
  static let kernel = Int(TC_COS)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { -(g * saved.input.sin()) }

  static let samples = Sample.elementwise(-4...4) { $0.cos() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Cos.self, to: $0) }
