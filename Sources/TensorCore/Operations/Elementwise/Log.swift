// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// ln(x)        d/dx = 1 / x
extension Tensor {
  /// The natural logarithm of every element, within 2 ulp.
  ///
  /// log(0) = -∞, log(∞) = ∞; NaN for negative numbers and NaN.
  public func log() -> Tensor { Tensor.apply(Log(), self) }
}

struct Log: UnaryElementwise {
  static let name = "log"
  static let kernel = Int(TC_LOG)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g / saved.input }

  static let samples = Sample.elementwise(0.3...3) { $0.log() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Log.self, to: $0) }
