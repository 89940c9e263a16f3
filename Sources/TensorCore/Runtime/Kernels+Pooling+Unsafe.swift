// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// Windows over the planes of [batch, channels, spatial…].
extension Kernels {
  /// The largest elements and their places.
  static func maxPool(
    _ x: Tensor, _ windows: PoolingWindows, result layout: Layout
  ) throws(TensorError) -> [Tensor] {
    let source = try dense(x)
    let values = try Tensor(uninitialized: layout, dtype: x.dtype)
    let indices = try Tensor(uninitialized: layout, dtype: .int64)
    withWindows(windows, planes: layout.dims[0] &* layout.dims[1]) {
      if layout.count > 0 {
        tc_pool_max(
          x.dtype.code, $0, source.data, values.data,
          indices.data.assumingMemoryBound(to: Int64.self))
      }
    }
    withExtendedLifetime(source.body) {}
    return [values, indices]
  }

  /// The largest elements alone.
  static func maxPoolValues(
    _ x: Tensor, _ windows: PoolingWindows, result layout: Layout
  ) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let values = try Tensor(uninitialized: layout, dtype: x.dtype)
    withWindows(windows, planes: layout.dims[0] &* layout.dims[1]) {
      if layout.count > 0 { tc_pool_max(x.dtype.code, $0, source.data, values.data, nil) }
    }
    withExtendedLifetime(source.body) {}
    return values
  }

  static func averagePool(
    _ x: Tensor, _ windows: PoolingWindows, result layout: Layout
  ) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: layout, dtype: x.dtype)
    withWindows(windows, planes: layout.dims[0] &* layout.dims[1]) {
      if layout.count > 0 { tc_pool_average(x.dtype.code, $0, source.data, result.data) }
    }
    withExtendedLifetime(source.body) {}
    return result
  }

  static func spreadAverages(
    _ g: Tensor, _ windows: PoolingWindows, result layout: Layout
  ) throws(TensorError) -> Tensor {
    if g.count == 0 { return try fill(0, layout: layout, dtype: g.dtype) }
    let source = try dense(g)
    let result = try Tensor(uninitialized: layout, dtype: g.dtype)
    let isDone = withWindows(windows, planes: layout.dims[0] &* layout.dims[1]) {
      tc_pool_average_backward(g.dtype.code, $0, source.data, result.data)
    }
    withExtendedLifetime(source.body) {}
    guard isDone else { throw .outOfMemory(bytes: result.count &* g.dtype.byteWidth) }
    return result
  }

  static func takeInPlanes(_ x: Tensor, _ indices: Tensor) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: indices.layout.dense, dtype: x.dtype)
    let planes = indices.layout.dims[0] &* indices.layout.dims[1]
    if result.count > 0 {
      tc_take_in_planes(
        x.dtype.code, Int64(planes), Int64(indices.count / planes),
        indices.data.assumingMemoryBound(to: Int64.self), Int64(x.count / planes), source.data,
        result.data)
    }
    withExtendedLifetime((source.body, indices.body)) {}
    return result
  }

  static func addInPlanes(
    _ x: Tensor, _ indices: Tensor, target: Layout
  ) throws(TensorError) -> Tensor {
    if x.count == 0 || target.count == 0 {
      return try fill(0, layout: target, dtype: x.dtype)
    }
    let source = try dense(x)
    let result = try Tensor(uninitialized: target, dtype: x.dtype)
    let planes = target.dims[0] &* target.dims[1]
    tc_add_in_planes(
      x.dtype.code, Int64(planes), Int64(indices.count / planes),
      indices.data.assumingMemoryBound(to: Int64.self), Int64(target.count / planes), source.data,
      result.data)
    withExtendedLifetime((source.body, indices.body)) {}
    return result
  }

  /// Passes windows to C, with axes of length 1 for those that are missing.
  private static func withWindows<Result>(
    _ windows: PoolingWindows, planes: Int, _ body: (UnsafePointer<tc_windows>) -> Result
  ) -> Result {
    let single = PoolingWindows.Axis(input: 1, first: [0], count: [1], divisor: [1])
    let axes = Array(repeating: single, count: 3 - windows.axes.count) + windows.axes
    let table = axes.flatMap { $0.first + $0.count + $0.divisor }
    return table.withUnsafeBufferPointer { buffer in
      let base = buffer.baseAddress
      var starts: [UnsafePointer<Int64>?] = []
      var offset = 0
      for axis in axes {
        for _ in 0..<3 {
          starts.append(base.map { $0 + offset })
          offset += axis.output
        }
      }
      let last = axes[2]
      var c = tc_windows(
        planes: Int64(planes), input: threeAxes(axes.map(\.input), filling: 1),
        output: threeAxes(axes.map(\.output), filling: 1),
        step: threeAxes(axes.map(\.step), filling: 1),
        first: (starts[0], starts[3], starts[6]), count: (starts[1], starts[4], starts[7]),
        divisor: (starts[2], starts[5], starts[8]), regular_from: Int64(last.regular.lowerBound),
        regular_to: Int64(last.regular.upperBound), regular_stride: Int64(last.regularStride))
      return body(&c)
    }
  }
}
