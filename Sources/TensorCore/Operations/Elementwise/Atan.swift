// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// arctan x       d/dx = 1 / (1 + x²)
extension Tensor {
  /// The inverse tangent of every element, in -π/2...π/2, within 2 ulp.
  public func atan() -> Tensor { Tensor.apply(Atan(), self) }
}

struct Atan: UnaryElementwise {
  static let name = "atan"
  static let kernel = Int(TC_ATAN)
  static let saves: Saves = .input

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g / (saved.input * saved.input + 1) }

  static let samples = Sample.elementwise(-3...3) { $0.atan() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Atan.self, to: $0) }
