// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// y = x wᵀ        dx = dy w; the weights are constants
extension Tensor {
  /// The product with quantised weights, which are multiplied as they are packed: memory is read for
  /// their few bits only.
  ///
  /// Every element is accumulated by fused multiply-add in the order of the inner axis, from the numbers
  /// that ``QuantizedTensor/dequantized()`` gives: the bits are those of the product with these, on
  /// every processor and for any number of threads. Gradients pass to this tensor; the weights have none.
  ///
  /// - Parameter weights: of shape [n, k] for this tensor of [..., k].
  /// - Returns: [..., n].
  /// - Complexity: O(m n k), m the number of rows of this tensor.
  public func matmul(transposed weights: QuantizedTensor) -> Tensor {
    Tensor.apply(QuantizedProduct(weights: weights), self)
  }
}

struct QuantizedProduct: DifferentiableUnary {
  static let name = "matmul with quantised weights"
  static let saves: Saves = .nothing
  static let operands = OperandTypes.floating
  let weights: QuantizedTensor

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    guard weights.shape.count == 2, x.rank >= 1, x.layout.dims[x.rank - 1] == weights.shape[1]
    else {
      throw .shapeMismatch(
        operation: Self.name, left: x.shape, right: weights.shape,
        axis: weights.shape.count == 2 && x.rank >= 1 ? x.rank - 1 : nil)
    }
    let (n, k) = (weights.shape[0], weights.shape[1])
    var dims = x.layout.dims
    dims[x.rank - 1] = n
    let layout = try Layout(dims: dims, rank: x.rank, operation: Self.name)
    if layout.count == 0 || k == 0 { return try Kernels.fill(0, layout: layout, dtype: x.dtype) }
    let rows = layout.count / n
    // Numbers of twice the precision are there for comparison, not for speed.
    if x.dtype == .float64 {
      let whole = weights.dequantized().cast(to: .float64)
      return withoutGradient {
        x.detached().reshaped(to: [rows, k]).matmul(whole.transposed()).reshaped(to: layout.shape)
      }
    }
    return try Kernels.product(try Kernels.dense(x), weights, result: layout, rows: rows)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let (n, k) = (weights.shape[0], weights.shape[1])
    let rows = g.reshaped(to: [n == 0 ? 0 : g.count / n, n])
    let whole = weights.dequantized().cast(to: g.dtype)
    if g.count == 0 { return Tensor.zeros(saved.inputLayout.shape, dtype: g.dtype) }
    return rows.matmul(whole).reshaped(to: saved.inputLayout.shape.dropLast() + [k])
  }

  static let samples = [
    Sample("[3, 64] [5, 64] of Q8_0", [.init([3, 64])]) {
      $0[0].matmul(transposed: weights(5, 64, .q8_0))
    },
    Sample("[2, 2, 32] [70, 32] of Q4_0", [.init([2, 2, 32])]) {
      $0[0].matmul(transposed: weights(70, 32, .q4_0))
    },
    Sample("vector of Q4_1", [.init([96])]) { $0[0].matmul(transposed: weights(3, 96, .q4_1)) },
    Sample("no rows", [.init([0, 32])]) { $0[0].matmul(transposed: weights(3, 32, .q8_0)) },
  ]

  private static func weights(_ n: Int, _ k: Int, _ format: QuantizedFormat) -> QuantizedTensor {
    let numbers = Tensor((0..<n * k).map { Double($0 * 37 % 101) / 101 - 0.5 }, shape: [n, k])
    do throws(TensorError) {
      return try QuantizedTensor(quantizing: numbers, as: format)
    } catch {
      preconditionFailure(error.description)
    }
  }
}

@section("tc_ops") @used private let record: OperationRecord = {
  export(QuantizedProduct.self, to: $0)
}
