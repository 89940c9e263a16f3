// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

extension Tensor {
  /// A part of this tensor, chosen as in NumPy: `x[0]`, `x[1..<4, -1]`, `x[.ellipsis, 2...]`,
  /// `x[.every(2), .newAxis]`, `x[rows, columns]`, `x[x.greater(than: y)]`.
  ///
  /// Integers, ranges, ``TensorIndex/ellipsis`` and ``TensorIndex/newAxis`` give a view that shares the
  /// storage; index tensors and masks copy what they choose. Gradients flow through both.
  ///
  /// Writing, `x[…] = value`, broadcasts the value to the chosen part and converts it to this tensor's
  /// type, which must be of the same kind or a later one (truth values, integers, floating-point
  /// numbers). It happens in place where nobody else holds the elements; other tensors never see it. The
  /// value is read before anything is written, also where both are parts of one tensor. For a gradient
  /// that records the tensor or the value, the old elements get no gradient where they were replaced,
  /// and the value gets that of its places; where an index comes twice, the last one wins and the
  /// gradient is its alone.
  ///
  /// An index outside its axis is an error, and so is a range that reaches over the end (unlike NumPy's,
  /// which ends there).
  ///
  /// - Parameter index: one value for each axis from the first one on; axes that nothing is said about
  ///   stay whole.
  /// - Complexity: O(1) for a view, otherwise O(n) in the number of chosen elements; writing in place is
  ///   O(n) in the number of written elements.
  public subscript(_ index: any TensorIndexConvertible...) -> Tensor {
    get { self[indices: index.map(\.tensorIndex)] }
    set { self[indices: index.map(\.tensorIndex)] = newValue }
  }

  /// A single element as a number, or one number for a whole part: `let a: Double = x[1, 2]`,
  /// `x[.all, 0] = 0`. Otherwise as the subscript that gives a tensor.
  ///
  /// - Parameter index: one value for each axis from the first one on.
  /// - Precondition: what is read is one element; what is written is a number of this tensor's type.
  @_disfavoredOverload
  public subscript(_ index: any TensorIndexConvertible...) -> Double {
    get { self[indices: index.map(\.tensorIndex)].item() }
    set {
      let isExact =
        dtype.isFloatingPoint
        || Int(exactly: newValue).map(dtype.integerBounds.contains) ?? false
      self[indices: index.map(\.tensorIndex)] =
        isExact
        ? .scalar(newValue, dtype: dtype)
        : .failure(
          .invalidArgument(operation: "index write", reason: "\(newValue) is no \(dtype)"))
    }
  }

  /// A part of this tensor, chosen by a list of indices made at run time.
  ///
  /// - Parameter indices: one value for each axis from the first one on.
  public subscript(indices indices: [TensorIndex]) -> Tensor {
    get {
      if isPoisoned { return .passingPoison(self) }
      do throws(TensorError) {
        return try IndexPlan(indices, of: self).read(self)
      } catch {
        return .failure(error)
      }
    }
    set {
      if isPoisoned || newValue.isPoisoned {
        self = .passingPoison(self, newValue)
        return
      }
      do throws(TensorError) {
        try IndexPlan(indices, of: self).write(newValue, to: &self)
      } catch {
        self = .failure(error)
      }
    }
  }
}

/// What a list of indices means for a tensor of one shape: a slice of every axis, under the shape that
/// is left, and then a choice of rows.
private struct IndexPlan {
  private var slice: Slice
  private var isWhole = true
  /// The shape of the slice, without the axes of integers and with the new ones.
  private var shape: [Int] = []
  /// The order of its axes that brings the indexed ones together.
  private var order: [Int]?
  private var choice: Choice?
  private static let name = "index"

  /// Rows chosen by tensors.
  private struct Choice {
    let indices: Indices
    let axis: Int
    let merged: Int
    /// What the index tensors broadcast to.
    let shape: [Int]
  }

  /// One tensor that chooses, and the axes it speaks about.
  private struct Chooser {
    let indices: Tensor
    /// The first of the axes; where a single truth value, which has none, stands.
    let place: Int
    let axisCount: Int
    let bound: Int
    let operation: String
  }

