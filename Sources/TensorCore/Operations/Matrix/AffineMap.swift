// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// x Wᵀ + b.
  ///
  /// - Parameters:
  ///   - x: [.., inputs].
  ///   - weight: [outputs, inputs], as PyTorch keeps it.
  ///   - bias: [outputs]; `nil` for none.
  /// - Returns: [.., outputs].
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
    if let bias, bias.shape != [weight.layout.dims[0]] {
      return failure(
        .shapeMismatch(
          operation: "linear bias", left: weight.shape, right: bias.shape, axis: 0))
    }
    // One product for all rows.
    let outputs = weight.layout.dims[0]
    let rows = x.rank == 2 ? x : x.reshaped(to: [x.rowCount, weight.layout.dims[1]])
    let product = rows.matmul(weight.transposed())
    let result = bias.map { product + $0 } ?? product
    return x.rank == 2 ? result : result.reshaped(to: x.shape.dropLast() + [outputs])
  }

  /// Product of the lengths of all axes but the last.
  private var rowCount: Int { shape.dropLast().reduce(1, *) }
}
