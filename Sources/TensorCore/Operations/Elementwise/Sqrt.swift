// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// √x           d/dx = 1 / (2 √x)
extension Tensor {
  /// The square root of every element, correctly rounded; NaN for negative numbers.
  public func sqrt() -> Tensor { Tensor.apply(Sqrt(), self) }
}

struct Sqrt: UnaryElementwise {
  static let name = "sqrt"
  static let kernel = Int(TC_SQRT)
  static let saves: Saves = .output

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g / (saved.output * 2) }

  static let samples = Sample.elementwise(0.3...3) { $0.sqrt() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Sqrt.self, to: $0) }
