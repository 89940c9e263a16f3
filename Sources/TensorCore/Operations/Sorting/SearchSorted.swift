// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// Where values belong in a sorted vector
extension Tensor {
  /// Which side of equal elements a value belongs to.
  public enum Side: Sendable, Hashable {
    /// Before the first of them.
    case left
    /// Behind the last of them.
    case right
  }

  /// Where values belong in this vector, which is sorted in ascending order with NaN last: inserting
  /// each before its index keeps the order.
  ///
  /// - Parameters:
  ///   - values: tensor of any shape; the two are compared in their common type.
  ///   - side: which side of equal elements.
  /// - Returns: int64 in 0...n, of the shape of `values`.
  /// - Complexity: O(k log n), k values among n elements.
  public func searchSorted(_ values: Tensor, side: Side = .left) -> Tensor {
    Tensor.apply(SearchSorted(side: side), self, values)
  }
}

struct SearchSorted: NonDifferentiableBinary {
  static let name = "searchSorted"
  static let operands = OperandTypes.promoted
  let side: Tensor.Side

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype == y.dtype else {
      throw .typeMismatch(operation: Self.name, left: x.dtype, right: y.dtype)
    }
    guard x.rank == 1 else {
      throw .invalidShape(operation: Self.name, shape: x.shape, reason: "is no vector to search")
    }
    return try Kernels.searchSorted(x, y, behind: side == .right)
  }

  static let samples = [
    Sample("left", [.init([5]), .init([2, 3])], propagatesNaN: false) {
      $0[0].sort().values.searchSorted($0[1])
    },
    Sample("right", [.init([5])], propagatesNaN: false) {
      $0[0].sort().values.searchSorted($0[0], side: .right)
    },
    Sample("nothing", [.init([0]), .init([2])], propagatesNaN: false) {
      $0[0].searchSorted($0[1])
    },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(SearchSorted.self, to: $0) }
