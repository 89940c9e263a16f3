// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// Memory in and out: elements from arrays and bytes, and back.
extension Kernels {
  static func copyIn<Scalar: TensorScalar>(
    _ scalars: [Scalar], layout: Layout
  ) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: layout, dtype: Scalar.dtype)
    scalars.withUnsafeBytes { source in
      if let base = source.baseAddress, source.count > 0 {
        result.data.copyMemory(from: base, byteCount: source.count)
      }
    }
    return result
  }

  /// Elements in row-major order; the type must be the tensor's own.
  static func copyOut<Scalar: TensorScalar>(
    _ x: Tensor, as type: Scalar.Type
  ) throws(TensorError) -> [Scalar] {
    let dense = try dense(x)
    return [Scalar](unsafeUninitializedCapacity: x.count) { buffer, count in
      if let base = buffer.baseAddress, x.count > 0 {
        UnsafeMutableRawPointer(base).copyMemory(
          from: dense.data, byteCount: x.count &* x.dtype.byteWidth)
      }
      count = x.count
      withExtendedLifetime(dense.body) {}
    }
  }

  static func copyIn(
    bytes: [UInt8], layout: Layout, dtype: DType
  ) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: layout, dtype: dtype)
    bytes.withUnsafeBytes { source in
      if let base = source.baseAddress, source.count > 0 {
        result.data.copyMemory(from: base, byteCount: source.count)
      }
    }
    return result
  }

  static func copyIn(
    _ bytes: UnsafeRawBufferPointer, layout: Layout, dtype: DType
  ) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: layout, dtype: dtype)
    if let base = bytes.baseAddress, bytes.count > 0 {
      result.data.copyMemory(from: base, byteCount: bytes.count)
    }
    if dtype == .bool {
      // A truth value is 0 or 1 in memory, whatever came from outside.
      let values = result.data.assumingMemoryBound(to: UInt8.self)
      for i in 0..<layout.count where values[i] > 1 { values[i] = 1 }
    }
    return result
  }

  /// A vector whose elements follow from their places.
  static func sequence<Scalar: TensorScalar>(
    _ layout: Layout, _ element: (Int) -> Scalar
  ) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: layout, dtype: Scalar.dtype)
    let elements = result.data.assumingMemoryBound(to: Scalar.self)
    for i in 0..<layout.count { elements[i] = element(i) }
    return result
  }

  /// A matrix with ones on one diagonal.
  static func eye(_ layout: Layout, diagonal: Int, dtype: DType) throws(TensorError) -> Tensor {
    let result = try fill(0, layout: layout, dtype: dtype)
    var source = 1.0
    var one: UInt64 = 0
    _ = tc_cast(Int32(TC_FLOAT64), dtype.code, 1, &source, &one)
    let rows = layout.dims[0]
    let columns = layout.dims[1]
    guard diagonal > -rows && diagonal < columns else { return result }
    for row in Swift.max(0, -diagonal)..<rows where row + diagonal < columns {
      let place = row &* columns &+ row &+ diagonal
      tc_fill(Int32(dtype.byteWidth), 1, &one, result.data + place &* dtype.byteWidth)
    }
    return result
  }

  static func bytes(_ x: Tensor) throws(TensorError) -> [UInt8] {
    let dense = try dense(x)
    defer { withExtendedLifetime(dense.body) {} }
    return Array(
      UnsafeRawBufferPointer(start: dense.data, count: x.count &* x.dtype.byteWidth))
  }

  /// The first element as a `Double`; integers beyond 2^53 round.
  static func first(_ x: Tensor) -> Double {
    defer { withExtendedLifetime(x.body) {} }
    var value = 0.0
    _ = tc_cast(x.dtype.code, Int32(TC_FLOAT64), 1, x.data, &value)
    return value
  }

  /// What an operation that failed returns.
  static func poison(_ node: PoisonNode) throws(TensorError) -> Tensor {
    let layout = Layout(denseDims: .init(repeating: 1), rank: 0, count: 1)
    let result = try Tensor(TensorBody(layout, .float32, isPoisoned: true), node)
    result.data.storeBytes(of: Float.nan, as: Float.self)
    return result
  }

  static func fill(_ value: Double, layout: Layout, dtype: DType) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: layout, dtype: dtype)
    if dtype == .float32 {
      var element = Float(value)
      tc_fill(4, Int64(layout.count), &element, result.data)
      return result
    }
    var source = value
    var element: UInt64 = 0
    _ = tc_cast(Int32(TC_FLOAT64), dtype.code, 1, &source, &element)
    tc_fill(Int32(dtype.byteWidth), Int64(layout.count), &element, result.data)
    return result
  }

  static func oneHot(
    _ labels: Indices, classes: Int, dtype: DType
  ) throws(TensorError) -> Tensor {
    let shape = [labels.count, classes]
    let result = try fill(0, layout: Layout(shape: shape, operation: "oneHot"), dtype: dtype)
    var source = 1.0
    var one: UInt64 = 0
    _ = tc_cast(Int32(TC_FLOAT64), dtype.code, 1, &source, &one)
    let width = dtype.byteWidth
    let indices = labels.tensor.data.assumingMemoryBound(to: Int64.self)
    for row in 0..<labels.count {
      let place = result.data + (row &* classes &+ Int(indices[row])) &* width
      tc_fill(Int32(width), 1, &one, place)
    }
    withExtendedLifetime(labels.tensor.body) {}
    return result
  }

  /// The first of dense int64 indices outside `0..<bound`.
  static func firstOutside(_ indices: Tensor, bound: Int) -> Int? {
    defer { withExtendedLifetime(indices.body) {} }
    let values = indices.data.assumingMemoryBound(to: Int64.self)
    for i in 0..<indices.count where values[i] < 0 || values[i] >= bound { return Int(values[i]) }
    return nil
  }
}
