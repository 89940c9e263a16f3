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
  public static func * (x: Tensor, y: Tensor) -> Tensor { apply(Multiply(), x, y) }

  /// The product of every element and a number.
  public static func * (x: Tensor, y: Double) -> Tensor { apply(Multiply(), x, x.constant(y)) }

  /// The product of a number and every element.
  public static func * (x: Double, y: Tensor) -> Tensor { apply(Multiply(), y.constant(x), y) }
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
