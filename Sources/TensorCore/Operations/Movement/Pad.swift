// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// x with a border        d/dx = the gradient's inner part, with what the border repeats added to it
extension Tensor {
  /// What a border repeats.
  public enum Padding: Sendable, Equatable {
    /// One number; converted as ``Tensor/cast(to:)`` does.
    case constant(Double)
    /// The elements mirrored at the outermost one, which is not repeated: `c b | a b c | b a`.
    case reflect
    /// The elements mirrored at the edge: `b a | a b c | c b`.
    case symmetric
    /// The outermost element: `a a | a b c | c c`.
    case replicate
    /// The elements of the other end: `b c | a b c | a b`.
    case circular
  }

  /// This tensor with a border around it.
  ///
  /// - Parameters:
  ///   - widths: for each of the last axes how many elements come before and after it; a negative
  ///     number takes elements away. The axes before stay as they are.
  ///   - mode: what the border repeats.
  /// - Complexity: O(n), n the number of elements of the result.
  public func padded(_ widths: [(Int, Int)], mode: Padding = .constant(0)) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      guard widths.count <= rank else {
        throw .invalidShape(
          operation: "pad", shape: shape, reason: "has fewer axes than the \(widths.count) widths")
      }
      let first = rank - widths.count
      var inner = Slice(whole: layout)
      var place = Slice(whole: layout)
      var target = shape
      for (axis, (before, after)) in zip(first..., widths) {
        let n = layout.dims[axis]
        let start = Swift.max(0, before == .min ? .max : -before)
        let end = after < 0 ? n + after : n
        // An axis can be cut down to nothing, and then grow again only from a constant.
        guard start <= n && end >= 0 && start <= end else {
          throw .invalidShape(
            operation: "pad", shape: shape,
            reason: "cannot lose \(start) and \(n - end) elements of axis \(axis)")
        }
        inner.set(axis, start: start, count: end - start, step: 1)
        let (sum, overflow) = Swift.max(before, 0).addingReportingOverflow(Swift.max(after, 0))
        let (length, tooLong) = sum.addingReportingOverflow(end - start)
        target[axis] = overflow || tooLong ? .max : length
        place.set(axis, start: Swift.max(before, 0), count: end - start, step: 1)
      }
      let layout = try Layout(shape: target, operation: "pad")
      var x = Tensor.apply(inner, self)
      if case .constant(let value) = mode {
        return Tensor.apply(PlaceSlice(slice: place, target: layout, fill: value), x)
      }
      for (axis, (before, after)) in zip(first..., widths) where before > 0 || after > 0 {
        x = try x.extended(
          axis: axis, before: Swift.max(before, 0), after: Swift.max(after, 0), mode: mode)
      }
      return x
    } catch {
      return .failure(error)
    }
  }

  private func extended(
    axis: Int, before: Int, after: Int, mode: Padding
  ) throws(TensorError) -> Tensor {
    let n = layout.dims[axis]
    guard n > 0 else {
      throw .invalidShape(
        operation: "pad", shape: shape, reason: "has nothing to repeat in axis \(axis)")
    }
    let list = (-before..<(n + after)).map { i -> Int64 in
      let place: Int
      switch mode {
      case .constant, .replicate: place = Swift.min(Swift.max(i, 0), n - 1)
      case .circular: place = i.modulo(n)
      case .symmetric:
        let j = i.modulo(2 * n)
        place = j < n ? j : 2 * n - 1 - j
      case .reflect:
        let j = n == 1 ? 0 : i.modulo(2 * n - 2)
        place = j < n ? j : 2 * n - 2 - j
      }
      return Int64(place)
    }
    let indices = Indices(checked: Tensor(list), bound: n)
    return Tensor.apply(IndexSelect(indices: indices, axis: axis, merged: 1), self)
  }
}

extension Int {
  /// The remainder that is never negative.
  fileprivate func modulo(_ n: Int) -> Int {
    let rest = self % n
    return rest < 0 ? rest + n : rest
  }
}
