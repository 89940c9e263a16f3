// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// Elements moved by index, by mask and by window.
extension Kernels {
  /// Where the rows that indices name lie in memory: a list, and what its numbers are multiplied with.
  private static func places(
    of indices: Indices, in layout: Layout, axis: Int, merged: Int
  ) throws(TensorError) -> (list: Tensor, step: Int) {
    var dims = Dimensions(repeating: 1)
    var strides = Dimensions(repeating: 0)
    var rank = 0
    for d in axis..<(axis + merged) where layout.dims[d] != 1 {
      let isEven =
        rank > 0 && strides[rank - 1] == layout.strides[d] &* layout.dims[d]
      if !isEven { rank += 1 }
      dims[rank - 1] = (isEven ? dims[rank - 1] : 1) &* layout.dims[d]
      strides[rank - 1] = layout.strides[d]
    }
    if rank <= 1 { return (indices.tensor, rank == 0 ? 1 : strides[0]) }
    let list = try Tensor(uninitialized: indices.tensor.layout, dtype: .int64)
    withDimensions(dims) { dims in
      withDimensions(strides) { strides in
        tc_index_offsets(
          Int64(indices.count), int64s(indices.tensor), Int32(rank), dims, strides, int64s(list))
      }
    }
    withExtendedLifetime(indices.tensor.body) {}
    return (list, 1)
  }

  private static func int64s(_ x: Tensor) -> UnsafeMutablePointer<Int64> {
    x.data.assumingMemoryBound(to: Int64.self)
  }

  /// The rows of `merged` axes, from `axis` on, that indices into their elements name.
  static func gather(
    _ x: Tensor, _ indices: Indices, axis: Int, merged: Int, operation: String
  ) throws(TensorError) -> Tensor {
    let shape = x.layout.merging(axis, merged, into: indices.count)
    let layout = try Layout(dims: shape.dims, rank: shape.rank, operation: operation)
    let result = try Tensor(uninitialized: layout, dtype: x.dtype)
    let (list, step) = try places(of: indices, in: x.layout, axis: axis, merged: merged)
    withDimensions(layout.dims) { dims in
      withDimensions(shape.strides) { from in
        withDimensions(layout.strides) { to in
          tc_gather(
            Int32(x.dtype.byteWidth), Int32(layout.rank), Int32(axis), dims, from, x.data,
            int64s(list), Int64(step), to, result.data)
        }
      }
    }
    withExtendedLifetime((x.body, list.body)) {}
    return result
  }

  /// Writes rows, in their order, to where indices into `merged` axes name. The caller owns the
  /// elements of `target`, and `rows` broadcasts to the shape of the rows.
  static func scatter(
    _ rows: Tensor, _ indices: Indices, axis: Int, merged: Int, into target: Tensor,
    operation: String
  ) throws(TensorError) {
    let shape = target.layout.merging(axis, merged, into: indices.count)
    let layout = try Layout(dims: shape.dims, rank: shape.rank, operation: operation)
    let from = rows.layout.expanded(to: layout)
    let (list, step) = try places(of: indices, in: target.layout, axis: axis, merged: merged)
    withDimensions(layout.dims) { dims in
      withDimensions(from.strides) { from in
        withDimensions(shape.strides) { to in
          tc_scatter(
            Int32(rows.dtype.byteWidth), Int32(layout.rank), Int32(axis), dims, from, rows.data,
            int64s(list), Int64(step), to, target.data)
        }
      }
    }
    withExtendedLifetime((rows.body, list.body, target.body)) {}
  }

  /// Adds rows, in their order, to dense elements that nobody else sees, where indices into `merged`
  /// axes name.
  static func scatterAdd(
    _ rows: Tensor, _ indices: Indices, axis: Int, merged: Int, into target: Tensor,
    operation: String
  ) throws(TensorError) {
    let source = try dense(rows)
    let shape = target.shape
    let outer = shape[..<axis].reduce(1, *)
    let width = shape[(axis + merged)...].reduce(1, *)
    let sums = tc_scatter_add(
      rows.dtype.code, Int64(outer), Int64(indices.count), int64s(indices.tensor),
      Int64(indices.bound), Int64(width), source.data, target.data)
    withExtendedLifetime((source.body, indices.tensor.body, target.body)) {}
    guard sums else { throw .unsupportedType(operation: operation, dtype: rows.dtype) }
  }

  /// Zeros to which rows are added at their indices, in the order of the list.
  static func scatterSum(
    _ rows: Tensor, _ indices: Indices, axis: Int, merged: Int, result layout: Layout,
    operation: String
  ) throws(TensorError) -> Tensor {
    let source = try dense(rows)
    let result = try Tensor(uninitialized: layout, dtype: rows.dtype)
    let shape = layout.shape
    let sums = tc_scatter_sum(
      rows.dtype.code, Int64(shape[..<axis].reduce(1, *)), Int64(indices.count),
      int64s(indices.tensor), Int64(indices.bound), Int64(shape[(axis + merged)...].reduce(1, *)),
      source.data, result.data)
    withExtendedLifetime((source.body, indices.tensor.body)) {}
    guard sums else { throw .unsupportedType(operation: operation, dtype: rows.dtype) }
    return result
  }

  /// Writes a tensor that broadcasts to `target` there. The caller owns the elements of `target`.
  static func write(_ x: Tensor, into target: Tensor) {
    let source = Tensor(viewing: x, x.layout.expanded(to: target.layout))
    copyElements(source, into: target.data, strides: target.layout.strides)
    withExtendedLifetime(target.body) {}
  }

