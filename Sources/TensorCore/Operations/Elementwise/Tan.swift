// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// tan x       d/dx = 1 + tan² x
extension Tensor {
  /// The tangent of every element, an angle in radians, within 2 ulp for angles of any size.
  ///
  /// NaN at ±∞.
  public func tan() -> Tensor { Tensor.apply(Tan(), self) }
}

struct Tan: UnaryElementwise {
  static let name = "tan"
  static let kernel = Int(TC_TAN)
  static let saves: Saves = .output

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g * (saved.output * saved.output + 1) }

  static let samples = Sample.elementwise(-1...1.2) { $0.tan() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Tan.self, to: $0) }
