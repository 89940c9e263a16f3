// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// exp(x) - 1       d/dx = exp(x) = y + 1
extension Tensor {
  /// The exponential less 1, without loss near 0, within 2 ulp.
  public func expm1() -> Tensor { Tensor.apply(Expm1(), self) }
}

struct Expm1: UnaryElementwise {
  static let name = "expm1"
  static let kernel = Int(TC_EXPM1)
  static let saves: Saves = .output

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g * (saved.output + 1) }

  static let samples = Sample.elementwise(-2...2) { $0.expm1() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Expm1.self, to: $0) }
