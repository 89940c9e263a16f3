// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// Σ x over axes        d/dx = 1
extension Tensor {
  /// The sum over axes.
  ///
  /// Integers and truth values are added in int64, which wraps, as in NumPy. Floating-point numbers are
  /// added over a fixed tree of 16 lanes: the bits do not depend on instruction set or memory layout.
  ///
  /// - Parameters:
  ///   - axes: axes to sum over, negative ones from the back; `nil` for all.
  ///   - keepDims: whether summed axes stay with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func sum(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    reducing(over: axes, keepDims: keepDims, operation: "sum") { Tensor.apply(Sum(axes: $0), self) }
  }

  /// The sum over one axis.
  ///
  /// - Parameters:
  ///   - axis: axis to sum over, negative from the back.
  ///   - keepDims: whether it stays with length 1.
  public func sum(axis: Int, keepDims: Bool = false) -> Tensor {
    sum(axes: [axis], keepDims: keepDims)
  }
}

struct Sum: Reduction {
  static let name = "sum"
  static let kernel = Int(TC_SUM)
  static let hasNeutralElement = true
  static let saves: Saves = .nothing
  let axes: AxisSet

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g.expanded(to: saved.inputLayout.shape) }

  static let samples = [
    Sample("all", [.init([3, 5])]) { $0[0].sum() },
    Sample("first", [.init([3, 5])]) { $0[0].sum(axis: 0) },
    Sample("last", [.init([4, 2, 3])]) { $0[0].sum(axis: -1) },
    Sample("outer two", [.init([4, 3, 2])]) { $0[0].sum(axes: [0, 2], keepDims: true) },
    Sample("wide", [.init([40, 19])]) { $0[0].sum(axis: 0) },
    Sample("empty", [.init([3, 0])]) { $0[0].sum(axis: 1) },
    Sample("number", [.init([])]) { $0[0].sum() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Sum.self, to: $0) }