  init(_ list: [TensorIndex], of x: Tensor) throws(TensorError) {
    let layout = x.layout
    slice = Slice(whole: layout)
    let rest = try IndexPlan.axesLeft(by: list, of: layout)
    let hasTensors = list.contains {
      switch $0.kind {
      case .at, .mask: true
      default: false
      }
    }
    var axis = 0
    var choosers: [Chooser] = []
    var isApart = false
    var wasBroken = false
    for index in list {
      let operation = "\(IndexPlan.name) of axis \(axis)"
      var chosen: Chooser?
      switch index.kind {
      case .element(let i):
        if hasTensors {
          let number = Tensor([Int64(i)], shape: [])
          chosen = .init(
            indices: number, place: shape.count, axisCount: 1, bound: layout.dims[axis],
            operation: operation)
          shape.append(layout.dims[axis])
        } else {
          let place = try IndexPlan.place(i, bound: layout.dims[axis], operation)
          slice.set(axis, start: place, count: 1, step: 1)
          isWhole = false
        }
        axis += 1
      case .slice(let from, let to, let step):
        try choose(from, to, step, axis: axis, of: layout, operation)
        shape.append(slice.count[axis])
        axis += 1
      case .ellipsis:
        for _ in 0..<rest {
          shape.append(layout.dims[axis])
          axis += 1
        }
      case .newAxis: shape.append(1)
      case .at(let indices):
        if indices.isPoisoned { _ = Tensor.passingPoison(indices) }
        chosen = .init(
          indices: indices, place: shape.count, axisCount: 1, bound: layout.dims[axis],
          operation: operation)
        shape.append(layout.dims[axis])
        axis += 1
      case .mask(let mask):
        chosen = try IndexPlan.chooser(mask, axis, of: layout, at: shape.count)
        for _ in 0..<mask.rank {
          shape.append(layout.dims[axis])
          axis += 1
        }
      }
      if let chosen {
        isApart = isApart || (!choosers.isEmpty && wasBroken)
        wasBroken = false
        choosers.append(chosen)
      } else {
        wasBroken = !choosers.isEmpty
      }
    }
    while axis < layout.rank {
      shape.append(layout.dims[axis])
      axis += 1
    }
    if !choosers.isEmpty { try gather(choosers, isApart: isApart) }
  }

  /// How many axes the ellipsis, or the silence at the end, stands for.
  private static func axesLeft(
    by list: [TensorIndex], of layout: Layout
  ) throws(TensorError) -> Int {
    var used = 0
    var ellipses = 0
    for index in list {
      switch index.kind {
      case .element, .slice, .at: used += 1
      case .mask(let mask): used += mask.rank
      case .ellipsis: ellipses += 1
      case .newAxis: break
      }
    }
    guard used <= layout.rank else {
      throw .invalidShape(
        operation: name, shape: layout.shape, reason: "has fewer axes than the \(used) indices")
    }
    guard ellipses <= 1 else {
      throw .invalidShape(
        operation: name, shape: layout.shape, reason: "can be indexed with one ellipsis only")
    }
    return layout.rank - used
  }

  private static func place(
    _ index: Int, bound: Int, _ operation: String
  ) throws(TensorError) -> Int {
    guard index >= -bound && index < bound else {
      throw .indexOutOfRange(operation: operation, index: index, bound: bound)
    }
    return index < 0 ? index + bound : index
  }

  private mutating func choose(
    _ from: Int?, _ to: Int?, _ step: Int, axis: Int, of layout: Layout, _ operation: String
  ) throws(TensorError) {
    let n = layout.dims[axis]
    guard step != 0 else {
      throw .invalidShape(
        operation: operation, shape: layout.shape, reason: "cannot be walked in steps of 0")
    }
    // Walking up, the ends lie in 0...n; walking down, in -1..<n.
    let beyond = step > 0 ? n : -1
    func end(_ given: Int?, or implied: Int) throws(TensorError) -> Int {
      guard let given else { return implied }
      let place = given < 0 ? given + n : given
      guard given >= -n, place < n || place == beyond else {
        throw .indexOutOfRange(operation: operation, index: given, bound: n)
      }
      return place
    }
    let start = try end(from, or: step > 0 ? 0 : n - 1)
    let stop = try end(to, or: beyond)
    let distance = step > 0 ? stop - start : start - stop
    let count = distance <= 0 ? 0 : Int(UInt(distance - 1) / step.magnitude) + 1
    slice.set(axis, start: count == 0 ? 0 : start, count: count, step: step)
    isWhole = isWhole && count == n && (n <= 1 || step == 1)
  }

  private static func chooser(
    _ mask: Tensor, _ axis: Int, of layout: Layout, at place: Int
  ) throws(TensorError) -> Chooser {
    guard mask.dtype == .bool else {
      throw .unsupportedType(operation: "\(name) mask", dtype: mask.dtype)
    }
    for d in 0..<mask.rank where mask.layout.dims[d] != layout.dims[axis + d] {
      throw .shapeMismatch(
        operation: "\(name) mask", left: layout.shape, right: mask.shape, axis: axis + d)
    }
    return Chooser(
      indices: try Kernels.truePlaces(mask), place: place, axisCount: mask.rank,
      bound: mask.rank == 0 ? 1 : mask.count, operation: "\(name) mask")
  }

