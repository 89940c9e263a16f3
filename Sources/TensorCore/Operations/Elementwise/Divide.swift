// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// x / y        d/dx = 1 / y, d/dy = -x / y²
extension Tensor {
  /// The quotient of two tensors, element by element, broadcast as NumPy does.
  ///
  /// Types that differ are brought to ``DType/promoted(_:_:)``.
  /// The quotient of integers is a float64, as in Python; ``floorDivide(_:)-(Tensor)`` keeps them whole.
  public static func / (x: Tensor, y: Tensor) -> Tensor { apply(Divide(), x, y) }

  /// The quotient of every element and a number; integers become float64, as in NumPy.
  public static func / (x: Tensor, y: Double) -> Tensor { x / x.constant(y) }

  /// The quotient of a number and every element; integers become float64, as in NumPy.
  public static func / (x: Double, y: Tensor) -> Tensor { y.constant(x) / y }

  /// The quotient of every element and a whole number, which takes the elements' type.
  @_disfavoredOverload
  public static func / (x: Tensor, y: Int) -> Tensor { x / x.constant(y) }

  /// The quotient of a whole number and every element, whose type it takes.
  @_disfavoredOverload
  public static func / (x: Int, y: Tensor) -> Tensor { y.constant(x) / y }

  /// `x = x / y`, in the elements' own memory where nobody else can see them.
  ///
  /// - Complexity: O(n); allocates nothing where `x` has the result's type and shape, is not being
  ///   recorded, and shares its elements with no other tensor.
  public static func /= (x: inout Tensor, y: Tensor) {
    if !Kernels.assign(Int32(TC_DIVIDE), &x, y) { x = x / y }
  }

  /// `x = x / y`, in the elements' own memory where nobody else can see them.
  public static func /= (x: inout Tensor, y: Double) { x /= x.constant(y) }

  /// `x = x / y`, in the elements' own memory where nobody else can see them.
  @_disfavoredOverload
  public static func /= (x: inout Tensor, y: Int) { x /= x.constant(y) }
}

struct Divide: BinaryElementwise {
  static let name = "divide"
  static let kernel = Int(TC_DIVIDE)
  static let saves: Saves = [.right, .output]
  static let operands = OperandTypes.real

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor { g / saved.right }
  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    -(g * saved.output) / saved.right
  }

  static let samples = Sample.pairs(-2...2, 0.5...2) { $0 / $1 }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Divide.self, to: $0) }
