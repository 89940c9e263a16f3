// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// x < y and its relatives, true or false
extension Tensor {
  /// Where elements of this tensor are below those of another, broadcast as NumPy does.
  ///
  /// - Parameter other: the other tensor; the two are compared in their common type.
  /// - Returns: a tensor of ``DType/bool``; false where either element is NaN.
  public func less(than other: Tensor) -> Tensor { Tensor.apply(Less(), self, other) }

  /// Where elements of this tensor are above those of another, broadcast as NumPy does.
  ///
  /// - Parameter other: the other tensor; the two are compared in their common type.
  /// - Returns: a tensor of ``DType/bool``; false where either element is NaN.
  public func greater(than other: Tensor) -> Tensor { Tensor.apply(Less(), other, self) }

  /// Where elements of this tensor are not above those of another, broadcast as NumPy does.
  ///
  /// - Parameter other: the other tensor; the two are compared in their common type.
  /// - Returns: a tensor of ``DType/bool``; false where either element is NaN.
  public func lessOrEqual(to other: Tensor) -> Tensor { Tensor.apply(LessOrEqual(), self, other) }

  /// Where elements of this tensor are not below those of another, broadcast as NumPy does.
  ///
  /// - Parameter other: the other tensor; the two are compared in their common type.
  /// - Returns: a tensor of ``DType/bool``; false where either element is NaN.
  public func greaterOrEqual(to other: Tensor) -> Tensor {
    Tensor.apply(LessOrEqual(), other, self)
  }

  /// Where elements are below those of the other; see ``less(than:)``.
  public static func .< (x: Tensor, y: Tensor) -> Tensor { x.less(than: y) }
  /// Where elements are below a number.
  public static func .< (x: Tensor, y: Double) -> Tensor { x.less(than: x.constant(y)) }

  /// The same beside a whole number; integers are compared exactly.
  @_disfavoredOverload
  public static func .< (x: Tensor, y: Int) -> Tensor { x.less(than: x.comparand(y)) }
  /// Where elements are above those of the other; see ``greater(than:)``.
  public static func .> (x: Tensor, y: Tensor) -> Tensor { x.greater(than: y) }
  /// Where elements are above a number.
  public static func .> (x: Tensor, y: Double) -> Tensor { x.greater(than: x.constant(y)) }

  /// The same beside a whole number; integers are compared exactly.
  @_disfavoredOverload
  public static func .> (x: Tensor, y: Int) -> Tensor { x.greater(than: x.comparand(y)) }
  /// Where elements are not above those of the other; see ``lessOrEqual(to:)``.
  public static func .<= (x: Tensor, y: Tensor) -> Tensor { x.lessOrEqual(to: y) }
  /// Where elements are not above a number.
  public static func .<= (x: Tensor, y: Double) -> Tensor { x.lessOrEqual(to: x.constant(y)) }

  /// The same beside a whole number; integers are compared exactly.
  @_disfavoredOverload
  public static func .<= (x: Tensor, y: Int) -> Tensor { x.lessOrEqual(to: x.comparand(y)) }
  /// Where elements are not below those of the other; see ``greaterOrEqual(to:)``.
  public static func .>= (x: Tensor, y: Tensor) -> Tensor { x.greaterOrEqual(to: y) }
  /// Where elements are not below a number.
  public static func .>= (x: Tensor, y: Double) -> Tensor {
    x.greaterOrEqual(to: x.constant(y))
  }

  /// The same beside a whole number; integers are compared exactly.
  @_disfavoredOverload
  public static func .>= (x: Tensor, y: Int) -> Tensor { x.greaterOrEqual(to: x.comparand(y)) }
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

struct LessOrEqual: NonDifferentiableBinary {
  static let name = "lessOrEqual"
  static let operands = OperandTypes.promoted

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    try comparison(Int(TC_LESS_EQUAL), x, y, operation: Self.name)
  }

  static let samples = [
    Sample("[3, 5] [3, 1]", [.init([3, 5]), .init([3, 1])], propagatesNaN: false) {
      $0[0] .<= $0[1]
    },
    Sample("itself", [.init([4])], propagatesNaN: false) { $0[0] .>= $0[0] },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Less.self, to: $0) }
@section("tc_ops") @used private let orEqual: OperationRecord = {
  export(LessOrEqual.self, to: $0)
}
