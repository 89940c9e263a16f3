// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// x y          d/dx = y, d/dy = x
extension Tensor {
  /// The product of two tensors, element by element, broadcast as NumPy does.
  ///
  /// Types that differ are brought to ``DType/promoted(_:_:)``.
  /// Truth values are joined by "and"; integers wrap.
  public static func * (x: Tensor, y: Tensor) -> Tensor { apply(Multiply(), x, y) }

  /// The product of every element and a number; see ``Tensor`` on the types of both.
  public static func * (x: Tensor, y: Double) -> Tensor { apply(Multiply(), x, x.constant(y)) }

  /// The product of a number and every element; see ``Tensor`` on the types of both.
  public static func * (x: Double, y: Tensor) -> Tensor { apply(Multiply(), y.constant(x), y) }

  /// The product of every element and a whole number, which takes the elements' type.
  @_disfavoredOverload
  public static func * (x: Tensor, y: Int) -> Tensor { apply(Multiply(), x, x.constant(y)) }

  /// The product of a whole number and every element, whose type it takes.
  @_disfavoredOverload
  public static func * (x: Int, y: Tensor) -> Tensor { apply(Multiply(), y.constant(x), y) }

  /// `x = x * y`, in the elements' own memory where nobody else can see them.
  ///
  /// - Complexity: O(n); allocates nothing where `x` has the result's type and shape, is not being
  ///   recorded, and shares its elements with no other tensor.
  public static func *= (x: inout Tensor, y: Tensor) {
    if !Kernels.assign(Int32(TC_MULTIPLY), &x, y) { x = x * y }
  }

  /// `x = x * y`, in the elements' own memory where nobody else can see them.
  public static func *= (x: inout Tensor, y: Double) { x *= x.constant(y) }

  /// `x = x * y`, in the elements' own memory where nobody else can see them.
  @_disfavoredOverload
  public static func *= (x: inout Tensor, y: Int) { x *= x.constant(y) }
}

struct Multiply: BinaryElementwise {
  static let name = "multiply"
  static let kernel = Int(TC_MULTIPLY)
  static let saves: Saves = [.left, .right]

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor { g * saved.right }
  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor { g * saved.left }

  static let samples = Sample.pairs(-2...2, -2...2) { $0 * $1 }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Multiply.self, to: $0) }