  /// Zeros of `target`'s shape to which a view of it, which may overlap itself, has `x` added.
  static func added(
    _ x: Tensor, in target: Layout, at place: Layout, operation: String
  ) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try fill(0, layout: target, dtype: x.dtype)
    let sums = withDimensions(place.dims) { dims in
      withDimensions(place.strides) { strides in
        tc_add_strided(
          x.dtype.code, Int32(place.rank), dims, strides, source.data, result.data)
      }
    }
    withExtendedLifetime(source.body) {}
    guard sums else { throw .unsupportedType(operation: operation, dtype: x.dtype) }
    return result
  }

  /// A copy with `value` where the mask, of the same shape, is true.
  static func maskedFill(
    _ x: Tensor, _ mask: Tensor, _ value: Double
  ) throws(TensorError) -> Tensor {
    let result = try copy(x)
    let places = try dense(mask)
    let element = try fill(
      value, layout: Layout(shape: [], operation: "maskedFill"), dtype: x.dtype)
    tc_masked_fill(
      Int32(x.dtype.byteWidth), Int64(x.count), places.data.assumingMemoryBound(to: UInt8.self),
      element.data, result.data)
    withExtendedLifetime((places.body, element.body)) {}
    return result
  }

  /// A copy with zeros above (or below) a diagonal of its matrices.
  static func triangle(
    _ x: Tensor, diagonal: Int, clearsUpper: Bool
  ) throws(TensorError) -> Tensor {
    let result = try copy(x)
    if x.count == 0 { return result }
    let m = x.layout.dims[x.rank - 2]
    let n = x.layout.dims[x.rank - 1]
    tc_clear_triangle(
      Int32(x.dtype.byteWidth), Int64(x.count / (m * n)), Int64(m), Int64(n),
      Int64(Swift.min(Swift.max(diagonal, -m), n)), clearsUpper, result.data)
    return result
  }
}

// Lists of indices, made from what a program has.
extension Kernels {
  /// linear += factor × index, where `index` (integers) broadcasts to `shape` and counts negative
  /// numbers from the back.
  static func accumulate(
    _ index: Tensor, bound: Int, factor: Int, shape: Layout, into linear: Tensor,
    operation: String
  ) throws(TensorError) {
    switch index.dtype {
    case .int8, .int16, .int32, .int64, .uint8: break
    default: throw .unsupportedType(operation: operation, dtype: index.dtype)
    }
    let source =
      index.dtype == .int64 ? index : try cast(index.detached(), to: .int64)
    var outside: Int64 = 0
    let fits = withDimensions(shape.dims) { dims in
      withDimensions(source.layout.expanded(to: shape).strides) { strides in
        tc_index_accumulate(
          Int32(shape.rank), dims, strides, int64s(source), Int64(bound), Int64(factor),
          int64s(linear), &outside)
      }
    }
    withExtendedLifetime((source.body, linear.body)) {}
    guard fits else {
      throw .indexOutOfRange(operation: operation, index: Int(outside), bound: bound)
    }
  }

  /// From checked indices [outer, count, inner] along the middle axis of [outer, bound, inner] to
  /// places among all elements of that.
  static func along(
    _ index: Tensor, outer: Int, count: Int, inner: Int, bound: Int
  ) throws(TensorError) -> Tensor {
    let source = try cast(index.detached(), to: .int64)
    let result = try Tensor(uninitialized: source.layout.flat, dtype: .int64)
    tc_index_along(
      Int64(outer), Int64(count), Int64(inner), Int64(bound), int64s(source), int64s(result))
    withExtendedLifetime(source.body) {}
    return result
  }

  /// The row-major places of what is true.
  static func truePlaces(_ mask: Tensor) throws(TensorError) -> Tensor {
    let source = try dense(mask)
    let bits = source.data.assumingMemoryBound(to: UInt8.self)
    let count = Int(tc_count_true(Int64(mask.count), bits))
    let result = try Tensor(
      uninitialized: Layout(shape: [count], operation: "mask"), dtype: .int64)
    tc_true_places(Int64(mask.count), bits, int64s(result))
    withExtendedLifetime(source.body) {}
    return result
  }

  /// Whether each index comes again later in the list; `nil` where none does.
  static func earlierTwins(_ indices: Indices) throws(TensorError) -> Tensor? {
    let seen = try fill(
      0, layout: Layout(shape: [indices.bound], operation: "index write"), dtype: .bool)
    let result = try Tensor(uninitialized: indices.tensor.layout, dtype: .bool)
    let bits = result.data.assumingMemoryBound(to: UInt8.self)
    tc_earlier_twins(
      Int64(indices.count), int64s(indices.tensor), seen.data.assumingMemoryBound(to: UInt8.self),
      bits)
    withExtendedLifetime((seen.body, indices.tensor.body)) {}
    return tc_count_true(Int64(indices.count), bits) == 0 ? nil : result
  }
}

extension Layout {
  /// This layout with `merged` axes from `axis` on replaced by one of `count`, whose stride says
  /// nothing.
  fileprivate func merging(_ axis: Int, _ merged: Int, into count: Int) -> Layout {
    var result = self
    result.rank = rank - merged + 1
    result.dims[axis] = count
    result.strides[axis] = 0
    for d in (axis + 1)..<Swift.max(result.rank, axis + 1) {
      result.dims[d] = dims[d + merged - 1]
      result.strides[d] = strides[d + merged - 1]
    }
    return result
  }

  /// The same elements as a vector; for dense layouts.
  var flat: Layout {
    var dims = Dimensions(repeating: 1)
    dims[0] = count
    return Layout(denseDims: dims, rank: 1, count: count)
  }
}
