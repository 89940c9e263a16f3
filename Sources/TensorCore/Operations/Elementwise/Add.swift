// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// x + y        d/dx = 1, d/dy = 1
extension Tensor {
  /// The sum of two tensors, element by element, broadcast as NumPy does.
  public static func + (x: Tensor, y: Tensor) -> Tensor { apply(Add(), x, y) }

  /// The sum of every element and a number.
  public static func + (x: Tensor, y: Double) -> Tensor { apply(Add(), x, x.constant(y)) }

  /// The sum of a number and every element.
  public static func + (x: Double, y: Tensor) -> Tensor { apply(Add(), y.constant(x), y) }
}

struct Add: BinaryElementwise {
  static let name = "add"
  static let kernel = Int(TC_ADD)
  static let saves: Saves = .nothing

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor { g }
  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor { g }

  static let samples = Sample.pairs(-2...2, -2...2) { $0 + $1 }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Add.self, to: $0) }
