// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Every step-th element of a range of one axis        d/dx = the gradient put in place among zeros
extension Tensor {
  /// A view of a part of one axis.
  ///
  /// - Parameters:
  ///   - range: indices within the axis.
  ///   - axis: axis to cut, negative from the back.
  ///   - step: distance between the taken elements, at least 1.
  /// - Complexity: O(1); the storage is shared.
  public func sliced(_ range: Range<Int>, axis: Int = 0, step: Int = 1) -> Tensor {
    guard step >= 1 else {
      return .failure(.indexOutOfRange(operation: "slice step", index: step, bound: Int.max))
    }
    let count = (range.count - 1) / step + 1
    return slicing(
      start: range.lowerBound, count: range.isEmpty ? 0 : count, step: step, axis: axis)
  }

  /// A view with the elements of one axis in reverse order.
  ///
  /// - Parameter axis: axis to reverse, negative from the back.
  /// - Complexity: O(1); the storage is shared.
  public func reversed(axis: Int) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let n = layout.dims[try layout.axis(axis, operation: Slice.name)]
      return slicing(start: Swift.max(n - 1, 0), count: n, step: -1, axis: axis)
    } catch {
      return .failure(error)
    }
  }

  private func slicing(start: Int, count: Int, step: Int, axis: Int) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: Slice.name)
      let bound = layout.dims[axis]
      // An empty slice may start anywhere up to the end.
      let ends = count == 0 ? [Swift.min(start, bound - 1)] : [start, start + (count - 1) * step]
      for index in ends where index < 0 || index >= bound {
        if count == 0 && index == -1 { continue }
        throw .indexOutOfRange(operation: Slice.name, index: index, bound: bound)
      }
      return Tensor.apply(Slice(axis: axis, start: start, count: count, step: step), self)
    } catch {
      return .failure(error)
    }
  }
}

struct Slice: DifferentiableUnary {
  static let name = "slice"
  static let saves: Saves = .nothing
  let axis: Int
  let start: Int
  let count: Int
  let step: Int

  /// The part of `layout` that is taken, and where it begins.
  func view(of layout: Layout) -> (Layout, offset: Int) {
    var view = layout
    view.strides[axis] = layout.strides[axis] * step
    view.dims[axis] = count
    view.count = layout.dims[axis] == 0 ? 0 : layout.count / layout.dims[axis] * count
    view.updateDensity()
    return (view, count == 0 ? 0 : start * layout.strides[axis])
  }

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let (view, offset) = view(of: x.layout)
    return Tensor(viewing: x, view, offset: offset)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(PlaceSlice(slice: self, target: saved.inputLayout.dense), g)
  }

  static let samples = [
    Sample("rows", [.init([5, 3])]) { $0[0].sliced(1..<4) },
    Sample("every other column", [.init([2, 7])]) { $0[0].sliced(1..<7, axis: -1, step: 2) },
    Sample("reversed", [.init([4, 3])]) { $0[0].reversed(axis: 0) },
    Sample("empty", [.init([4, 3])]) { $0[0].sliced(4..<4) },
  ]
}

/// Zeros with a tensor in place of a slice: the derivative of slicing, whose own derivative is slicing.
struct PlaceSlice: DifferentiableUnary {
  static let name = "place slice"
  static let saves: Saves = .nothing
  let slice: Slice
  let target: Layout

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let (place, offset) = slice.view(of: target)
    return try Kernels.placed(x, in: target, at: place, offset: offset)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { Tensor.apply(slice, g) }

  static let samples = [
    Sample("rows", [.init([2, 3])]) {
      let target = Layout(denseDims: [5, 3, 1, 1, 1, 1, 1, 1], rank: 2, count: 15)
      return Tensor.apply(
        PlaceSlice(slice: .init(axis: 0, start: 3, count: 2, step: -2), target: target), $0[0])
    }
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Slice.self, to: $0) }
@section("tc_ops") @used private let place: OperationRecord = { export(PlaceSlice.self, to: $0) }
