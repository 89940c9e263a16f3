// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// cosh x       d/dx = sinh x
extension Tensor {
  /// The hyperbolic cosine of every element, within 2 ulp.
  public func cosh() -> Tensor { Tensor.apply(Cosh(), self) }
}

struct Cosh: UnaryElementwise {
  static let name = "cosh"
  static let kernel = Int(TC_COSH)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g * saved.input.sinh() }

  static let samples = Sample.elementwise(-2...2) { $0.cosh() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Cosh.self, to: $0) }
