// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// log(1 + exp x)       d/dx = sigmoid x
extension Tensor {
  /// The softplus log(1 + exp(βx)) / β of every element, within 2 ulp for β = 1, without overflow.
  ///
  /// - Parameter beta: sharpness β, not 0.
  public func softplus(beta: Double = 1) -> Tensor {
    beta == 1 ? Tensor.apply(Softplus(), self) : Tensor.apply(Softplus(), self * beta) / beta
  }
}

struct Softplus: UnaryElementwise {
  static let name = "softplus"
  static let kernel = Int(TC_SOFTPLUS)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g * saved.input.sigmoid() }

  static let samples =
    Sample.elementwise(-3...3) { $0.softplus() } + [
      Sample("beta", [.init([5])]) { $0[0].softplus(beta: 2.5) },
      Sample(
        "log sigmoid", [.init([5], -3...3)], composed: { $0[0].sigmoid().log() }
      ) { $0[0].logSigmoid() },
    ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Softplus.self, to: $0) }
