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
      let (rows, axis) = try rows(indices, axis, operation: IndexSelect.name)
      return Tensor.apply(IndexSelect(indices: rows, axis: axis, merged: 1), self)
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

  /// This tensor with rows added to chosen rows of an axis, in the order of the list.
  ///
  /// - Parameters:
  ///   - indices: a vector of integers within the axis; one may come more than once.
  ///   - values: what is added, of this tensor's shape with as many rows as there are indices.
  ///   - axis: axis to choose from, negative from the back.
  /// - Complexity: O(n), n the number of elements.
  public func indexAdd(_ indices: Tensor, _ values: Tensor, axis: Int = 0) -> Tensor {
    if isPoisoned || indices.isPoisoned || values.isPoisoned {
      return .passingPoison(self, indices, values)
    }
    do throws(TensorError) {
      let (rows, axis) = try rows(indices, axis, operation: IndexAdd.name)
      var expected = shape
      expected[axis] = indices.count
      guard values.shape == expected else {
        throw .shapeMismatch(
          operation: IndexAdd.name, left: expected, right: values.shape, axis: nil)
      }
      let sum = IndexAccumulate(indices: rows, axis: axis, merged: 1)
      return Tensor.apply(sum, self, values)
    } catch {
      return .failure(error)
    }
  }

  private func rows(
    _ indices: Tensor, _ axis: Int, operation: String
  ) throws(TensorError) -> (Indices, axis: Int) {
    let axis = try layout.axis(axis, operation: operation)
    guard indices.rank == 1 else {
      throw .invalidShape(
        operation: operation, shape: indices.shape, reason: "of the indices is no vector")
    }
    return (try Indices(indices, bound: layout.dims[axis], operation: operation), axis)
  }
}

/// Along neighbouring axes that count as one, in row-major order.
struct IndexSelect: DifferentiableUnary {
  static let name = "indexSelect"
  static let saves: Saves = .nothing
  let indices: Indices
  /// The first of the axes.
  var axis = 0
  /// How many.
  var merged = 1

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.gather(x, indices, axis: axis, merged: merged, operation: Self.name)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let dims = Array(saved.inputLayout.shape[axis..<(axis + merged)])
    return Tensor.apply(IndexAdd(indices: indices, axis: axis, dims: dims), g)
  }

  static let samples = [
    Sample("rows", [.init([4, 3])]) { $0[0].indexSelect([2, 0, 2]) },
    Sample("columns", [.init([2, 4, 3])]) { $0[0].indexSelect([3, 3, 1], axis: 1) },
    Sample("elements", [.init([2, 4])]) { $0[0].indexSelect([3, 3, 1], axis: 1) },
    Sample("none", [.init([4, 3])]) { $0[0].indexSelect([Int]()) },
    Sample("two axes", [.init([2, 3, 4, 2])]) {
      let indices = Indices(checked: Tensor([Int64(11), 0, 5, 11]), bound: 12)
      return Tensor.apply(IndexSelect(indices: indices, axis: 1, merged: 2), $0[0])
    },
  ]
}

/// Zeros to which rows are added at their indices, in the order of the list: the derivative of
/// choosing rows, whose own derivative is choosing them.
struct IndexAdd: DifferentiableUnary {
  static let name = "indexAdd"
  static let saves: Saves = .nothing
  static let operands = OperandTypes.promoted
  let indices: Indices
  let axis: Int
  /// What the axis of the rows becomes.
  let dims: [Int]

  init(indices: Indices, axis: Int = 0, dims: [Int]? = nil) {
    self.indices = indices
    self.axis = axis
    self.dims = dims ?? [indices.bound]
  }

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    var shape = x.shape
    shape.replaceSubrange(axis...axis, with: dims)
    let layout = try Layout(shape: shape, operation: Self.name)
    return try Kernels.scatterSum(
      x, indices, axis: axis, merged: dims.count, result: layout, operation: Self.name)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(IndexSelect(indices: indices, axis: axis, merged: dims.count), g)
  }

  static let samples = [
    Sample("rows", [.init([3, 2])]) {
      let indices = Indices(checked: Tensor([Int64(3), 1, 3]), bound: 4)
      return Tensor.apply(IndexAdd(indices: indices), $0[0])
    },
    Sample("two axes", [.init([2, 3, 2])]) {
      let indices = Indices(checked: Tensor([Int64(5), 0, 5]), bound: 6)
      return Tensor.apply(IndexAdd(indices: indices, axis: 1, dims: [2, 3]), $0[0])
    },
  ]
}

/// A copy of the left tensor with the rows of the right one added at their indices, in the order of the
/// list.
struct IndexAccumulate: DifferentiableBinary {
  static let name = "index accumulate"
  static let saves: Saves = .nothing
  static let operands = OperandTypes.promoted
  let indices: Indices
  let axis: Int
  let merged: Int

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    let result = try Kernels.copy(x)
    try Kernels.scatterAdd(
      y, indices, axis: axis, merged: merged, into: result, operation: Self.name)
    return result
  }

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor { g }

  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    Tensor.apply(IndexSelect(indices: indices, axis: axis, merged: merged), g)
  }

  static let samples = [
    Sample("rows", [.init([4, 2]), .init([3, 2])]) {
      $0[0].indexAdd(Tensor([Int64(3), 1, 3]), $0[1])
    },
    Sample("columns", [.init([2, 4]), .init([2, 3])]) {
      $0[0].indexAdd(Tensor([Int64(3), 1, 3]), $0[1], axis: -1)
    },
  ]
}

/// A copy of the left tensor with rows of the right one, broadcast, written at their indices in the
/// order of the list: what writing to chosen rows is to a gradient. Where an index comes twice the
/// last one wins, and the gradient is its alone.
struct IndexWrite: DifferentiableBinary {
  static let name = "index write"
  static let saves: Saves = .nothing
  let indices: Indices
  let axis: Int
  let merged: Int

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    let result = try Kernels.copy(x)
    try Kernels.scatter(
      y, indices, axis: axis, merged: merged, into: result, operation: Self.name)
    return result
  }

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    Tensor.apply(self, g, .scalar(0, dtype: g.dtype))
  }

  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    let rows = Tensor.apply(IndexSelect(indices: indices, axis: axis, merged: merged), g)
    do throws(TensorError) {
      guard let overwritten = try Kernels.earlierTwins(indices) else { return rows }
      let trailing = Array(repeating: 1, count: Swift.max(rows.rank - axis - 1, 0))
      return rows.maskedFill(overwritten.reshaped(to: [indices.count] + trailing), 0)
    } catch {
      return .failure(error)
    }
  }

  static let samples = [
    Sample("rows", [.init([4, 2]), .init([3, 2])]) {
      let indices = Indices(checked: Tensor([Int64(3), 1, 3]), bound: 4)
      return Tensor.apply(IndexWrite(indices: indices, axis: 0, merged: 1), $0[0], $0[1])
    },
    Sample("two axes", [.init([2, 3, 2, 2]), .init([3, 1])]) {
      let indices = Indices(checked: Tensor([Int64(5), 0, 5]), bound: 6)
      return Tensor.apply(IndexWrite(indices: indices, axis: 1, merged: 2), $0[0], $0[1])
    },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(IndexSelect.self, to: $0) }
@section("tc_ops") @used private let add: OperationRecord = { export(IndexAdd.self, to: $0) }
@section("tc_ops") @used private let accumulate: OperationRecord = {
  export(IndexAccumulate.self, to: $0)
}
@section("tc_ops") @used private let write: OperationRecord = { export(IndexWrite.self, to: $0) }
