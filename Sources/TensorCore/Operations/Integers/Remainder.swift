// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// x - floor(x / y) y        dx = dz, dy = -floor(x / y) dz
extension Tensor {
  /// The remainder with the sign of the divisor, element by element, as Python's `%`: -7 by 3 is 2.
  ///
  /// Of integers by 0 it is 0, as in NumPy; truth values count as int8. Of floating-point numbers by 0 it
  /// is NaN. It is exact for floating-point numbers of one sign.
  ///
  /// - Parameter other: the divisor; broadcast as NumPy does, and both brought to one type.
  /// - Complexity: O(n), n the number of elements of the result.
  public func remainder(_ other: Tensor) -> Tensor {
    Tensor.apply(Remainder(), numeric, other.numeric)
  }

  /// The remainder with the sign of the divisor: ``remainder(_:)``.
  public static func % (x: Tensor, y: Tensor) -> Tensor { x.remainder(y) }

  /// The remainder of every element by a number; integers become float64, as in NumPy.
  public static func % (x: Tensor, y: Double) -> Tensor { x.remainder(x.constant(y)) }

  /// The remainder of every element by a whole number, which takes the elements' type.
  @_disfavoredOverload
  public static func % (x: Tensor, y: Int) -> Tensor { x.remainder(x.constant(y)) }
}

struct Remainder: DifferentiableBinary {
  static let name = "remainder"
  static let operands = OperandTypes.promoted
  static let saves: Saves = [.left, .right]

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    try DiscreteKernels.binary(Int(TC_DISCRETE_REMAINDER), x, y, operation: Self.name)
  }

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor { g }
  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    // The quotient is a step function: a constant between its steps.
    -g * saved.left.detached().floorDivide(saved.right.detached())
  }

  // Quotients far from whole numbers, where the remainder jumps.
  static let samples = [
    Sample("[3] [3]", [.init([3], 2.2...2.6), .init([3], 0.98...1.02)]) { $0[0] % $0[1] },
    Sample("[2, 3] []", [.init([2, 3], -1.7...(-1.3)), .init([], 0.98...1.02)]) { $0[0] % $0[1] },
    Sample("[0] [1]", [.init([0]), .init([1])]) { $0[0] % $0[1] },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Remainder.self, to: $0) }
