// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// 1 - erf x       d/dx = -2/√π exp(-x²)
extension Tensor {
  /// 1 less the error function of every element, within 4 ulp where the result is a normal number: also
  /// where 1 - erf(x) would have no digits left.
  ///
  /// After Shepherd and Laframboise, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x" (1981).
  public func erfc() -> Tensor { Tensor.apply(Erfc(), self) }
}

struct Erfc: UnaryElementwise {
  static let name = "erfc"
  static let kernel = Int(TC_ERFC)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    g * ((-(saved.input * saved.input)).exp() * -0x1.20dd750429b6dp+0)
  }

  static let samples = Sample.elementwise(-2...2) { $0.erfc() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Erfc.self, to: $0) }
