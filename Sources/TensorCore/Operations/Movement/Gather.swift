// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Elements chosen one by one: choices and writes among the elements of a flat view.
extension Tensor {
  /// Elements of an axis, chosen for every place of the others: `y[i, j] = x[index[i, j], j]` for axis 0.
  ///
  /// - Parameters:
  ///   - index: integers within the axis; its other axes are at most as long as this tensor's, and
  ///     choose from their beginning.
  ///   - axis: axis to choose from, negative from the back.
  /// - Returns: the shape of `index`.
  /// - Complexity: O(n), n the number of elements of the result.
  public func gather(_ index: Tensor, axis: Int) -> Tensor {
    if isPoisoned || index.isPoisoned { return .passingPoison(self, index) }
    do throws(TensorError) {
      let (window, places) = try places(index, axis: axis, operation: "gather")
      let chosen = IndexSelect(indices: places, axis: 0, merged: 1)
      return Tensor.apply(chosen, Tensor.apply(window, self).reshaped(to: [-1]))
        .reshaped(to: index.shape)
    } catch {
      return .failure(error)
    }
  }

  /// Elements of an axis, chosen for every place of the others, to which the index is broadcast: as
  /// NumPy's `take_along_axis` does, with negative indices from the back.
  ///
  /// - Parameters:
  ///   - index: integers within the axis; as many axes as this tensor has.
  ///   - axis: axis to choose from, negative from the back.
  /// - Complexity: O(n), n the number of elements of the result.
  public func takeAlongAxis(_ index: Tensor, axis: Int) -> Tensor {
    if isPoisoned || index.isPoisoned { return .passingPoison(self, index) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: "takeAlongAxis")
      guard index.rank == rank else {
        throw .shapeMismatch(
          operation: "takeAlongAxis", left: shape, right: index.shape, axis: nil)
      }
      let bound = layout.dims[axis]
      var own = layout
      var its = index.layout
      own.dims[axis] = 1
      its.dims[axis] = 1
      var common = try Layout.broadcast(own, its, operation: "takeAlongAxis").shape
      common[axis] = bound
      let source = expanded(to: common)
      common[axis] = index.layout.dims[axis]
      let target = try Layout(shape: common, operation: "takeAlongAxis")
      let list = try Kernels.fill(0, layout: target, dtype: .int64)
      try Kernels.accumulate(
        index, bound: bound, factor: 1, shape: target, into: list, operation: "takeAlongAxis")
      return source.gather(list, axis: axis)
    } catch {
      return .failure(error)
    }
  }

  /// This tensor with values written to elements of an axis, chosen for every place of the others:
  /// `x[index[i, j], j] = values[i, j]` for axis 0, in row-major order. Where an element is written
  /// twice the last value wins, and the gradient is its alone.
  ///
  /// - Parameters:
  ///   - values: of this tensor's type; a shape that broadcasts to that of `index`.
  ///   - index: integers within the axis; its other axes are at most as long as this tensor's.
  ///   - axis: axis to choose from, negative from the back.
  /// - Complexity: O(n), n the number of elements.
  public func scatter(_ values: Tensor, at index: Tensor, axis: Int) -> Tensor {
    scattering(values, index, axis, "scatter") { flat, places, values in
      .apply(IndexWrite(indices: places, axis: 0, merged: 1), flat, values)
    }
  }

  /// This tensor with values added to elements of an axis, chosen for every place of the others, in
  /// row-major order: `x[index[i, j], j] += values[i, j]` for axis 0.
  ///
  /// - Parameters:
  ///   - values: a shape that broadcasts to that of `index`.
  ///   - index: integers within the axis; its other axes are at most as long as this tensor's.
  ///   - axis: axis to choose from, negative from the back.
  /// - Complexity: O(n), n the number of elements.
  public func scatterAdd(_ values: Tensor, at index: Tensor, axis: Int) -> Tensor {
    scattering(values, index, axis, "scatterAdd") { flat, places, values in
      .apply(IndexAccumulate(indices: places, axis: 0, merged: 1), flat, values)
    }
  }

  private func scattering(
    _ values: Tensor, _ index: Tensor, _ axis: Int, _ operation: String,
    _ combine: (Tensor, Indices, Tensor) -> Tensor
  ) -> Tensor {
    if isPoisoned || index.isPoisoned || values.isPoisoned {
      return .passingPoison(self, index, values)
    }
    do throws(TensorError) {
      guard values.dtype == dtype else {
        throw .typeMismatch(operation: operation, left: dtype, right: values.dtype)
      }
      let (window, places) = try places(index, axis: axis, operation: operation)
      let list = values.expanded(to: index.shape).reshaped(to: [-1])
      if list.isPoisoned { return list }
      let part = Tensor.apply(window, self)
      let written = combine(part.reshaped(to: [-1]), places, list).reshaped(to: part.shape)
      return part.layout.hasShape(of: layout)
        ? written : Tensor.apply(WriteSlice(slice: window), self, written)
    } catch {
      return .failure(error)
    }
  }

  /// The part of this tensor that the index's other axes cover, and the places of the chosen elements
  /// in it.
  private func places(
    _ index: Tensor, axis: Int, operation: String
  ) throws(TensorError) -> (Slice, Indices) {
    let axis = try layout.axis(axis, operation: operation)
    guard index.rank == rank else {
      throw .shapeMismatch(operation: operation, left: shape, right: index.shape, axis: nil)
    }
    var window = Slice(whole: layout)
    var outer = 1
    var inner = 1
    for d in 0..<rank where d != axis {
      let n = index.layout.dims[d]
      guard n <= layout.dims[d] else {
        throw .shapeMismatch(operation: operation, left: shape, right: index.shape, axis: d)
      }
      window.set(d, start: 0, count: n, step: 1)
      if d < axis { outer *= n } else { inner *= n }
    }
    let bound = layout.dims[axis]
    let checked = try Indices(index, bound: bound, operation: operation)
    let list = try Kernels.along(
      checked.tensor, outer: outer, count: index.layout.dims[axis], inner: inner, bound: bound)
    return (window, Indices(checked: list, bound: outer * bound * inner))
  }
}

