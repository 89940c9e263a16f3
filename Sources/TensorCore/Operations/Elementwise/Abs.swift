// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// |x|       d/dx = sign x
extension Tensor {
  /// The magnitude of every element. The derivative at 0 is 0.
  ///
  /// Of integers too, where the least one has none and stays; truth values stay what they are.
  public func abs() -> Tensor { Tensor.apply(Abs(), self) }

  /// The sign of every element: -1, 0 or 1; NaN stays. The derivative is 0 everywhere.
  public func sign() -> Tensor { Tensor.apply(Sign(), self) }
}

struct Abs: DifferentiableUnary {
  static let name = "abs"
  static let operands = OperandTypes.promoted
  static let saves: Saves = .input

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    x.dtype.isComputed
      ? try Kernels.unary(Int(TC_ABS), x) : try Kernels.integerUnary(Int(TC_INTEGER_ABS), x)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g * saved.input.sign() }

  static let samples = Sample.elementwise(-2...2.1) { $0.abs() }
}

struct Sign: DifferentiableUnary {
  static let name = "sign"
  static let operands = OperandTypes.promoted
  static let saves: Saves = .nothing

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    x.dtype.isComputed
      ? try Kernels.unary(Int(TC_SIGN), x) : try Kernels.integerUnary(Int(TC_INTEGER_SIGN), x)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    .zeros(saved.inputLayout.shape, dtype: g.dtype)
  }

  static let samples = Sample.elementwise(-2...2.1) { $0.sign() }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Abs.self, to: $0) }
@section("tc_ops") @used private let sign: OperationRecord = { export(Sign.self, to: $0) }
