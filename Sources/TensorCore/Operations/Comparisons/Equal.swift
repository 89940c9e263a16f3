// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// x = y and x ≠ y, true or false
extension Tensor {
  /// Where elements of this tensor equal those of another, broadcast as NumPy does.
  ///
  /// - Parameter other: the other tensor; the two are compared in their common type.
  /// - Returns: a tensor of ``DType/bool``; false where either element is NaN.
  public func equal(to other: Tensor) -> Tensor { Tensor.apply(Equal(), self, other) }

  /// Where elements equal those of the other; see ``equal(to:)``.
  public static func .== (x: Tensor, y: Tensor) -> Tensor { x.equal(to: y) }
  /// Where elements equal a number.
  public static func .== (x: Tensor, y: Double) -> Tensor { x.equal(to: x.constant(y)) }

  /// The same beside a whole number; integers are compared exactly.
  @_disfavoredOverload
  public static func .== (x: Tensor, y: Int) -> Tensor { x.equal(to: x.comparand(y)) }

  /// Where elements of this tensor differ from those of another, broadcast as NumPy does.
  ///
  /// - Parameter other: the other tensor; the two are compared in their common type.
  /// - Returns: a tensor of ``DType/bool``; true where either element is NaN.
  public func notEqual(to other: Tensor) -> Tensor { Tensor.apply(NotEqual(), self, other) }

  /// Where elements differ from those of the other; see ``notEqual(to:)``.
  public static func .!= (x: Tensor, y: Tensor) -> Tensor { x.notEqual(to: y) }
  /// Where elements differ from a number.
  public static func .!= (x: Tensor, y: Double) -> Tensor { x.notEqual(to: x.constant(y)) }

  /// The same beside a whole number; integers are compared exactly.
  @_disfavoredOverload
  public static func .!= (x: Tensor, y: Int) -> Tensor { x.notEqual(to: x.comparand(y)) }
}

struct Equal: NonDifferentiableBinary {
  static let name = "equal"
  static let operands = OperandTypes.promoted

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    try comparison(Int(TC_EQUAL), x, y, operation: Self.name)
  }

  static let samples = [
    Sample("[3, 5] [5]", [.init([3, 5]), .init([5])], propagatesNaN: false) {
      $0[0].equal(to: $0[1])
    },
    Sample("itself", [.init([3, 5])], propagatesNaN: false) { $0[0].equal(to: $0[0]) },
    Sample("[0]", [.init([0]), .init([0])], propagatesNaN: false) { $0[0].equal(to: $0[1]) },
  ]
}

struct NotEqual: NonDifferentiableBinary {
  static let name = "notEqual"
  static let operands = OperandTypes.promoted

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    try Kernels.not(comparison(Int(TC_EQUAL), x, y, operation: Self.name))
  }

  static let samples = [
    Sample("[3, 5] [5]", [.init([3, 5]), .init([5])], propagatesNaN: false) { $0[0] .!= $0[1] },
    Sample("number", [.init([4])], propagatesNaN: false) { $0[0] .!= 0.5 },
  ]
}

/// Compares tensors of one type, whichever it is.
func comparison(
  _ kernel: Int, _ x: Tensor, _ y: Tensor, operation: String
) throws(TensorError) -> Tensor {
  guard x.dtype == y.dtype else {
    throw .typeMismatch(operation: operation, left: x.dtype, right: y.dtype)
  }
  guard x.dtype != .float16 && x.dtype != .bfloat16 else {
    throw .unsupportedType(operation: operation, dtype: x.dtype)
  }
  return try Kernels.compare(kernel, x, y, operation: operation)
}

@section("tc_ops") @used private let record: OperationRecord = { export(Equal.self, to: $0) }
@section("tc_ops") @used private let notEqual: OperationRecord = { export(NotEqual.self, to: $0) }
