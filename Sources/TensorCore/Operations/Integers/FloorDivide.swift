// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// floor(x / y)
extension Tensor {
  /// The quotient rounded down, element by element, as Python's `//`: 7 by -2 is -4.
  ///
  /// Integers stay integers: by 0 the result is 0, and the lowest number by -1 is itself, as in NumPy.
  /// Truth values count as int8. Floating-point numbers by 0 give an infinity or NaN. No gradient passes.
  ///
  /// - Parameter other: the divisor; broadcast as NumPy does, and both brought to one type.
  /// - Complexity: O(n), n the number of elements of the result.
  public func floorDivide(_ other: Tensor) -> Tensor {
    Tensor.apply(FloorDivide(), numeric, other.numeric)
  }

  /// The quotient by a number, rounded down.
  ///
  /// - Parameter other: the divisor; integers become float64, as in NumPy.
  public func floorDivide(_ other: Double) -> Tensor { floorDivide(constant(other)) }

  /// The quotient by a whole number, rounded down.
  ///
  /// - Parameter other: the divisor, which takes the elements' type.
  @_disfavoredOverload
  public func floorDivide(_ other: Int) -> Tensor { floorDivide(constant(other)) }
}

struct FloorDivide: DiscreteBinary {
  static let name = "floorDivide"
  static let kernel = Int(TC_DISCRETE_FLOOR_DIVIDE)

  static let samples = Sample.pairs(-9...9, 0.7...4) { $0.floorDivide($1) }
}

@section("tc_ops") @used private let record: OperationRecord = { export(FloorDivide.self, to: $0) }
