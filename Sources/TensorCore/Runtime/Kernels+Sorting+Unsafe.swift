// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// Orders and indices; callers have checked ranks and types.
extension Kernels {
  /// Rows of the last axis, and how many there are.
  private static func rows(_ x: Tensor) -> (m: Int, n: Int) {
    let n = x.layout.dims[x.rank - 1]
    return (n == 0 ? 0 : x.count / n, n)
  }

  static func argsortRows(_ x: Tensor, descending: Bool) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: .int64)
    let (m, n) = rows(x)
    let works = tc_argsort_rows(
      x.dtype.code, descending, Int64(m), Int64(n), source.data, result.indexPointer)
    withExtendedLifetime(source.body) {}
    guard works else { throw .outOfMemory(bytes: n &* 40) }
    return result
  }

  static func takeRows(_ x: Tensor, _ indices: RowIndices) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: indices.tensor.layout.dense, dtype: x.dtype)
    let (m, k) = rows(indices.tensor)
    tc_take_rows(
      Int32(x.dtype.byteWidth), Int64(m), Int64(indices.width), Int64(k),
      indices.tensor.indexPointer, source.data, result.data)
    withExtendedLifetime((source.body, indices.tensor.body)) {}
    return result
  }

  static func putRows(_ x: Tensor, _ indices: RowIndices) throws(TensorError) -> Tensor {
    let source = try dense(x)
    var dims = x.layout.dims
    dims[x.rank - 1] = indices.width
    let layout = try Layout(dims: dims, rank: x.rank, operation: PutAlongRows.name)
    let result = try fill(0, layout: layout, dtype: x.dtype)
    let (m, k) = rows(indices.tensor)
    tc_put_rows(
      x.dtype.code, Int64(m), Int64(indices.width), Int64(k), indices.tensor.indexPointer,
      source.data, result.data)
    withExtendedLifetime((source.body, indices.tensor.body)) {}
    return result
  }

  static func searchSorted(_ x: Tensor, _ y: Tensor, behind: Bool) throws(TensorError) -> Tensor {
    let sorted = try dense(x)
    let values = try dense(y)
    let result = try Tensor(uninitialized: y.layout.dense, dtype: .int64)
    tc_search_sorted(
      x.dtype.code, behind, Int64(x.count), sorted.data, Int64(y.count), values.data,
      result.indexPointer)
    withExtendedLifetime((sorted.body, values.body)) {}
    return result
  }

  /// Different elements, first indices, which element is which, counts.
  static func unique(_ x: Tensor, operation: String) throws(TensorError) -> [Tensor] {
    let source = try dense(x)
    let count = try Layout(shape: [x.count], operation: operation)
    let first = try Tensor(uninitialized: count, dtype: .int64)
    let counts = try Tensor(uninitialized: count, dtype: .int64)
    let inverse = try Tensor(uninitialized: x.layout.dense, dtype: .int64)
    let found = tc_unique(
      x.dtype.code, Int64(x.count), source.data, first.indexPointer, inverse.indexPointer,
      counts.indexPointer)
    withExtendedLifetime(source.body) {}
    guard found >= 0 else { throw .outOfMemory(bytes: x.count &* 40) }
    let row = try Layout(shape: [Int(found)], operation: operation)
    let places = RowIndices(tensor: try copy(Tensor(viewing: first, row)), width: x.count)
    let values = try takeRows(Tensor(viewing: source, count), places)
    return [values, places.tensor, inverse, try copy(Tensor(viewing: counts, row))]
  }
}

extension Tensor {
  /// The elements of a tensor of indices.
  fileprivate var indexPointer: UnsafeMutablePointer<Int64> {
    data.assumingMemoryBound(to: Int64.self)
  }
}
