// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// The angle of the point (x, y)       d/dy = x / (x² + y²), d/dx = -y / (x² + y²)
extension Tensor {
  /// The angle from the x axis to the point whose height is this tensor's element, in -π...π, within
  /// 2 ulp, broadcast as NumPy does.
  ///
  /// Signs of zeros count, as in C99: the angle of (-1, -0) is -π. The gradient at the origin is NaN.
  ///
  /// - Parameter x: where the points lie along the axis.
  public func atan2(_ x: Tensor) -> Tensor { Tensor.apply(Atan2(), self, x) }
}

struct Atan2: BinaryElementwise {
  static let name = "atan2"
  static let operands = OperandTypes.floating
  static let kernel = Int(TC_ATAN2)
  static let saves: Saves = [.left, .right]

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    g * (saved.right / (saved.left * saved.left + saved.right * saved.right))
  }
  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    -(g * (saved.left / (saved.left * saved.left + saved.right * saved.right)))
  }

  static let samples = Sample.pairs(-2...2.1, 0.5...2) { $0.atan2($1) }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Atan2.self, to: $0) }
