// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// y = x Wᵀ + b        dx = dy W, dW = dyᵀ x, db = the sum of dy over the rows
extension Tensor {
  /// x Wᵀ + b.
  ///
  /// - Parameters:
  ///   - x: [.., inputs].
  ///   - weight: [outputs, inputs], as PyTorch keeps it.
  ///   - bias: [outputs]; `nil` for none.
  /// - Returns: [.., outputs]; the product as ``matmul(_:)`` makes it, and one addition.
  /// - Complexity: O(rows · inputs · outputs).
  public static func linear(_ x: Tensor, weight: Tensor, bias: Tensor? = nil) -> Tensor {
    if x.isPoisoned || weight.isPoisoned { return passingPoison(x, weight) }
    if let bias, bias.isPoisoned { return passingPoison(bias) }
    guard weight.rank == 2, x.rank >= 1,
      x.layout.dims[x.rank - 1] == weight.layout.dims[1]
    else {
      return failure(
        .shapeMismatch(
          operation: "linear", left: x.shape, right: weight.shape, axis: Swift.max(x.rank - 1, 0)))
    }
    if let bias, bias.rank != 1 || bias.layout.dims[0] != weight.layout.dims[0] {
      return failure(
        .shapeMismatch(
          operation: "linear bias", left: weight.shape, right: bias.shape, axis: 0))
    }
    if x.node == nil, weight.node == nil, bias?.node == nil, x.dtype.isComputed,
      x.dtype == weight.dtype, x.dtype == bias?.dtype ?? x.dtype, x.dtype.isFloatingPoint,
      x.rank == 2 || x.layout.isDense
    {
      // Nothing to record: the same product without the lists that a record needs.
      do throws(TensorError) {
        return try AffineMap.product(x, weight, bias)
      } catch {
        return failure(error)
      }
    }
    if let bias, x.dtype.isComputed, x.dtype == weight.dtype, x.dtype == bias.dtype,
      x.dtype.isFloatingPoint, x.rank == 2 || x.layout.isDense
    {
      return Tensor.apply(AffineMap(), [x, weight, bias], resultCount: 1)[0]
    }
    // One product for all rows.
    let rows = x.rank == 2 ? x : x.reshaped(to: [x.rowCount, weight.layout.dims[1]])
    if let bias, x.rank != 2, !x.layout.isDense {
      return linear(rows, weight: weight, bias: bias)
        .reshaped(to: x.shape.dropLast() + [weight.layout.dims[0]])
    }
    let product = rows.matmul(weight.transposed())
    let result = bias.map { product + $0 } ?? product
    return x.rank == 2
      ? result : result.reshaped(to: x.shape.dropLast() + [weight.layout.dims[0]])
  }

  /// Product of the lengths of all axes but the last.
  fileprivate var rowCount: Int {
    var count = 1
    for axis in 0..<(rank - 1) { count *= layout.dims[axis] }
    return count
  }

  /// The same elements as a matrix with the rows of all axes but the last.
  fileprivate var rowsOfLastAxis: Tensor {
    rank == 2 ? self : reshaped(to: [rowCount, layout.dims[rank - 1]])
  }
}

/// The product and the bias in one pass over the result.
struct AffineMap: DifferentiableGeneral {
  static let name = "linear"
  static let saves: Saves = .input

  /// The first input is a matrix, or dense with any number of axes.
  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    [try Self.product(inputs[0], inputs[1], inputs[2])]
  }

  /// The result for a matrix, or dense rows in any shape.
  static func product(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?
  ) throws(TensorError) -> Tensor {
    var dims = x.layout.dims
    dims[x.rank - 1] = weight.layout.dims[0]
    let layout = try Layout(dims: dims, rank: x.rank, operation: name)
    return try Kernels.affine(x, rows: x.rowCount, weight: weight, bias: bias, result: layout)
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    let gradient = saved.gradient(g, 0).rowsOfLastAxis
    let dx = saved.wants(0) ? gradient.matmul(saved.inputs[1]) : nil
    return [
      saved.inputLayouts[0].rank == 2 ? dx : dx?.reshaped(to: saved.inputLayouts[0].shape),
      saved.wants(1) ? gradient.transposed().matmul(saved.inputs[0].rowsOfLastAxis) : nil,
      saved.wants(2) ? gradient.sum(axis: 0) : nil,
    ]
  }

  /// The same from other operations.
  private static func composed(_ x: [Tensor]) -> Tensor { x[0].matmul(x[1].transposed()) + x[2] }

  private static func map(_ x: [Tensor]) -> Tensor { .linear(x[0], weight: x[1], bias: x[2]) }

  static let samples = [
    Sample("rows", [.init([3, 4]), .init([2, 4]), .init([2])], composed: composed, map),
    Sample("a vector", [.init([4]), .init([3, 4]), .init([3])], composed: composed, map),
    Sample(
      "two batch axes", [.init([2, 2, 3]), .init([4, 3]), .init([4])], composed: composed, map),
    Sample(
      "wider than a tile", [.init([5, 17]), .init([35, 17]), .init([35])], composed: composed, map),
    Sample("no inputs", [.init([2, 0]), .init([3, 0]), .init([3])], composed: composed, map),
    Sample("no rows", [.init([0, 2]), .init([3, 2]), .init([3])], composed: composed, map),
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(AffineMap.self, to: $0) }
