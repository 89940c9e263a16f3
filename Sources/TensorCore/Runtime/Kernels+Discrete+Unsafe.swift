// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

extension Kernels {
  /// `nil` where the kernel has no meaning for the type.
  static func discrete(_ kernel: Int, _ x: Tensor) throws(TensorError) -> Tensor? {
    let source = try dense(x)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    let exists = tc_discrete_unary(
      Int32(kernel), x.dtype.code, Int64(x.count), source.data, result.data)
    withExtendedLifetime(source.body) {}
    return exists ? result : nil
  }

  /// `nil` where the kernel has no meaning for the type.
  static func discrete(
    _ kernel: Int, _ x: Tensor, _ y: Tensor, operation: String
  ) throws(TensorError) -> Tensor? {
    guard x.dtype == y.dtype else {
      throw .typeMismatch(operation: operation, left: x.dtype, right: y.dtype)
    }
    let layout = try Layout.broadcast(x.layout, y.layout, operation: operation)
    let result = try Tensor(uninitialized: layout, dtype: x.dtype)
    let exists = withDimensions(layout.dims) { dims in
      withDimensions(x.layout.expanded(to: layout).strides) { xs in
        withDimensions(y.layout.expanded(to: layout).strides) { ys in
          tc_discrete_binary(
            Int32(kernel), x.dtype.code, Int32(layout.rank), dims, xs, ys, x.data, y.data,
            result.data)
        }
      }
    }
    withExtendedLifetime((x.body, y.body)) {}
    return exists ? result : nil
  }

  /// A batch of products of integers: as ``matmul(_:_:result:)``.
  static func discreteProduct(
    _ a: Tensor, _ b: Tensor, result layout: Layout
  ) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: layout, dtype: a.dtype)
    if layout.count == 0 { return result }
    let rank = layout.rank
    let width = a.dtype.byteWidth
    let plane = layout.dims[rank - 2] &* layout.dims[rank - 1]
    for batch in 0..<(layout.count / plane) {
      tc_discrete_product(
        a.dtype.code, Int64(layout.dims[rank - 2]), Int64(layout.dims[rank - 1]),
        Int64(a.layout.dims[rank - 1]), a.data + a.planeOffset(batch) &* width,
        Int64(a.layout.strides[rank - 2]), Int64(a.layout.strides[rank - 1]),
        b.data + b.planeOffset(batch) &* width, Int64(b.layout.strides[rank - 2]),
        Int64(b.layout.strides[rank - 1]), result.data + batch &* plane &* width)
    }
    withExtendedLifetime((a.body, b.body)) {}
    return result
  }

  /// Changes dense elements of its own in place. False, and nothing is done, where `x` is recorded or
  /// shared, or the result would have another type or shape.
  @inline(__always)
  static func assign(_ kernel: Int32, _ x: inout Tensor, _ y: Tensor) -> Bool {
    guard x.node == nil, y.node == nil, x.dtype.isComputed, x.dtype == y.dtype,
      !x.isPoisoned, !y.isPoisoned, x.layout.isDense, y.layout.isDense,
      y.layout.rank == 0 || y.layout.hasShape(of: x.layout), x.body.owner == nil,
      isKnownUniquelyReferenced(&x.body)
    else { return false }
    tc_assign(
      kernel, x.dtype.code, Int64(x.count), x.body.data, y.body.data, y.layout.rank == 0 ? 0 : 1)
    withExtendedLifetime((x.body, y.body)) {}
    return true
  }
}

extension Tensor {
  /// Offset of a matrix of a batch, in elements.
  fileprivate func planeOffset(_ batch: Int) -> Int {
    var rest = batch
    var offset = 0
    for d in stride(from: layout.rank - 3, through: 0, by: -1) {
      offset &+= (rest % layout.dims[d]) &* layout.strides[d]
      rest /= layout.dims[d]
    }
    return offset
  }
}
