// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// log(1 + x)       d/dx = 1 / (1 + x)
extension Tensor {
  /// The natural logarithm of 1 plus every element, without loss near 0, within 2 ulp.
  ///
  /// log1p(-1) = -∞; below that it is NaN.
  public func log1p() -> Tensor { Tensor.apply(Log1p(), self) }
}

struct Log1p: UnaryElementwise {
  static let name = "log1p"
  static let kernel = Int(TC_LOG1P)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g / (saved.input + 1) }

  static let samples = Sample.elementwise(-0.7...2) { $0.log1p() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Log1p.self, to: $0) }
