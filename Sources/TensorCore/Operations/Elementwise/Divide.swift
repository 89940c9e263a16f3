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
  public static func / (x: Tensor, y: Tensor) -> Tensor { apply(Divide(), x, y) }

  /// The quotient of every element and a number.
  public static func / (x: Tensor, y: Double) -> Tensor { apply(Divide(), x, x.constant(y)) }

  /// The quotient of a number and every element.
  public static func / (x: Double, y: Tensor) -> Tensor { apply(Divide(), y.constant(x), y) }
}

struct Divide: BinaryElementwise {
  static let name = "divide"
  static let kernel = Int(TC_DIVIDE)
  static let saves: Saves = [.right, .output]

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor { g / saved.right }
  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    -(g * saved.output) / saved.right
  }

  static let samples = Sample.pairs(-2...2, 0.5...2) { $0 / $1 }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Divide.self, to: $0) }
