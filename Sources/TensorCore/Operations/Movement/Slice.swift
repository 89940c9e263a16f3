// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Every step-th element of a range of each axis       d/dx = the gradient put in place among zeros
extension Tensor {
  /// A view of a part of one axis.
  ///
  /// - Parameters:
  ///   - range: indices within the axis.
  ///   - axis: axis to cut, negative from the back.
  ///   - step: distance between the taken elements. A negative one walks from the last index of the
  ///     range down.
  /// - Complexity: O(1); the storage is shared.
  public func sliced(_ range: Range<Int>, axis: Int = 0, step: Int = 1) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: Slice.name)
      let operation = "\(Slice.name) of axis \(axis)"
      let bound = layout.dims[axis]
      guard step != 0 else {
        throw .invalidShape(
          operation: operation, shape: shape, reason: "cannot be walked in steps of 0")
      }
      // Ends further apart than the largest number do not lie within anything.
      let (distance, isTooFar) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
      guard !isTooFar else {
        throw .indexOutOfRange(operation: operation, index: range.lowerBound, bound: bound)
      }
      let count = distance == 0 ? 0 : Int(UInt(distance - 1) / step.magnitude) + 1
      let start = step > 0 || distance == 0 ? range.lowerBound : range.upperBound - 1
      // An empty slice may start anywhere up to the end.
      let ends = count == 0 ? [Swift.min(start, bound - 1)] : [start, start + (count - 1) * step]
      for index in ends where index < 0 || index >= bound {
        if count == 0 && index == -1 { continue }
        throw .indexOutOfRange(operation: operation, index: index, bound: bound)
      }
      var slice = Slice(whole: layout)
      slice.set(axis, start: count == 0 ? 0 : start, count: count, step: step)
      return Tensor.apply(slice, self)
    } catch {
      return .failure(error)
    }
  }

  /// A view with the elements of one axis in reverse order.
  ///
  /// - Parameter axis: axis to reverse, negative from the back.
  /// - Complexity: O(1); the storage is shared.
  public func reversed(axis: Int) -> Tensor { flipped(axes: [axis]) }

  /// A view with the elements of axes in reverse order.
  ///
  /// - Parameter axes: axes to reverse, negative ones from the back; `nil` for all.
  /// - Complexity: O(1); the storage is shared.
  public func flipped(axes: [Int]? = nil) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let set = try AxisSet(axes ?? Array(0..<rank), of: layout, operation: "flip")
      var slice = Slice(whole: layout)
      for axis in 0..<rank where set.contains(axis) && layout.dims[axis] > 1 {
        slice.start[axis] = layout.dims[axis] - 1
        slice.step[axis] = -1
      }
      return Tensor.apply(slice, self)
    } catch {
      return .failure(error)
    }
  }
}

struct Slice: DifferentiableUnary {
  static let name = "slice"
  static let saves: Saves = .nothing
  var start = Dimensions(repeating: 0)
  var count: Dimensions
  var step = Dimensions(repeating: 1)

  /// Everything.
  init(whole layout: Layout) { count = layout.dims }

  /// Chooses from one axis; the caller has checked that all of it lies within.
  mutating func set(_ axis: Int, start: Int, count: Int, step: Int) {
    self.start[axis] = start
    self.count[axis] = count
    // The step from a single element goes nowhere, and must not overflow.
    self.step[axis] = count > 1 ? step : 1
  }

  /// The part of `layout` that is taken, and where it begins.
  func view(of layout: Layout) -> (Layout, offset: Int) {
    var view = layout
    var offset = 0
    view.count = 1
    for d in 0..<layout.rank {
      view.strides[d] = layout.strides[d] &* step[d]
      view.dims[d] = count[d]
      view.count &*= count[d]
      offset &+= start[d] &* layout.strides[d]
    }
    view.updateDensity()
    return (view, view.count == 0 ? 0 : offset)
  }

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let (view, offset) = view(of: x.layout)
    return Tensor(viewing: x, view, offset: offset)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(PlaceSlice(slice: self, target: saved.inputLayout.dense, fill: 0), g)
  }

  static let samples = [
    Sample("rows", [.init([5, 3])]) { $0[0].sliced(1..<4) },
    Sample("every other column", [.init([2, 7])]) { $0[0].sliced(1..<7, axis: -1, step: 2) },
    Sample("backwards", [.init([7, 2])]) { $0[0].sliced(1..<7, step: -2) },
    Sample("reversed", [.init([4, 3])]) { $0[0].reversed(axis: 0) },
    Sample("flipped", [.init([2, 3, 2])]) { $0[0].flipped(axes: [0, -1]) },
    Sample("empty", [.init([4, 3])]) { $0[0].sliced(4..<4) },
  ]
}

/// One repeated number with a tensor in place of a slice: among zeros the derivative of slicing, whose
/// own derivative is slicing.
struct PlaceSlice: DifferentiableUnary {
  static let name = "place slice"
  static let saves: Saves = .nothing
  let slice: Slice
  let target: Layout
  let fill: Double

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let result = try Kernels.fill(fill, layout: target, dtype: x.dtype)
    let (place, offset) = slice.view(of: target)
    Kernels.write(x, into: Tensor(viewing: result, place, offset: offset))
    return result
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { Tensor.apply(slice, g) }

  static let samples = [
    Sample("rows", [.init([2, 3])]) {
      let target = Layout(denseDims: [5, 3, 1, 1, 1, 1, 1, 1], rank: 2, count: 15)
      var slice = Slice(whole: target)
      slice.set(0, start: 3, count: 2, step: -2)
      return Tensor.apply(PlaceSlice(slice: slice, target: target, fill: 0.5), $0[0])
    }
  ]
}

/// A copy of the left tensor with the right one, broadcast, in place of a slice: what writing to a part
/// of a tensor is to a gradient.
struct WriteSlice: DifferentiableBinary {
  static let name = "slice write"
  static let saves: Saves = .nothing
  let slice: Slice

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    let result = try Kernels.copy(x)
    let (place, offset) = slice.view(of: result.layout)
    Kernels.write(y, into: Tensor(viewing: result, place, offset: offset))
    return result
  }

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    Tensor.apply(self, g, .scalar(0, dtype: g.dtype))
  }

  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor { Tensor.apply(slice, g) }

  static let samples = [
    Sample("[:, 4:0:-2] = column", [.init([3, 5]), .init([3, 1])]) {
      var slice = Slice(whole: $0[0].layout)
      slice.set(1, start: 4, count: 2, step: -2)
      return Tensor.apply(WriteSlice(slice: slice), $0[0], $0[1])
    }
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Slice.self, to: $0) }
@section("tc_ops") @used private let place: OperationRecord = { export(PlaceSlice.self, to: $0) }
@section("tc_ops") @used private let write: OperationRecord = { export(WriteSlice.self, to: $0) }
