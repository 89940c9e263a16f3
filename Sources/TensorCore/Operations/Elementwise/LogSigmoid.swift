// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// log(1 / (1 + exp(-x)))        d/dx = g σ(-x)
extension Tensor {
  /// The logarithm of the sigmoid of every element, without overflow: x itself for large negative ones.
  ///
  /// - Complexity: O(n), n the number of elements.
  public func logSigmoid() -> Tensor { Tensor.apply(LogSigmoid(), self) }
}

struct LogSigmoid: DifferentiableUnary {
  static let name = "logSigmoid"
  static let saves: Saves = .input
  static let operands = OperandTypes.floating

  func forward(_ x: Tensor) throws(TensorError) -> Tensor { try Kernels.logSigmoid(x) }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g * (-saved.input).sigmoid() }

  static let samples =
    Sample.elementwise(-4...4) { $0.logSigmoid() } + [
      Sample("composed", [.init([17], -4...4)], composed: { $0[0].sigmoid().log() }) {
        $0[0].logSigmoid()
      }
    ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(LogSigmoid.self, to: $0) }
