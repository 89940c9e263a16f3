// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Joining and dividing along axes; the parts are views.
extension Tensor {
  /// Tensors of one shape, one after another along a new axis.
  ///
  /// - Parameters:
  ///   - tensors: at least one; their element types are brought to the common one.
  ///   - axis: where the new axis stands in the result, negative from the back.
  /// - Complexity: O(n), n the number of elements of the result.
  public static func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    if let poisoned = tensors.first(where: \.isPoisoned) { return passingPoison(poisoned) }
    guard let first = tensors.first else {
      return failure(
        .invalidShape(operation: "stack", shape: [], reason: "cannot come from no tensors"))
    }
    for other in tensors where !other.layout.hasShape(of: first.layout) {
      return failure(
        .shapeMismatch(operation: "stack", left: first.shape, right: other.shape, axis: nil))
    }
    let place = axis < 0 ? axis + first.rank + 1 : axis
    guard place >= 0 && place <= first.rank else {
      return failure(.invalidAxis(operation: "stack", axis: axis, shape: first.shape))
    }
    return concat(tensors.map { $0.unsqueezed(axis: place) }, axis: place)
  }

  /// Views of parts of an axis that follow one another.
  ///
  /// - Parameters:
  ///   - sizes: length of each part; their sum must be that of the axis.
  ///   - axis: axis to divide, negative from the back.
  /// - Complexity: O(1) for each part; the storage is shared.
  public func split(sizes: [Int], axis: Int = 0) -> [Tensor] {
    if isPoisoned { return sizes.map { _ in .passingPoison(self) } }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: "split")
      var rest = layout.dims[axis]
      for size in sizes {
        guard size >= 0 && size <= rest else {
          throw .shapeMismatch(operation: "split", left: shape, right: sizes, axis: axis)
        }
        rest -= size
      }
      guard rest == 0 else {
        throw .shapeMismatch(operation: "split", left: shape, right: sizes, axis: axis)
      }
      if node == nil { return Split(sizes: sizes, axis: axis).parts(of: self) }
      return Tensor.apply(Split(sizes: sizes, axis: axis), [self], resultCount: sizes.count)
    } catch {
      return sizes.map { _ in .failure(error) }
    }
  }

  /// Views of equal parts of an axis.
  ///
  /// - Parameters:
  ///   - parts: how many; they must divide the length of the axis.
  ///   - axis: axis to divide, negative from the back.
  /// - Returns: `parts` tensors.
  /// - Complexity: O(1) for each part; the storage is shared.
  public func split(parts: Int, axis: Int = 0) -> [Tensor] {
    if isPoisoned { return Array(repeating: .passingPoison(self), count: Swift.max(parts, 1)) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: "split")
      let n = layout.dims[axis]
      guard parts >= 1 && n % parts == 0 else {
        throw .invalidShape(
          operation: "split", shape: shape, reason: "has no \(parts) equal parts in axis \(axis)")
      }
      return split(sizes: Array(repeating: n / parts, count: parts), axis: axis)
    } catch {
      return [.failure(error)]
    }
  }

  /// Views of parts of an axis that are as equal as rounding up allows: the last one may be shorter,
  /// and there may be fewer than asked for.
  ///
  /// - Parameters:
  ///   - count: how many, at least 1.
  ///   - axis: axis to divide, negative from the back.
  /// - Complexity: O(1) for each part; the storage is shared.
  public func chunk(_ count: Int, axis: Int = 0) -> [Tensor] {
    if isPoisoned { return [.passingPoison(self)] }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: "chunk")
      guard count >= 1 else {
        throw .invalidShape(
          operation: "chunk", shape: shape, reason: "cannot be divided into \(count) parts")
      }
      let n = layout.dims[axis]
      let size = n / count + (n % count == 0 ? 0 : 1)
      if size == 0 { return [self] }
      return stride(from: 0, to: n, by: size).map {
        sliced($0..<Swift.min($0 + size, n), axis: axis)
      }
    } catch {
      return [.failure(error)]
    }
  }
}

/// Views that follow one another; one operation, so that the gradients of the parts are written once, side
/// by side, and not added to zeros one after the other.
struct Split: DifferentiableGeneral {
  static let name = "split"
  static let saves: Saves = .nothing
  let sizes: [Int]
  let axis: Int

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] { parts(of: inputs[0]) }

  fileprivate func parts(of x: Tensor) -> [Tensor] {
    let layout = x.layout
    var start = 0
    return sizes.map { size in
      var slice = Slice(whole: layout)
      slice.set(axis, start: size == 0 ? 0 : start, count: size, step: 1)
      start += size
      let (view, offset) = slice.view(of: layout)
      return Tensor(viewing: x, view, offset: offset)
    }
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    [Tensor.concat(sizes.indices.map { saved.gradient(g, $0) }, axis: axis)]
  }

  static let samples = [
    Sample("rows", [.init([5, 3])]) {
      let parts = $0[0].split(sizes: [2, 0, 3])
      return parts[0].sum() * parts[2] + parts[1].sum()
    },
    Sample("columns, one unused", [.init([2, 6])]) {
      let parts = $0[0].split(parts: 3, axis: -1)
      return parts[0] * parts[2]
    },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Split.self, to: $0) }
