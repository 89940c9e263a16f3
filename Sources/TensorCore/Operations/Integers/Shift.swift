// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

extension Tensor {
  /// The bits moved up by as many places as the right operand says, element by element. Zeros move in;
  /// a count that is negative or not below the width leaves 0, as in NumPy. Truth values count as int8.
  public static func << (x: Tensor, y: Tensor) -> Tensor {
    apply(ShiftLeft(), x.numeric, y.numeric)
  }

  /// The bits of every element moved up by some places.
  public static func << (x: Tensor, y: Int) -> Tensor { x << x.constant(y) }

  /// The bits moved down by as many places as the right operand says, element by element. Copies of the
  /// sign move in; a count that is negative or not below the width leaves 0 or -1, as in NumPy. Truth
  /// values count as int8.
  public static func >> (x: Tensor, y: Tensor) -> Tensor {
    apply(ShiftRight(), x.numeric, y.numeric)
  }

  /// The bits of every element moved down by some places.
  public static func >> (x: Tensor, y: Int) -> Tensor { x >> x.constant(y) }
}

struct ShiftLeft: DiscreteBinary {
  static let name = "shift left"
  static let kernel = Int(TC_DISCRETE_SHIFT_LEFT)

  static let samples = Sample.wholePairs { $0 << $1 }
}

struct ShiftRight: DiscreteBinary {
  static let name = "shift right"
  static let kernel = Int(TC_DISCRETE_SHIFT_RIGHT)

  static let samples = Sample.wholePairs { $0 >> $1 }
}

@section("tc_ops") @used private let record: OperationRecord = { export(ShiftLeft.self, to: $0) }
@section("tc_ops") @used private let shiftRightRecord: OperationRecord = {
  export(ShiftRight.self, to: $0)
}
