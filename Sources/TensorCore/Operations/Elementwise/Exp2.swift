// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// 2^x       d/dx = 2^x log 2
extension Tensor {
  /// 2 to the power of every element, within 2 ulp; exact for whole numbers.
  public func exp2() -> Tensor { Tensor.apply(Exp2(), self) }
}

struct Exp2: UnaryElementwise {
  static let name = "exp2"
  static let kernel = Int(TC_EXP2)
  static let saves: Saves = .output

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g * (saved.output * 0x1.62e42fefa39efp-1) }

  static let samples = Sample.elementwise(-2...2) { $0.exp2() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Exp2.self, to: $0) }
