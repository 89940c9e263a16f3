// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// sinh x       d/dx = cosh x
extension Tensor {
  /// The hyperbolic sine of every element, within 2 ulp.
  public func sinh() -> Tensor { Tensor.apply(Sinh(), self) }
}

struct Sinh: UnaryElementwise {
  static let name = "sinh"
  static let kernel = Int(TC_SINH)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g * saved.input.cosh() }

  static let samples = Sample.elementwise(-2...2) { $0.sinh() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Sinh.self, to: $0) }