  /// Makes one list of rows from all the tensors.
  private mutating func gather(_ choosers: [Chooser], isApart: Bool) throws(TensorError) {
    var common = choosers[0].indices.layout
    for other in choosers.dropFirst() {
      common = try Layout.broadcast(
        common, other.indices.layout, operation: "\(IndexPlan.name) by several tensors")
    }
    let layout = try Layout(shape: common.shape, operation: IndexPlan.name)
    let list = try Kernels.fill(0, layout: layout, dtype: .int64)
    let axes = choosers.flatMap { $0.place..<($0.place + $0.axisCount) }
    let bound = axes.reduce(1) { $0 * shape[$1] }
    var factor = bound
    for chooser in choosers {
      factor = chooser.bound == 0 ? 0 : factor / chooser.bound
      try Kernels.accumulate(
        chooser.indices, bound: chooser.bound, factor: factor, shape: layout, into: list,
        operation: chooser.operation)
    }
    let axis = isApart ? 0 : choosers[0].place
    if axes.isEmpty {
      // Only single truth values, which speak about no axis: they get one.
      shape.insert(1, at: axis)
    } else if isApart {
      order = axes + shape.indices.filter { !axes.contains($0) }
    }
    choice = Choice(
      indices: Indices(checked: Tensor(viewing: list, layout.flat), bound: Swift.max(bound, 1)),
      axis: axis, merged: Swift.max(axes.count, 1), shape: layout.shape)
  }

  /// The view that rows are chosen from: all of the result where none are.
  private func base(_ x: Tensor) -> Tensor {
    var view = isWhole ? x : Tensor.apply(slice, x)
    if view.shape != shape { view = view.reshaped(to: shape) }
    return order.map { view.transposed($0) } ?? view
  }

  /// The shape of the base with the indexed axes replaced.
  private func replacing(_ base: [Int], _ choice: Choice, by axes: [Int]) -> [Int] {
    base[..<choice.axis] + axes + base[(choice.axis + choice.merged)...]
  }

  func read(_ x: Tensor) throws(TensorError) -> Tensor {
    let base = base(x)
    guard let choice, !base.isPoisoned else { return base }
    let rows = Tensor.apply(
      IndexSelect(indices: choice.indices, axis: choice.axis, merged: choice.merged), base)
    return rows.reshaped(to: replacing(base.shape, choice, by: choice.shape))
  }

  func write(_ value: Tensor, to x: inout Tensor) throws(TensorError) {
    let order = order ?? Array(shape.indices)
    let target = order.map { shape[$0] }
    var value = try converted(value, to: x.dtype)
    if let choice {
      value = try fitted(value, to: replacing(target, choice, by: choice.shape))
        .reshaped(to: replacing(target, choice, by: [choice.indices.count]))
    } else {
      value = try fitted(value, to: target)
    }
    guard x.node != nil || value.node != nil, tc_recording_paused() == 0 else {
      try x.makeWritable()
      let place = base(x)
      guard let choice else { return Kernels.write(value, into: place) }
      return try Kernels.scatter(
        value, choice.indices, axis: choice.axis, merged: choice.merged, into: place,
        operation: IndexPlan.name)
    }
    if let choice {
      let write = IndexWrite(indices: choice.indices, axis: choice.axis, merged: choice.merged)
      var inverse = order
      for (place, axis) in order.enumerated() { inverse[axis] = place }
      value = Tensor.apply(write, base(x), value).transposed(inverse)
    }
    let part = (0..<x.rank).map { slice.count[$0] }
    value = value.reshaped(to: part)
    x = isWhole ? value : Tensor.apply(WriteSlice(slice: slice), x, value)
  }

  private func converted(_ value: Tensor, to dtype: DType) throws(TensorError) -> Tensor {
    func kind(_ dtype: DType) -> Int { dtype == .bool ? 0 : dtype.isFloatingPoint ? 2 : 1 }
    guard kind(value.dtype) <= kind(dtype) else {
      throw .typeMismatch(operation: "index write", left: dtype, right: value.dtype)
    }
    return value.cast(to: dtype)
  }

  /// The value in the shape of what it is written to.
  private func fitted(_ value: Tensor, to shape: [Int]) throws(TensorError) -> Tensor {
    var value = value
    if value.rank > shape.count {
      let extra = value.rank - shape.count
      if value.shape[..<extra].allSatisfy({ $0 == 1 }) {
        value = value.reshaped(to: Array(value.shape[extra...]))
      }
    }
    let target = try Layout(shape: shape, operation: "index write")
    guard try Layout.broadcast(value.layout, target, operation: "index write").hasShape(of: target)
    else {
      throw .shapeMismatch(
        operation: "index write", left: shape, right: value.shape, axis: nil)
    }
    return value.expanded(to: shape)
  }
}