// Rows chosen by tuples of indices.
extension Tensor {
  /// Parts of a tensor, each named by a tuple of indices: `y[i] = x[indices[i, 0], indices[i, 1], …]`.
  ///
  /// - Parameters:
  ///   - indices: integers [batch…, places…, k], negative ones from the back; `k` axes behind the batch
  ///     are indexed.
  ///   - batchAxes: how many axes in front both tensors share.
  /// - Returns: shape [batch…, places…] and this tensor's axes behind the indexed ones.
  /// - Complexity: O(n), n the number of elements of the result.
  public func gatherND(_ indices: Tensor, batchAxes: Int = 0) -> Tensor {
    if isPoisoned || indices.isPoisoned { return .passingPoison(self, indices) }
    do throws(TensorError) {
      let (places, merged, shape) = try tuples(indices, batchAxes, operation: "gatherND")
      let source = merged == 0 ? unsqueezed(axis: 0) : self
      let chosen = IndexSelect(indices: places, axis: 0, merged: Swift.max(merged, 1))
      return Tensor.apply(chosen, source).reshaped(to: shape + self.shape[merged...])
    } catch {
      return .failure(error)
    }
  }

  /// This tensor with values written to parts of it, each named by a tuple of indices, in row-major
  /// order: `x[indices[i, 0], indices[i, 1], …] = values[i]`. Where a part is written twice the last
  /// value wins, and the gradient is its alone.
  ///
  /// - Parameters:
  ///   - values: of this tensor's type; a shape that broadcasts to [places…] and this tensor's axes
  ///     behind the indexed ones.
  ///   - indices: integers [places…, k], negative ones from the back.
  /// - Complexity: O(n), n the number of elements.
  public func scatterND(_ values: Tensor, at indices: Tensor) -> Tensor {
    scatteringND(values, indices, "scatterND") { x, places, merged, values in
      .apply(IndexWrite(indices: places, axis: 0, merged: merged), x, values)
    }
  }

  /// This tensor with values added to parts of it, each named by a tuple of indices, in row-major order.
  ///
  /// - Parameters:
  ///   - values: a shape that broadcasts to [places…] and this tensor's axes behind the indexed ones.
  ///   - indices: integers [places…, k], negative ones from the back.
  /// - Complexity: O(n), n the number of elements.
  public func scatterAddND(_ values: Tensor, at indices: Tensor) -> Tensor {
    scatteringND(values, indices, "scatterAddND") { x, places, merged, values in
      .apply(IndexAccumulate(indices: places, axis: 0, merged: merged), x, values)
    }
  }

  private func scatteringND(
    _ values: Tensor, _ indices: Tensor, _ operation: String,
    _ combine: (Tensor, Indices, Int, Tensor) -> Tensor
  ) -> Tensor {
    if isPoisoned || indices.isPoisoned || values.isPoisoned {
      return .passingPoison(self, indices, values)
    }
    do throws(TensorError) {
      guard values.dtype == dtype else {
        throw .typeMismatch(operation: operation, left: dtype, right: values.dtype)
      }
      let (places, merged, front) = try tuples(indices, 0, operation: operation)
      let rest = Array(shape[merged...])
      let list = values.expanded(to: front + rest).reshaped(to: [places.count] + rest)
      if list.isPoisoned { return list }
      let target = merged == 0 ? unsqueezed(axis: 0) : self
      return combine(target, places, Swift.max(merged, 1), list).reshaped(to: shape)
    } catch {
      return .failure(error)
    }
  }

  /// The places that tuples name among the elements of the axes in front, how many axes these are, and
  /// the shape of the tuples.
  private func tuples(
    _ indices: Tensor, _ batchAxes: Int, operation: String
  ) throws(TensorError) -> (Indices, merged: Int, shape: [Int]) {
    guard indices.rank > batchAxes && batchAxes >= 0,
      indices.layout.dims[indices.rank - 1] <= rank - batchAxes,
      indices.shape[..<batchAxes] == shape[..<Swift.min(batchAxes, rank)]
    else {
      throw .shapeMismatch(operation: operation, left: shape, right: indices.shape, axis: nil)
    }
    let front = Array(indices.shape.dropLast())
    let merged = batchAxes + indices.layout.dims[indices.rank - 1]
    let layout = try Layout(shape: front, operation: operation)
    let list = try Kernels.fill(0, layout: layout, dtype: .int64)
    let bound = shape[..<merged].reduce(1, *)
    var factor = bound
    for axis in 0..<merged {
      let n = shape[axis]
      factor = n == 0 ? 0 : factor / n
      let column: Tensor
      if axis < batchAxes {
        var own = Array(repeating: 1, count: front.count)
        own[axis] = n
        column = Tensor.arange(n, dtype: .int64).reshaped(to: own)
      } else {
        let place = axis - batchAxes
        column = indices.detached().sliced(place..<(place + 1), axis: -1).squeezed(axes: [-1])
      }
      try Kernels.accumulate(
        column, bound: n, factor: factor, shape: layout, into: list, operation: operation)
    }
    let flat = Tensor(viewing: list, layout.flat)
    return (Indices(checked: flat, bound: Swift.max(bound, 1)), merged, front)
  }
}
