// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The same numbers in another element type       d/dx = 1, in the type of x
extension Tensor {
  /// The same numbers in another element type.
  ///
  /// Floating-point numbers become integers towards zero, with the ends of the range beyond it and 0
  /// for NaN; integers wrap; anything but 0 becomes true. Gradients pass between float32 and float64.
  ///
  /// - Parameter dtype: the type to convert to.
  /// - Complexity: O(n); O(1) where the type is the same.
  public func cast(to dtype: DType) -> Tensor {
    if dtype == self.dtype { return self }
    if dtype.isFloatingPoint && self.dtype.isFloatingPoint {
      return Tensor.apply(Cast(source: self.dtype, target: dtype), self)
    }
    return Tensor.apply(DiscreteCast(target: dtype), self)
  }
}

/// Between floating-point types.
struct Cast: DifferentiableUnary {
  static let name = "cast"
  static let saves: Saves = .nothing
  let source: DType
  let target: DType

  func forward(_ x: Tensor) throws(TensorError) -> Tensor { try Kernels.cast(x, to: target) }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g.cast(to: source) }

  // There and back, so that the sweep compares numbers of one type.
  static let samples = [[3, 5], [], [0, 2]].map { shape in
    Sample("\(shape)", [.init(shape)], isSinglePrecision: true) {
      $0[0].cast(to: $0[0].dtype == .float64 ? .float32 : .float64).cast(to: $0[0].dtype)
    }
  }
}

/// To or from integers and truth values, where there is nothing to differentiate.
struct DiscreteCast: NonDifferentiableUnary {
  static let name = "cast to or from integers"
  let target: DType

  func forward(_ x: Tensor) throws(TensorError) -> Tensor { try Kernels.cast(x, to: target) }

  static let samples = [
    Sample("[3, 5]", [.init([3, 5], -9...9)], propagatesNaN: false) { $0[0].cast(to: .int32) },
    Sample("[0]", [.init([0])], propagatesNaN: false) { $0[0].cast(to: .bool) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Cast.self, to: $0) }
@section("tc_ops") @used private let discrete: OperationRecord = {
  export(DiscreteCast.self, to: $0)
}
