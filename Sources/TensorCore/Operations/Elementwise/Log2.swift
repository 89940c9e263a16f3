// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// log x / log 2       d/dx = 1 / (x log 2)
extension Tensor {
  /// The binary logarithm of every element, within 1 ulp; exact for powers of 2.
  public func log2() -> Tensor { Tensor.apply(Log2(), self) }
}

struct Log2: UnaryElementwise {
  static let name = "log2"
  static let kernel = Int(TC_LOG2)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g / (saved.input * 0x1.62e42fefa39efp-1) }

  static let samples = Sample.elementwise(0.2...3) { $0.log2() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Log2.self, to: $0) }
