// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// y[…, i, …, j] = x[…, i step + j, …]        d/dx = the windows of the gradient added where they lie
extension Tensor {
  /// A view of the windows that slide along an axis: the axis counts the windows, and a new last axis
  /// the elements of each.
  ///
  /// - Parameters:
  ///   - axis: axis to slide along, negative from the back.
  ///   - size: elements of a window, within the axis.
  ///   - step: distance between windows, at least 1.
  /// - Returns: the axis has length (n - size) / step + 1; what is too short for a window is left out.
  /// - Complexity: O(1); the storage is shared, and windows overlap in it.
  public func unfolded(axis: Int, size: Int, step: Int = 1) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: Unfold.name)
      guard size >= 0 && size <= layout.dims[axis] else {
        throw .invalidShape(
          operation: Unfold.name, shape: shape,
          reason: "has no windows of \(size) elements in axis \(axis)")
      }
      guard step >= 1 else {
        throw .invalidShape(
          operation: Unfold.name, shape: shape, reason: "cannot be walked in steps of \(step)")
      }
      return Tensor.apply(Unfold(axis: axis, size: size, step: step), self)
    } catch {
      return .failure(error)
    }
  }
}

struct Unfold: DifferentiableUnary {
  static let name = "unfold"
  static let saves: Saves = .nothing
  let axis: Int
  let size: Int
  let step: Int

  func view(of layout: Layout) throws(TensorError) -> Layout {
    let windows = (layout.dims[axis] - size) / step + 1
    var shape = layout.shape + [size]
    shape[axis] = windows
    var view = try Layout(shape: shape, operation: Self.name)
    for d in 0..<layout.rank { view.strides[d] = layout.strides[d] }
    view.strides[axis] = windows > 1 ? layout.strides[axis] * step : 0
    view.strides[layout.rank] = layout.strides[axis]
    view.updateDensity()
    return view
  }

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    Tensor(viewing: x, try view(of: x.layout))
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(Fold(unfold: self, target: saved.inputLayout.dense), g)
  }

  static let samples = [
    Sample("overlapping", [.init([7])]) { $0[0].unfolded(axis: 0, size: 3) },
    Sample("inner axis", [.init([2, 7, 2])]) { $0[0].unfolded(axis: 1, size: 3, step: 2) },
    Sample("apart", [.init([8])]) { $0[0].unfolded(axis: 0, size: 2, step: 3) },
  ]
}

/// Zeros to which windows are added where they lie: the derivative of unfolding, whose own derivative
/// is unfolding.
struct Fold: DifferentiableUnary {
  static let name = "fold"
  static let saves: Saves = .nothing
  static let operands = OperandTypes.promoted
  let unfold: Unfold
  let target: Layout

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.added(x, in: target, at: unfold.view(of: target), operation: Self.name)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { Tensor.apply(unfold, g) }

  static let samples = [
    Sample("windows", [.init([5, 2, 3])]) {
      let target = Layout(denseDims: [7, 2, 1, 1, 1, 1, 1, 1], rank: 2, count: 14)
      return Tensor.apply(
        Fold(unfold: Unfold(axis: 0, size: 3, step: 1), target: target), $0[0])
    }
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Unfold.self, to: $0) }
@section("tc_ops") @used private let fold: OperationRecord = { export(Fold.self, to: $0) }
