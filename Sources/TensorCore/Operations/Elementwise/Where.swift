// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// x where the condition holds, else y       d = the gradient where the side was chosen, else 0
extension Tensor {
  /// Elements of one tensor where a condition holds and of another elsewhere; all three are broadcast as
  /// NumPy does. Of any element type.
  ///
  /// The gradient of an element that was not chosen is 0. That does not save a rule before it from 0 · ∞:
  /// give what must not be divided by 0 another value with `where` first.
  ///
  /// - Parameters:
  ///   - condition: truth values; other numbers count as true unless they are 0.
  ///   - x: chosen where true.
  ///   - y: chosen where false.
  public static func `where`(_ condition: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
    if condition.isPoisoned { return passingPoison(condition) }
    return apply(Where(condition: condition.detached().cast(to: .bool)), x, y)
  }

  /// Elements of a tensor where a condition holds, and a number elsewhere.
  public static func `where`(_ condition: Tensor, _ x: Tensor, _ y: Double) -> Tensor {
    .where(condition, x, x.constant(y))
  }

  /// A number where a condition holds, and elements of a tensor elsewhere.
  public static func `where`(_ condition: Tensor, _ x: Double, _ y: Tensor) -> Tensor {
    .where(condition, y.constant(x), y)
  }
}

struct Where: DifferentiableBinary {
  static let name = "where"
  static let operands = OperandTypes.promoted
  static let saves: Saves = .nothing
  /// Truth values.
  let condition: Tensor

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype == y.dtype else {
      throw .typeMismatch(operation: Self.name, left: x.dtype, right: y.dtype)
    }
    return try Kernels.choose(condition, x, y, operation: Self.name)
  }

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor { Tensor.where(condition, g, 0) }
  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor { Tensor.where(condition, 0, g) }

  static let samples =
    Sample.pairs(-2...2, -2...2) { x, y in
      // A pattern of the right operand's shape, which does not move with its values.
      let pattern = Tensor((0..<y.count).map { $0 % 3 != 1 }, shape: y.shape)
      return Tensor.where(pattern, x, y)
    } + [
      Sample("condition is wider", [.init([3], 0.5...1), .init([])]) {
        let pattern = Tensor([true, false, false, true, true, false], shape: [2, 3])
        return Tensor.where(pattern, $0[0], $0[1])
      },
      Sample("number", [.init([3])], propagatesNaN: false) {
        Tensor.where(Tensor([true, false, true]), $0[0], 2)
      },
    ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Where.self, to: $0) }
