// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// Which elements are NaN, finite, infinite
extension Tensor {
  /// Where elements are NaN, as ``DType/bool``; integers never are.
  public func isNaN() -> Tensor { Tensor.apply(NumberClass(question: .isNaN), self) }
  /// Where elements are finite, as ``DType/bool``; integers always are.
  public func isFinite() -> Tensor { Tensor.apply(NumberClass(question: .isFinite), self) }
  /// Where elements are ∞ or -∞, as ``DType/bool``; integers never are.
  public func isInfinite() -> Tensor { Tensor.apply(NumberClass(question: .isInfinite), self) }
}

struct NumberClass: NonDifferentiableUnary {
  enum Question: Int32 { case isNaN, isFinite, isInfinite }

  static let name = "number class"
  static let operands = OperandTypes.promoted
  let question: Question

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    x.dtype.isComputed
      ? try Kernels.classify(question.rawValue, x)
      : try Kernels.fill(question == .isFinite ? 1 : 0, layout: x.layout.dense, dtype: .bool)
  }

  static let samples = [
    Sample("NaN", [.init([3, 5])], propagatesNaN: false) { ($0[0] / 0).isNaN() },
    Sample("finite", [.init([3, 5])], propagatesNaN: false) { (1 / ($0[0] - $0[0])).isFinite() },
    Sample("infinite", [.init([0])], propagatesNaN: false) { $0[0].isInfinite() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(NumberClass.self, to: $0) }
