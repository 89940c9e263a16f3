// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// log x / log 10       d/dx = 1 / (x log 10)
extension Tensor {
  /// The decimal logarithm of every element, within 1 ulp; exact for powers of 10.
  public func log10() -> Tensor { Tensor.apply(Log10(), self) }
}

struct Log10: UnaryElementwise {
  static let name = "log10"
  static let kernel = Int(TC_LOG10)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g / (saved.input * 0x1.26bb1bbb55516p+1) }

  static let samples = Sample.elementwise(0.2...3) { $0.log10() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Log10.self, to: $0) }
