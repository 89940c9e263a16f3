// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension ONNXCase {
  func reductions() throws -> [Tensor?]? {
    let x = self[0]
    switch op {
    case "CumSum", "CumProd": return [cumulated()]
    case "ArgMax", "ArgMin": return [extremePlace()]
    case "Hardmax":
      let axis = int("axis", -1)
      let places = x.argmax(axis: axis)
      return [
        Tensor.oneHot(places, classes: x.shape[axis < 0 ? axis + x.rank : axis], dtype: x.dtype)
          .movingAxis(-1, to: axis)
      ]
    case "TopK":
      let (values, indices) = x.topK(
        integers(1)![0], axis: int("axis", -1), largest: flag("largest", true))
      return [values, indices]
    case "Unique": return try uniqueElements()
    default:
      guard op.hasPrefix("Reduce") else { return nil }
      return try reduced().map { [$0] }
    }
  }

  private func reduced() throws -> Tensor? {
    let x = self[0]
    var axes = integers(1) ?? ints("axes")
    if axes?.isEmpty ?? true {
      if flag("noop_with_empty_axes") { return x }
      axes = nil
    }
    let keep = flag("keepdims", true)
    if x.count == 0 && (op == "ReduceMax" || op == "ReduceMin") {
      throw Unsupported("an extreme of no elements is an error here")
    }
    switch op {
    case "ReduceSum": return x.sum(axes: axes, keepDims: keep)
    case "ReduceMean": return x.mean(axes: axes, keepDims: keep)
    case "ReduceProd": return x.prod(axes: axes, keepDims: keep)
    case "ReduceMax":
      return x.dtype == .bool
        ? x.any(axes: axes, keepDims: keep) : x.max(axes: axes, keepDims: keep)
    case "ReduceMin":
      return x.dtype == .bool
        ? x.all(axes: axes, keepDims: keep) : x.min(axes: axes, keepDims: keep)
    case "ReduceL1": return x.norm(1, axes: axes, keepDims: keep)
    case "ReduceL2": return x.norm(2, axes: axes, keepDims: keep)
    case "ReduceLogSum": return x.sum(axes: axes, keepDims: keep).log()
    case "ReduceLogSumExp": return x.logSumExp(axes: axes, keepDims: keep)
    case "ReduceSumSquare": return x.square().sum(axes: axes, keepDims: keep)
    default: return nil
    }
  }

  private func cumulated() -> Tensor {
    let x = self[0]
    let axis = integers(1)![0]
    let isReversed = flag("reverse")
    let isSum = op == "CumSum"
    let y =
      isSum
      ? x.cumsum(axis: axis, reverse: isReversed) : x.cumprod(axis: axis, reverse: isReversed)
    // As in NumPy, sums of small integers are int64 here.
    guard flag("exclusive") else { return y.cast(to: x.dtype) }
    // Exclusive: moved on by one, beginning with what changes nothing.
    let n = x.shape[axis < 0 ? axis + x.rank : axis]
    let first = Tensor.full(like: y.sliced(0..<1, axis: axis), isSum ? 0 : 1)
    let moved =
      isReversed
      ? Tensor.concat([y.sliced(1..<n, axis: axis), first], axis: axis)
      : Tensor.concat([first, y.sliced(0..<n - 1, axis: axis)], axis: axis)
    return moved.cast(to: x.dtype)
  }

  private func extremePlace() -> Tensor {
    let (x, axis, keep) = (self[0], int("axis", 0), flag("keepdims", true))
    func place(_ x: Tensor) -> Tensor {
      op == "ArgMax" ? x.argmax(axis: axis, keepDims: keep) : x.argmin(axis: axis, keepDims: keep)
    }
    guard flag("select_last_index") else { return place(x) }
    let last = x.shape[axis < 0 ? axis + x.rank : axis] - 1
    return last - place(x.flipped(axes: [axis]))
  }

  private func uniqueElements() throws -> [Tensor?] {
    guard attributes["axis"] == nil else { throw Unsupported("unique rows of an axis") }
    let found = self[0].unique()
    guard !flag("sorted", true) else {
      return [found.values, found.firstIndices, found.inverse.flattened(), found.counts]
    }
    // In the order in which they come first.
    let order = found.firstIndices.argsort()
    let rank = order.argsort()
    return [
      found.values.indexSelect(order), found.firstIndices.indexSelect(order),
      rank.indexSelect(found.inverse.flattened()), found.counts.indexSelect(order),
    ]
  }
}

extension Tensor {
  /// One repeated value in the shape and type of another tensor.
  fileprivate static func full(like x: Tensor, _ value: Double) -> Tensor {
    full(value, shape: x.shape, dtype: x.dtype)
  }
}
