// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// 1 / x       d/dx = -y²
extension Tensor {
  /// The reciprocal of every element, correctly rounded.
  public func reciprocal() -> Tensor { Tensor.apply(Reciprocal(), self) }
}

struct Reciprocal: UnaryElementwise {
  static let name = "reciprocal"
  static let kernel = Int(TC_RECIPROCAL)
  static let saves: Saves = .output

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { -(g * (saved.output * saved.output)) }

  static let samples = Sample.elementwise(0.3...3) { $0.reciprocal() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Reciprocal.self, to: $0) }
