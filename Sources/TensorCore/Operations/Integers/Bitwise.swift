// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

extension Tensor {
  /// The bits that are set in both, element by element; of truth values "and". Not for floating-point
  /// numbers; broadcast as NumPy does, and both brought to one type.
  public static func & (x: Tensor, y: Tensor) -> Tensor { apply(BitwiseAnd(), x, y) }

  /// The bits that are set in every element and a whole number, which takes the elements' type.
  public static func & (x: Tensor, y: Int) -> Tensor { x & x.constant(y) }

  /// The bits that are set in either, element by element; of truth values "or". Not for floating-point
  /// numbers; broadcast as NumPy does, and both brought to one type.
  public static func | (x: Tensor, y: Tensor) -> Tensor { apply(BitwiseOr(), x, y) }

  /// The bits that are set in every element or a whole number, which takes the elements' type.
  public static func | (x: Tensor, y: Int) -> Tensor { x | x.constant(y) }

  /// The bits that differ, element by element; of truth values whether they differ. Not for floating-point
  /// numbers; broadcast as NumPy does, and both brought to one type.
  public static func ^ (x: Tensor, y: Tensor) -> Tensor { apply(BitwiseXor(), x, y) }

  /// The bits in which every element differs from a whole number, which takes the elements' type.
  public static func ^ (x: Tensor, y: Int) -> Tensor { x ^ x.constant(y) }

  /// All bits turned; of truth values "not". Not for floating-point numbers.
  public static prefix func ~ (x: Tensor) -> Tensor { apply(BitwiseNot(), x) }
}

struct BitwiseAnd: DiscreteBinary {
  static let name = "bitwise and"
  static let kernel = Int(TC_DISCRETE_AND)

  static let samples = Sample.wholePairs { $0 & $1 }
}

struct BitwiseOr: DiscreteBinary {
  static let name = "bitwise or"
  static let kernel = Int(TC_DISCRETE_OR)

  static let samples = Sample.wholePairs { $0 | $1 }
}

struct BitwiseXor: DiscreteBinary {
  static let name = "bitwise xor"
  static let kernel = Int(TC_DISCRETE_XOR)

  static let samples = Sample.wholePairs { $0 ^ $1 }
}

struct BitwiseNot: NonDifferentiableUnary {
  static let name = "bitwise not"

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try DiscreteKernels.unary(Int(TC_DISCRETE_NOT), x, operation: Self.name)
  }

  static let samples = [
    Sample("[3, 5]", [.init([3, 5], -9...9)], propagatesNaN: false) { ~$0[0].cast(to: .int16) },
    Sample("[0]", [.init([0])], propagatesNaN: false) { ~$0[0].cast(to: .bool) },
  ]
}

extension Sample {
  /// Samples of an operation on pairs of integers.
  static func wholePairs(_ run: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> [Sample] {
    let shapes: [([Int], [Int])] = [([3, 5], [5]), ([2, 1], [1, 3]), ([0], [1]), ([], [])]
    return shapes.map { a, b in
      Sample("\(a) \(b)", [Input(a, -90...90), Input(b, 0...7)], propagatesNaN: false) {
        run($0[0].cast(to: .int32), $0[1].cast(to: .int8))
      }
    }
  }
}

@section("tc_ops") @used private let record: OperationRecord = { export(BitwiseAnd.self, to: $0) }
@section("tc_ops") @used private let bitwiseOrRecord: OperationRecord = {
  export(BitwiseOr.self, to: $0)
}
@section("tc_ops") @used private let bitwiseXorRecord: OperationRecord = {
  export(BitwiseXor.self, to: $0)
}
@section("tc_ops") @used private let bitwiseNotRecord: OperationRecord = {
  export(BitwiseNot.self, to: $0)
}
