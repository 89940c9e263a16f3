// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// Copies between layouts, and casts between types.
extension Kernels {
  /// The same elements, dense; the tensor itself where it is dense already.
  @inline(__always)
  static func dense(_ x: Tensor) throws(TensorError) -> Tensor {
    x.layout.isDense ? x.detached() : try copy(x)
  }

  @inline(never)
  static func copy(_ x: Tensor) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    copyElements(x, into: result.data, strides: result.layout.strides)
    return result
  }

  static func copyElements(
    _ x: Tensor, into target: UnsafeMutableRawPointer, strides: Dimensions
  ) {
    withDimensions(x.layout.dims) { dims in
      withDimensions(x.layout.strides) { from in
        withDimensions(strides) { to in
          tc_copy(
            Int32(x.dtype.byteWidth), Int32(x.layout.rank), dims, from, x.data, to, target)
        }
      }
    }
    withExtendedLifetime(x.body) {}
  }

  /// Writes `x` along the axes of `target`, whose elements the caller owns, from its element `offset` on.
  static func copyElements(_ x: Tensor, into target: Tensor, from offset: Int) {
    copyElements(
      x, into: target.data + offset &* target.dtype.byteWidth, strides: target.layout.strides)
    withExtendedLifetime(target.body) {}
  }

  /// Zeros of `target`'s dense shape with `x` written into the view that `place` describes.
  static func placed(
    _ x: Tensor, in target: Layout, at place: Layout, offset: Int
  ) throws(TensorError) -> Tensor {
    let result = try fill(0, layout: target, dtype: x.dtype)
    copyElements(
      x, into: result.data + offset &* x.dtype.byteWidth, strides: place.strides)
    return result
  }

  static func cast(_ x: Tensor, to dtype: DType) throws(TensorError) -> Tensor {
    if x.dtype == dtype { return try dense(x) }
    let source = try dense(x)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: dtype)
    _ = tc_cast(x.dtype.code, dtype.code, Int64(x.count), source.data, result.data)
    withExtendedLifetime(source.body) {}
    return result
  }

  static func concat(_ parts: [Tensor], axis: Int, layout: Layout) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: layout, dtype: parts[0].dtype)
    var offset = 0
    for part in parts {
      let start = offset &* layout.strides[axis] &* part.dtype.byteWidth
      copyElements(part, into: result.data + start, strides: layout.strides)
      offset += part.layout.dims[axis]
    }
    return result
  }

  /// Rows of the first axis, by index.
  static func gatherRows(_ x: Tensor, _ indices: Indices) throws(TensorError) -> Tensor {
    let source = try dense(x)
    var dims = x.layout.dims
    dims[0] = indices.count
    let layout = try Layout(dims: dims, rank: x.rank, operation: "indexSelect")
    let result = try Tensor(uninitialized: layout, dtype: x.dtype)
    let rowCount = x.layout.dims[0] == 0 ? 0 : x.count / x.layout.dims[0]
    tc_gather_rows(
      Int64(indices.count), indices.tensor.data.assumingMemoryBound(to: Int64.self),
      Int64(rowCount &* x.dtype.byteWidth), source.data, result.data)
    withExtendedLifetime((source.body, indices.tensor.body)) {}
    return result
  }
}
