// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// y[places[i]] += x[i] in every plane, and y[i] = x[places[i]]        each is the other's derivative
extension Tensor {
  /// Puts every element back to the place where a maximum was found, among zeros. Elements that share a
  /// place are added up.
  ///
  /// - Parameters:
  ///   - indices: places in the row-major order of the new spatial axes, as
  ///     ``maxPoolWithIndices(_:stride:padding:dilation:ceilMode:)`` returns them; of this shape.
  ///   - size: lengths of the new spatial axes.
  /// - Returns: [batch, channels, size…] for this tensor of [batch, channels, spatial…].
  /// - Complexity: O(n), n the number of elements of the result.
  public func maxUnpool(_ indices: Tensor, to size: PerAxis) -> Tensor {
    if isPoisoned || indices.isPoisoned { return .passingPoison(self, indices) }
    do throws(TensorError) {
      let operation = "maxUnpool"
      let lengths = try PoolingWindows.spatialLengths(of: self, operation: operation)
      guard indices.shape == shape else {
        throw .shapeMismatch(operation: operation, left: shape, right: indices.shape, axis: nil)
      }
      let target = try Layout(
        shape: Array(shape[..<2])
          + size.numbers(
            lengths.count, of: "size", in: 0...PerAxis.largest, operation: operation),
        operation: operation)
      let plane = (2..<target.rank).reduce(1) { $0 * target.dims[$1] }
      let places = try Indices(indices, bound: plane, operation: operation)
      return Tensor.apply(AddInPlanes(indices: places.tensor, target: target), self)
    } catch {
      return .failure(error)
    }
  }
}

/// Zeros to which the elements of every plane are added at their places.
struct AddInPlanes: DifferentiableUnary {
  static let name = "add in planes"
  static let saves: Saves = .nothing
  static let operands = OperandTypes.floating
  /// Dense int64 places within the planes of the target.
  let indices: Tensor
  let target: Layout

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.addInPlanes(x, indices, target: target)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(TakeInPlanes(indices: indices), g)
  }

  static let samples = [
    Sample("unpooling", [.init([1, 2, 3])]) {
      let places = Tensor([0, 4, 2, 1, 1, 3] as [Int64], shape: [1, 2, 3])
      return $0[0].maxUnpool(places, to: 5)
    }
  ]
}

/// The elements at given places of every plane, in the shape of the list of places.
struct TakeInPlanes: DifferentiableUnary {
  static let name = "take in planes"
  static let saves: Saves = .nothing
  static let operands = OperandTypes.floating
  /// Dense int64 places within the planes.
  let indices: Tensor

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.takeInPlanes(x, indices)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(AddInPlanes(indices: indices, target: saved.inputLayout.dense), g)
  }

  static let samples = [
    Sample("two planes", [.init([2, 1, 2, 2])]) {
      let places = Tensor([3, 0, 0, 2, 1, 1] as [Int64], shape: [2, 1, 3])
      return Tensor.apply(TakeInPlanes(indices: places), $0[0])
    }
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(AddInPlanes.self, to: $0) }
@section("tc_ops") @used private let take: OperationRecord = { export(TakeInPlanes.self, to: $0) }
