// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// 2/√π ∫ exp(-t²) from 0 to x       d/dx = 2/√π exp(-x²)
extension Tensor {
  /// The error function of every element, within 3 ulp.
  public func erf() -> Tensor { Tensor.apply(Erf(), self) }
}

struct Erf: UnaryElementwise {
  static let name = "erf"
  static let kernel = Int(TC_ERF)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    g * ((-(saved.input * saved.input)).exp() * 0x1.20dd750429b6dp+0)
  }

  static let samples = Sample.elementwise(-2...2) { $0.erf() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Erf.self, to: $0) }
