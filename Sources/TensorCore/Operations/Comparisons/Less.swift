// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// x < y, true or false
extension Tensor {
  /// Where elements of this tensor are below those of another, broadcast as NumPy does.
  ///
  /// - Parameter other: a tensor of the same element type.
  /// - Returns: a tensor of ``DType/bool``; false where either element is NaN.
  public func less(than other: Tensor) -> Tensor { Tensor.apply(Less(), self, other) }

  /// Where elements of this tensor are above those of another, broadcast as NumPy does.
  ///
  /// - Parameter other: a tensor of the same element type.
  /// - Returns: a tensor of ``DType/bool``; false where either element is NaN.
  public func greater(than other: Tensor) -> Tensor { Tensor.apply(Less(), other, self) }
}

struct Less: NonDifferentiableBinary {
  static let name = "less"
  static let operands = OperandTypes.promoted

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    try comparison(Int(TC_LESS), x, y, operation: Self.name)
  }

  static let samples = [
    Sample("[3, 5] [3, 1]", [.init([3, 5]), .init([3, 1])], propagatesNaN: false) {
      $0[0].less(than: $0[1])
    },
    Sample("greater", [.init([4]), .init([])], propagatesNaN: false) { $0[0].greater(than: $0[1]) },
    Sample("[0]", [.init([0]), .init([0])], propagatesNaN: false) { $0[0].less(than: $0[1]) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Less.self, to: $0) }
