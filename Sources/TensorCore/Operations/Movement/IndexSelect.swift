// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// y[i] = x[index[i]] along an axis        d/dx = the rows of the gradient added at their indices
extension Tensor {
  /// Chosen rows of an axis, in the order of the indices; an index may come more than once.
  ///
  /// - Parameters:
  ///   - indices: a vector of integers within the axis.
  ///   - axis: axis to choose from, negative from the back.
  /// - Complexity: O(n), n the number of elements of the result.
  public func indexSelect(_ indices: Tensor, axis: Int = 0) -> Tensor {
    if isPoisoned || indices.isPoisoned { return .passingPoison(self, indices) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: IndexSelect.name)
      guard indices.rank == 1 else {
        throw .invalidShape(
          operation: IndexSelect.name, shape: indices.shape, reason: "of the indices is no vector")
      }
      let rows = try Indices(indices, bound: layout.dims[axis], operation: IndexSelect.name)
      let front = axis == 0 ? self : swappingAxes(0, axis)
      let chosen = Tensor.apply(IndexSelect(indices: rows), front)
      return axis == 0 ? chosen : chosen.swappingAxes(0, axis)
    } catch {
      return .failure(error)
    }
  }

  /// Chosen rows of an axis, in the order of the indices.
  ///
  /// - Parameters:
  ///   - indices: integers within the axis; one may come more than once.
  ///   - axis: axis to choose from, negative from the back.
  public func indexSelect(_ indices: [Int], axis: Int = 0) -> Tensor {
    indexSelect(Tensor(indices.map(Int64.init)), axis: axis)
  }
}

/// Along the first axis.
struct IndexSelect: DifferentiableUnary {
  static let name = "indexSelect"
  static let saves: Saves = .nothing
  let indices: Indices

  func forward(_ x: Tensor) throws(TensorError) -> Tensor { try Kernels.gatherRows(x, indices) }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(IndexAdd(indices: indices), g)
  }

  static let samples = [
    Sample("rows", [.init([4, 3])]) { $0[0].indexSelect([2, 0, 2]) },
    Sample("columns", [.init([2, 4, 3])]) { $0[0].indexSelect([3, 3, 1], axis: 1) },
    Sample("none", [.init([4, 3])]) { $0[0].indexSelect([Int]()) },
  ]
}

/// Zeros to which rows are added at their indices, in the order of the list: the derivative of
/// choosing rows, whose own derivative is choosing them.
struct IndexAdd: DifferentiableUnary {
  static let name = "indexAdd"
  static let saves: Saves = .nothing
  static let operands = OperandTypes.promoted
  let indices: Indices

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype.isComputed else {
      throw .unsupportedType(operation: Self.name, dtype: x.dtype)
    }
    return try Kernels.addRows(x, indices)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(IndexSelect(indices: indices), g)
  }

  static let samples = [
    Sample("rows", [.init([3, 2])]) {
      guard
        let indices = try? Indices(Tensor([Int64(3), 1, 3]), bound: 4, operation: Self.name)
      else { preconditionFailure("the sample's indices are in range") }
      return Tensor.apply(IndexAdd(indices: indices), $0[0])
    }
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(IndexSelect.self, to: $0) }
@section("tc_ops") @used private let add: OperationRecord = { export(IndexAdd.self, to: $0) }
