// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import COpenBLAS
internal import CTensorKernels

extension Kernels {
  /// A batch of products: `a` is [batch…, m, k], `b` is [batch…, k, n] with equal batches, and the
  /// result is dense [batch…, m, n].
  static func matmul(_ a: Tensor, _ b: Tensor, result layout: Layout) throws(TensorError) -> Tensor
  {
    let result = try Tensor(uninitialized: layout, dtype: a.dtype)
    if layout.count == 0 { return result }
    // BLAS wants one unit stride; our own kernel packs whatever lies there.
    let left = a.dtype == .float64 && !a.isBLASMatrix ? try copy(a) : a
    let right = b.dtype == .float64 && !b.isBLASMatrix ? try copy(b) : b
    let rank = layout.rank
    let plane = layout.dims[rank - 2] &* layout.dims[rank - 1]
    let batches = layout.count / plane
    for batch in 0..<batches {
      let x = left.batchOffset(batch)
      let y = right.batchOffset(batch)
      if a.dtype == .float32 {
        tc_gemm_f32(
          Int64(layout.dims[rank - 2]), Int64(layout.dims[rank - 1]),
          Int64(a.layout.dims[rank - 1]),
          (left.data + x &* 4).assumingMemoryBound(to: Float.self),
          Int64(left.layout.strides[rank - 2]), Int64(left.layout.strides[rank - 1]),
          (right.data + y &* 4).assumingMemoryBound(to: Float.self),
          Int64(right.layout.strides[rank - 2]), Int64(right.layout.strides[rank - 1]),
          (result.data + batch &* plane &* 4).assumingMemoryBound(to: Float.self),
          Int64(layout.dims[rank - 1]))
      } else {
        dgemm(
          left, x, right, y,
          (result.data + batch &* plane &* 8).assumingMemoryBound(to: Double.self), layout)
      }
    }
    withExtendedLifetime((left.body, right.body)) {}
    return result
  }

  private static func dgemm(
    _ a: Tensor, _ aOffset: Int, _ b: Tensor, _ bOffset: Int, _ c: UnsafeMutablePointer<Double>,
    _ layout: Layout
  ) {
    let rank = layout.rank
    let m = layout.dims[rank - 2]
    let n = layout.dims[rank - 1]
    let k = a.layout.dims[rank - 1]
    let (transposeA, lda) = a.blasOrder
    let (transposeB, ldb) = b.blasOrder
    precondition(
      Swift.max(m, n, k, lda, ldb) <= Int(Int32.max),
      "matmul: a dimension of \(m) x \(k) x \(n) is beyond what BLAS counts with 32 bits")
    cblas_dgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans,
      transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
      a.data.assumingMemoryBound(to: Double.self) + aOffset, Int32(lda),
      b.data.assumingMemoryBound(to: Double.self) + bOffset, Int32(ldb), 0, c, Int32(n))
  }
}

extension Tensor {
  /// Whether the last two axes can be given to BLAS as they lie.
  fileprivate var isBLASMatrix: Bool {
    let rows = layout.dims[layout.rank - 2]
    let columns = layout.dims[layout.rank - 1]
    let rowStride = layout.strides[layout.rank - 2]
    let columnStride = layout.strides[layout.rank - 1]
    return (columnStride == 1 && rowStride >= Swift.max(columns, 1))
      || (rowStride == 1 && columnStride >= Swift.max(rows, 1))
  }

  /// Whether BLAS must transpose, and the leading dimension.
  fileprivate var blasOrder: (transposed: Bool, leading: Int) {
    let rowStride = layout.strides[layout.rank - 2]
    let columnStride = layout.strides[layout.rank - 1]
    if columnStride == 1 && rowStride >= Swift.max(layout.dims[layout.rank - 1], 1) {
      return (false, rowStride)
    }
    return (true, columnStride)
  }

  /// Offset of a plane of the last two axes, in elements.
  fileprivate func batchOffset(_ batch: Int) -> Int {
    var rest = batch
    var offset = 0
    var d = layout.rank - 3
    while d >= 0 {
      offset &+= (rest % layout.dims[d]) &* layout.strides[d]
      rest /= layout.dims[d]
      d -= 1
    }
    return offset
  }
}
