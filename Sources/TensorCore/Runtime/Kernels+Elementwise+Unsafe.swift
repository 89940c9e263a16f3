// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// One result element for each element, or pair of elements.
extension Kernels {
  static func unary(_ kernel: Int, _ x: Tensor) throws(TensorError) -> Tensor {
    if x.layout.isDense, DeferredElements.takes(bytes: x.count &* x.dtype.byteWidth) {
      return try deferred(tc_unary_kernel_of(Int32(kernel), x.dtype.code), x.layout, x)
    }
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    let code = x.dtype.code
    if x.layout.isDense {
      tc_unary_flat(Int32(kernel), code, Int64(x.count), x.data, result.data)
    } else {
      withDimensions(x.layout.dims) { dims in
        withDimensions(x.layout.strides) { strides in
          tc_unary(
            Int32(kernel), code, Int32(x.rank), dims, strides, x.data, result.data)
        }
      }
    }
    withExtendedLifetime(x.body) {}
    return result
  }

  static func binary(
    _ kernel: Int, _ x: Tensor, _ y: Tensor, operation: @autoclosure () -> String
  ) throws(TensorError) -> Tensor {
    if x.layout.isDense && y.layout.isDense {
      let same = x.layout.hasShape(of: y.layout)
      if same || y.layout.rank == 0 || x.layout.rank == 0 {
        let layout = y.layout.rank == 0 ? x.layout : y.layout
        if DeferredElements.takes(bytes: layout.count &* x.dtype.byteWidth) {
          return try deferred(tc_binary_kernel_of(Int32(kernel), x.dtype.code), layout, x, y)
        }
        let result = try Tensor(uninitialized: layout, dtype: x.dtype)
        tc_binary_flat(
          Int32(kernel), x.dtype.code, Int64(result.count), x.data, same || x.rank > 0 ? 1 : 0,
          y.data, same || y.rank > 0 ? 1 : 0, result.data)
        withExtendedLifetime((x.body, y.body)) {}
        return result
      }
    }
    let layout = try Layout.broadcast(x.layout, y.layout, operation: operation())
    let result = try Tensor(uninitialized: layout, dtype: x.dtype)
    withDimensions(layout.dims) { dims in
      withDimensions(x.layout.expanded(to: layout).strides) { xs in
        withDimensions(y.layout.expanded(to: layout).strides) { ys in
          tc_binary(
            Int32(kernel), x.dtype.code, Int32(layout.rank), dims, xs, ys, x.data, y.data,
            result.data)
        }
      }
    }
    withExtendedLifetime((x.body, y.body)) {}
    return result
  }

  /// A result that is computed when it is first read, of dense operands with as many elements or one.
  @inline(never)
  private static func deferred(
    _ kernel: UnsafeRawPointer, _ layout: Layout, _ x: Tensor, _ y: Tensor? = nil
  ) throws(TensorError) -> Tensor {
    let elements = DeferredElements(kernel: kernel, x.body, y?.body)
    return Tensor(try TensorBody(layout, x.dtype, deferred: elements), nil)
  }

  static func compare(
    _ kernel: Int, _ x: Tensor, _ y: Tensor, operation: String
  ) throws(TensorError) -> Tensor {
    let layout = try Layout.broadcast(x.layout, y.layout, operation: operation)
    let result = try Tensor(uninitialized: layout, dtype: .bool)
    withDimensions(layout.dims) { dims in
      withDimensions(x.layout.expanded(to: layout).strides) { xs in
        withDimensions(y.layout.expanded(to: layout).strides) { ys in
          tc_compare(
            Int32(kernel), x.dtype.code, Int32(layout.rank), dims, xs, ys, x.data, y.data,
            result.data.assumingMemoryBound(to: UInt8.self))
        }
      }
    }
    withExtendedLifetime((x.body, y.body)) {}
    return result
  }
}
