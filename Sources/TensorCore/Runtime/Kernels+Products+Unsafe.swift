// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

extension Kernels {
  /// A batch of products: `a` is [batch…, m, k], `b` is [batch…, k, n] with equal batches, and the
  /// result is dense [batch…, m, n]. Any strides will do.
  static func matmul(_ a: Tensor, _ b: Tensor, result layout: Layout) throws(TensorError) -> Tensor
  {
    let result = try Tensor(uninitialized: layout, dtype: a.dtype)
    if layout.count == 0 { return result }
    let rank = layout.rank
    withDimensions(layout.dims) { dims in
      withDimensions(a.layout.strides) { left in
        withDimensions(b.layout.strides) { right in
          tc_gemm_batch(
            a.dtype.code, Int32(rank - 2), dims, left, right, dims[rank - 2],
            dims[rank - 1], Int64(a.layout.dims[rank - 1]), a.data, left[rank - 2],
            left[rank - 1], b.data, right[rank - 2], right[rank - 1], result.data)
        }
      }
    }
    withExtendedLifetime((a.body, b.body)) {}
    return result
  }

  /// x Wᵀ + b: `x` is [m, k], or dense with `rows` rows of k elements in any shape, `weight` [n, k] and
  /// `bias` [n] or `nil`, all of one type; the result is dense.
  static func affine(
    _ x: Tensor, rows: Int, weight: Tensor, bias: Tensor?, result layout: Layout
  ) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: layout, dtype: x.dtype)
    var added = bias
    if let bias, !bias.layout.isDense { added = try dense(bias) }
    let inputs = x.layout.dims[x.rank - 1]
    tc_affine(
      x.dtype.code, Int64(rows), Int64(weight.layout.dims[0]), Int64(inputs), x.data,
      Int64(x.rank == 2 ? x.layout.strides[0] : inputs),
      Int64(x.rank == 2 ? x.layout.strides[1] : 1), weight.data,
      Int64(weight.layout.strides[1]), Int64(weight.layout.strides[0]), added?.data, result.data)
    withExtendedLifetime((x.body, weight.body, added?.body)) {}
    return result
  }
}
