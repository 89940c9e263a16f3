// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// Reductions of integers, reductions with a number for each result, indices and scans.
extension Kernels {
  /// The elements with the reduced axes last and dense: rows, as many as the result has elements.
  private static func rows(_ x: Tensor, _ split: ReductionSplit) throws(TensorError) -> Tensor {
    try dense(x.permutedView(split.keptThenReduced))
  }

  /// Reduces `axes` of integers, which become 1: sums and products to int64, extremes to the same type.
  /// Extremes need elements.
  static func reduceIntegers(
    _ kernel: Int, _ x: Tensor, axes: AxisSet
  ) throws(TensorError) -> Tensor {
    let split = ReductionSplit(x.layout, axes: axes)
    let source = try rows(x, split)
    let isExtreme = kernel == Int(TC_MAX) || kernel == Int(TC_MIN)
    let layout = x.layout.reduced(axes)
    let result = try Tensor(uninitialized: layout, dtype: isExtreme ? x.dtype : .int64)
    tc_reduce_integer_rows(
      Int32(kernel), x.dtype.code, Int64(layout.count), Int64(split.count), source.data,
      result.data)
    withExtendedLifetime(source.body) {}
    return result
  }

  /// Sums a function of the elements and of one number for each result over `axes`, which become 1.
  static func reduce(
    _ kernel: Int, _ x: Tensor, from numbers: Tensor?, axes: AxisSet
  ) throws(TensorError) -> Tensor {
    var source = x
    var split = ReductionSplit(x.layout, axes: axes)
    if !split.isUniform {
      source = try copy(x.permutedView(split.keptThenReduced))
      split = ReductionSplit(source.layout, reducingLast: split.reducedRank)
    }
    let result = try Tensor(uninitialized: x.layout.reduced(axes), dtype: x.dtype)
    var start: Tensor?
    if let numbers { start = try dense(numbers) }
    withDimensions(split.keptDims) { dims in
      withDimensions(split.keptStrides) { strides in
        tc_reduce_from(
          Int32(kernel), x.dtype.code, Int32(split.keptRank), dims, strides, Int64(split.count),
          Int64(split.stride), source.data, start.map { UnsafeRawPointer($0.data) }, result.data)
      }
    }
    withExtendedLifetime((source.body, start?.body)) {}
    return result
  }

  /// Index of the largest or smallest element of each row of the last axis.
  static func argExtreme(
    smallest: Bool, _ x: Tensor, result layout: Layout
  ) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: layout, dtype: .int64)
    let width = x.layout.dims[x.rank - 1]
    tc_arg_extreme_rows(
      smallest, x.dtype.code, Int64(layout.count), Int64(width), source.data,
      result.data.assumingMemoryBound(to: Int64.self))
    withExtendedLifetime(source.body) {}
    return result
  }

  /// Elements before, along and behind an axis.
  private static func extents(_ layout: Layout, axis: Int) -> (outer: Int, n: Int, inner: Int) {
    var outer = 1
    var inner = 1
    for d in 0..<axis { outer *= layout.dims[d] }
    for d in (axis + 1)..<Swift.max(layout.rank, axis + 1) { inner *= layout.dims[d] }
    return (outer, layout.dims[axis], inner)
  }

  /// Running sums or products along an axis, of float32, float64 or int64.
  static func scan(
    _ kernel: Int, _ x: Tensor, axis: Int, reverse: Bool
  ) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    let (outer, n, inner) = extents(x.layout, axis: axis)
    tc_scan(
      Int32(kernel), x.dtype.code, Int64(outer), Int64(n), Int64(inner), reverse, source.data,
      result.data)
    withExtendedLifetime(source.body) {}
    return result
  }

  static func linearScan(
    _ a: Tensor, _ b: Tensor, axis: Int, reverse: Bool
  ) throws(TensorError) -> Tensor {
    let factors = try dense(a)
    let terms = try dense(b)
    let result = try Tensor(uninitialized: a.layout.dense, dtype: a.dtype)
    let (outer, n, inner) = extents(a.layout, axis: axis)
    tc_linear_scan(
      a.dtype.code, Int64(outer), Int64(n), Int64(inner), reverse, factors.data, terms.data,
      result.data)
    withExtendedLifetime((factors.body, terms.body)) {}
    return result
  }
}
