// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// The border to the C kernels: everything that turns tensors into pointers. Callers have checked
/// shapes and types; the functions here only allocate, so that is all they throw.
enum Kernels {}

extension Tensor {
  /// The first element. Valid while `body` lives.
  @inline(__always) var data: UnsafeMutableRawPointer { body.data }
}

/// Passes dimensions to C, which takes them as `int64_t *`.
@inline(__always)
func withDimensions<Result>(
  _ dims: Dimensions, _ body: (UnsafePointer<Int64>) -> Result
) -> Result {
  withUnsafePointer(to: dims) {
    $0.withMemoryRebound(to: Int64.self, capacity: maximumRank) { body($0) }
  }
}

extension Kernels {
  // MARK: Creation and reading

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
    let converts = tc_cast(x.dtype.code, Int32(TC_FLOAT64), 1, x.data, &value)
    precondition(converts, "\(x.dtype) cannot be read yet")
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
    guard tc_cast(Int32(TC_FLOAT64), dtype.code, 1, &source, &element) else {
      throw .unsupportedType(operation: "full", dtype: dtype)
    }
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

  // MARK: Copies and casts

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
    let converts = tc_cast(
      x.dtype.code, dtype.code, Int64(x.count), source.data, result.data)
    withExtendedLifetime(source.body) {}
    guard converts else {
      throw .unsupportedType(operation: "cast from \(x.dtype)", dtype: dtype)
    }
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

  // MARK: Elementwise

  static func unary(_ kernel: Int, _ x: Tensor) throws(TensorError) -> Tensor {
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
        let result = try Tensor(
          uninitialized: y.layout.rank == 0 ? x.layout.dense : y.layout.dense, dtype: x.dtype)
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

  // MARK: Reductions and rows

  /// Reduces `axes`, which become 1 in the result.
  static func reduce(_ kernel: Int, _ x: Tensor, axes: AxisSet) throws(TensorError) -> Tensor {
    var source = x
    var split = ReductionSplit(x.layout, axes: axes)
    if !split.isUniform {
      source = try copy(x.permutedView(split.keptThenReduced))
      split = ReductionSplit(source.layout, reducingLast: split.reducedRank)
    }
    let result = try Tensor(uninitialized: x.layout.reduced(axes), dtype: x.dtype)
    withDimensions(split.keptDims) { dims in
      withDimensions(split.keptStrides) { strides in
        tc_reduce(
          Int32(kernel), x.dtype.code, Int32(split.keptRank), dims, strides, Int64(split.count),
          Int64(split.stride), source.data, result.data)
      }
    }
    withExtendedLifetime(source.body) {}
    return result
  }

  /// Index of the largest element of each row of the last axis.
  static func argmaxRows(_ x: Tensor, result layout: Layout) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: layout, dtype: .int64)
    let width = x.layout.dims[x.rank - 1]
    tc_argmax_rows(
      x.dtype.code, Int64(layout.count), Int64(width), source.data,
      result.data.assumingMemoryBound(to: Int64.self))
    withExtendedLifetime(source.body) {}
    return result
  }

  enum RowKernel { case softmax, logSoftmax }

  static func rows(_ kernel: RowKernel, _ x: Tensor) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    let n = Int64(x.layout.dims[x.rank - 1])
    let m = n == 0 ? 0 : Int64(x.count) / n
    switch kernel {
    case .softmax: tc_softmax_rows(x.dtype.code, m, n, source.data, result.data)
    case .logSoftmax: tc_log_softmax_rows(x.dtype.code, m, n, source.data, result.data)
    }
    withExtendedLifetime(source.body) {}
    return result
  }

  static func rowsBackward(
    _ kernel: RowKernel, gradient: Tensor, output: Tensor
  ) throws(TensorError) -> Tensor {
    let g = try dense(gradient)
    let y = try dense(output)
    let result = try Tensor(uninitialized: y.layout.dense, dtype: y.dtype)
    let n = Int64(y.layout.dims[y.rank - 1])
    let m = n == 0 ? 0 : Int64(y.count) / n
    switch kernel {
    case .softmax:
      tc_softmax_backward_rows(y.dtype.code, m, n, g.data, y.data, result.data)
    case .logSoftmax:
      tc_log_softmax_backward_rows(y.dtype.code, m, n, g.data, y.data, result.data)
    }
    withExtendedLifetime((g.body, y.body)) {}
    return result
  }

  static func crossEntropy(_ logits: Tensor, _ labels: Indices) throws(TensorError) -> Tensor {
    let x = try dense(logits)
    let m = x.layout.dims[0]
    let layout = try Layout(shape: [m], operation: "crossEntropy")
    let result = try Tensor(uninitialized: layout, dtype: x.dtype)
    tc_cross_entropy_rows(
      x.dtype.code, Int64(m), Int64(x.layout.dims[1]), x.data,
      labels.tensor.data.assumingMemoryBound(to: Int64.self), result.data)
    withExtendedLifetime((x.body, labels.tensor.body)) {}
    return result
  }

  static func crossEntropyBackward(
    _ logits: Tensor, _ labels: Indices, gradient: Tensor
  ) throws(TensorError) -> Tensor {
    let x = try dense(logits)
    let g = try dense(gradient)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    tc_cross_entropy_backward_rows(
      x.dtype.code, Int64(x.layout.dims[0]), Int64(x.layout.dims[1]), x.data,
      labels.tensor.data.assumingMemoryBound(to: Int64.self), g.data, result.data)
    withExtendedLifetime((x.body, g.body, labels.tensor.body)) {}
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

  /// Zeros with `indices.bound` rows, to which the rows of `x` are added at their indices.
  static func addRows(_ x: Tensor, _ indices: Indices) throws(TensorError) -> Tensor {
    let source = try dense(x)
    var dims = x.layout.dims
    dims[0] = indices.bound
    let layout = try Layout(dims: dims, rank: x.rank, operation: "indexAdd")
    let result = try fill(0, layout: layout, dtype: x.dtype)
    let width = x.layout.dims[0] == 0 ? 0 : x.count / x.layout.dims[0]
    tc_add_rows(
      x.dtype.code, Int64(indices.count), indices.tensor.data.assumingMemoryBound(to: Int64.self),
      Int64(width), source.data, result.data)
    withExtendedLifetime((source.body, indices.tensor.body)) {}
    return result
  }
}
