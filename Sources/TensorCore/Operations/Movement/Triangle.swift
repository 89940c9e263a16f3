// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The lower (upper) triangle of matrices        d/dx = the same triangle of the gradient
extension Tensor {
  /// The matrices of the last two axes with zeros above a diagonal.
  ///
  /// - Parameter diagonal: the last diagonal that is kept: 0 the main one, positive ones above it.
  /// - Complexity: O(n), n the number of elements.
  public func tril(diagonal: Int = 0) -> Tensor {
    triangle(Triangle(diagonal: diagonal, clearsUpper: true), operation: "tril")
  }

  /// The matrices of the last two axes with zeros below a diagonal.
  ///
  /// - Parameter diagonal: the first diagonal that is kept: 0 the main one, positive ones above it.
  /// - Complexity: O(n), n the number of elements.
  public func triu(diagonal: Int = 0) -> Tensor {
    triangle(Triangle(diagonal: diagonal, clearsUpper: false), operation: "triu")
  }

  private func triangle(_ triangle: Triangle, operation: String) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    guard rank >= 2 else {
      return .failure(
        .invalidShape(operation: operation, shape: shape, reason: "is no matrix"))
    }
    return Tensor.apply(triangle, self)
  }
}

struct Triangle: DifferentiableUnary {
  static let name = "triangle"
  static let saves: Saves = .nothing
  let diagonal: Int
  let clearsUpper: Bool

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.triangle(x, diagonal: diagonal, clearsUpper: clearsUpper)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { Tensor.apply(self, g) }

  static let samples = [
    Sample("lower", [.init([3, 4])], propagatesNaN: false) { $0[0].tril() },
    Sample("upper of a batch", [.init([2, 4, 3])], propagatesNaN: false) {
      $0[0].triu(diagonal: 1)
    },
    Sample("below", [.init([4, 4])], propagatesNaN: false) { $0[0].tril(diagonal: -2) },
    Sample("no rows", [.init([0, 3])], propagatesNaN: false) { $0[0].triu() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Triangle.self, to: $0) }
