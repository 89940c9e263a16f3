// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// c = a b, for every matrix of a batch        da = dc bᵀ, db = aᵀ dc
extension Tensor {
  /// The matrix product, with NumPy's rules: leading axes are a batch and broadcast, and a vector
  /// takes part as a row on the left or a column on the right.
  ///
  /// Every element is accumulated by fused multiply-add in the order of the inner axis, so the bits
  /// are the same on every processor and for any number of threads. Integers wrap;
  /// truth values are joined by "and" and "or".
  ///
  /// - Parameter other: a tensor [..., k, n] for this one of [..., m, k].
  /// - Returns: [..., m, n].
  /// - Complexity: O(m k n) for each matrix of the batch.
  public func matmul(_ other: Tensor) -> Tensor {
    if isPoisoned || other.isPoisoned { return .passingPoison(self, other) }
    if rank >= 2 && other.rank >= 2 { return Tensor.apply(MatMul(), self, other) }
    guard rank >= 1 && other.rank >= 1 else {
      return .failure(
        .shapeMismatch(operation: MatMul.name, left: shape, right: other.shape, axis: nil))
    }
    let left = rank == 1 ? reshaped(to: [1, count]) : self
    let right = other.rank == 1 ? other.reshaped(to: [other.count, 1]) : other
    let product = Tensor.apply(MatMul(), left, right)
    if product.isPoisoned { return product }
    var axes = AxisSet()
    if rank == 1 { axes.insert(product.rank - 2) }
    if other.rank == 1 { axes.insert(product.rank - 1) }
    return product.squeezing(axes)
  }
}

struct MatMul: DifferentiableBinary {
  static let name = "matmul"
  static let saves: Saves = [.left, .right]
  static let operands = OperandTypes.promoted

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype == y.dtype else {
      throw .typeMismatch(operation: Self.name, left: x.dtype, right: y.dtype)
    }
    let k = x.layout.dims[x.rank - 1]
    guard k == y.layout.dims[y.rank - 2] else {
      throw .shapeMismatch(
        operation: Self.name, left: x.shape, right: y.shape, axis: Swift.max(x.rank, y.rank) - 2)
    }
    var dims = Dimensions(repeating: 1)
    let rank = Swift.max(x.rank, y.rank)
    let batch = try Layout.broadcast(
      x.layout.droppingMatrix, y.layout.droppingMatrix, operation: Self.name)
    for d in 0..<batch.rank { dims[d] = batch.dims[d] }
    dims[rank - 2] = x.layout.dims[x.rank - 2]
    dims[rank - 1] = y.layout.dims[y.rank - 1]
    let layout = try Layout(dims: dims, rank: rank, operation: Self.name)
    if k == 0 { return try Kernels.fill(0, layout: layout, dtype: x.dtype) }
    if !x.dtype.isFloatingPoint {
      return try Kernels.discreteProduct(
        x.expandingBatch(to: batch), y.expandingBatch(to: batch), result: layout)
    }
    return try Kernels.matmul(
      x.expandingBatch(to: batch), y.expandingBatch(to: batch), result: layout)
  }

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    g.matmul(saved.right.swappingAxes(-1, -2))
  }

  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    // The same sums in the memory order of the factor: the gradient of a layer's weight, which is
    // transposed for the product, is then dense, and optimizers need not turn it.
    saved.right.isTransposedMatrix
      ? g.swappingAxes(-1, -2).matmul(saved.left).swappingAxes(-1, -2)
      : saved.left.swappingAxes(-1, -2).matmul(g)
  }

  static let samples = [
    Sample("[3, 4] [4, 5]", [.init([3, 4]), .init([4, 5])]) { $0[0].matmul($0[1]) },
    Sample("transposed", [.init([4, 3]), .init([5, 4])]) {
      $0[0].transposed().matmul($0[1].transposed())
    },
    Sample("batch", [.init([2, 1, 3, 2]), .init([3, 2, 4])]) { $0[0].matmul($0[1]) },
    Sample("vector matrix", [.init([4]), .init([4, 2])]) { $0[0].matmul($0[1]) },
    Sample("matrix vector", [.init([3, 4]), .init([4])]) { $0[0].matmul($0[1]) },
    Sample("dot", [.init([5]), .init([5])]) { $0[0].matmul($0[1]) },
    Sample("empty inner", [.init([2, 0]), .init([0, 3])]) { $0[0].matmul($0[1]) },
    Sample("no rows", [.init([0, 2]), .init([2, 3])]) { $0[0].matmul($0[1]) },
    Sample("wider than a tile", [.init([17, 9]), .init([9, 35])]) { $0[0].matmul($0[1]) },
  ]
}

extension Layout {
  /// The batch axes alone.
  fileprivate var droppingMatrix: Layout {
    var count = 1
    for d in 0..<(rank - 2) { count *= dims[d] }
    return Layout(denseDims: dims, rank: rank - 2, count: count)
  }
}

extension Tensor {
  /// Whether columns lie one after another, and rows do not.
  fileprivate var isTransposedMatrix: Bool {
    layout.strides[rank - 2] == 1 && layout.strides[rank - 1] > 1
  }

  /// A view whose batch axes are those of `batch`.
  fileprivate func expandingBatch(to batch: Layout) -> Tensor {
    if layout.rank == 2 && batch.rank == 0 { return self }
    var target = batch
    target.rank = batch.rank + 2
    target.dims[batch.rank] = layout.dims[rank - 2]
    target.dims[batch.rank + 1] = layout.dims[rank - 1]
    target.count = batch.count * target.dims[batch.rank] * target.dims[batch.rank + 1]
    return Tensor(viewing: self, layout.expanded(to: target))
  }
}

@section("tc_ops") @used private let record: OperationRecord = { export(MatMul.self, to: $0) }
