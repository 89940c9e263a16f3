// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// sin x       d/dx = cos x
extension Tensor {
  /// The sine of every element, an angle in radians, within 1 ulp for angles of any size.
  ///
  /// NaN at ±∞.
  public func sin() -> Tensor { Tensor.apply(Sin(), self) }
}

struct Sin: UnaryElementwise {
  static let name = "sin"
  static let kernel = Int(TC_SIN)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g * saved.input.cos() }

  static let samples = Sample.elementwise(-4...4) { $0.sin() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Sin.self, to: $0) }
