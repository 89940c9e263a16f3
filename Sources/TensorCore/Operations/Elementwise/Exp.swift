// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// exp(x)       d/dx = exp(x)
extension Tensor {
  /// The exponential of every element, within 2 ulp.
  ///
  /// exp(±∞) = ∞ and 0; NaN stays.
  public func exp() -> Tensor { Tensor.apply(Exp(), self) }
}

struct Exp: UnaryElementwise {
  static let name = "exp"
  static let kernel = Int(TC_EXP)
  static let saves: Saves = .output

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g * saved.output }

  static let samples = Sample.elementwise(-2...2) { $0.exp() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Exp.self, to: $0) }
