// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// y[…, i] = x[i, …, i]        d/dx = the gradient put on the diagonal among zeros
extension Tensor {
  /// A view of a diagonal of two axes, which becomes the last axis.
  ///
  /// - Parameters:
  ///   - offset: which diagonal: 0 the main one, positive ones above it, negative ones below.
  ///   - axes: the axes of rows and of columns, negative ones from the back.
  /// - Returns: the other axes, and one for the diagonal, of length 0 where the offset leaves nothing.
  /// - Complexity: O(1); the storage is shared.
  public func diagonal(offset: Int = 0, axes: (Int, Int) = (0, 1)) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let row = try layout.axis(axes.0, operation: Diagonal.name)
      let column = try layout.axis(axes.1, operation: Diagonal.name)
      guard row != column else {
        throw .invalidAxis(operation: Diagonal.name, axis: axes.1, shape: shape)
      }
      return Tensor.apply(Diagonal(offset: offset, row: row, column: column), self)
    } catch {
      return .failure(error)
    }
  }

  /// Matrices with the last axis on a diagonal, and zeros elsewhere.
  ///
  /// - Parameter offset: which diagonal: 0 the main one, positive ones above it, negative ones below.
  /// - Returns: shape [..., m, m] with m = n + |offset| for a last axis of n.
  /// - Complexity: O(n m) for each row of n.
  public func diagonalMatrix(offset: Int = 0) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      guard rank > 0 else {
        throw .invalidAxis(operation: PlaceDiagonal.name, axis: -1, shape: shape)
      }
      let n = layout.dims[rank - 1]
      let (m, overflow) = n.addingReportingOverflow(Int(clamping: offset.magnitude))
      let side = overflow ? Int.max : m
      let target = try Layout(
        shape: shape.dropLast() + [side, side], operation: PlaceDiagonal.name)
      let diagonal = Diagonal(offset: offset, row: rank - 1, column: rank)
      return Tensor.apply(PlaceDiagonal(diagonal: diagonal, target: target), self)
    } catch {
      return .failure(error)
    }
  }

  /// The sum of a diagonal of two axes.
  ///
  /// - Parameters:
  ///   - offset: which diagonal: 0 the main one, positive ones above it, negative ones below.
  ///   - axes: the axes of rows and of columns, negative ones from the back.
  /// - Returns: the other axes.
  public func trace(offset: Int = 0, axes: (Int, Int) = (0, 1)) -> Tensor {
    diagonal(offset: offset, axes: axes).sum(axis: -1)
  }
}

struct Diagonal: DifferentiableUnary {
  static let name = "diagonal"
  static let saves: Saves = .nothing
  let offset: Int
  let row: Int
  let column: Int

  /// The diagonal of `layout`, and where it begins.
  func view(of layout: Layout) -> (Layout, offset: Int) {
    // Far outside there is nothing, however far.
    let m = layout.dims[row]
    let n = layout.dims[column]
    let shift = Swift.min(Swift.max(offset, -m), n)
    let length = Swift.max(0, Swift.min(m + Swift.min(shift, 0), n - Swift.max(shift, 0)))
    var view = layout
    var d = 0
    var count = length
    for axis in 0..<layout.rank where axis != row && axis != column {
      view.dims[d] = layout.dims[axis]
      view.strides[d] = layout.strides[axis]
      count *= layout.dims[axis]
      d += 1
    }
    view.dims[d] = length
    view.strides[d] = layout.strides[row] + layout.strides[column]
    view.rank = layout.rank - 1
    view.count = count
    view.updateDensity()
    let start =
      shift >= 0 ? shift * layout.strides[column] : -shift * layout.strides[row]
    return (view, count == 0 ? 0 : start)
  }

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let (view, offset) = view(of: x.layout)
    return Tensor(viewing: x, view, offset: offset)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(PlaceDiagonal(diagonal: self, target: saved.inputLayout.dense), g)
  }

  static let samples = [
    Sample("square", [.init([3, 3])]) { $0[0].diagonal() },
    Sample("above", [.init([3, 5])]) { $0[0].diagonal(offset: 1) },
    Sample("below, of a batch", [.init([4, 2, 3])]) {
      $0[0].diagonal(offset: -1, axes: (0, -1))
    },
    Sample("outside", [.init([2, 2])]) { $0[0].diagonal(offset: 5) },
    Sample("trace", [.init([2, 3, 3])]) { $0[0].trace(axes: (1, 2)) },
  ]
}

/// Zeros with a tensor on a diagonal: the derivative of taking it, whose own derivative is taking it.
struct PlaceDiagonal: DifferentiableUnary {
  static let name = "diagonalMatrix"
  static let saves: Saves = .nothing
  let diagonal: Diagonal
  let target: Layout

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let result = try Kernels.fill(0, layout: target, dtype: x.dtype)
    let (place, offset) = diagonal.view(of: target)
    Kernels.write(x, into: Tensor(viewing: result, place, offset: offset))
    return result
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { Tensor.apply(diagonal, g) }

  static let samples = [
    Sample("matrix", [.init([4])]) { $0[0].diagonalMatrix() },
    Sample("batch above", [.init([2, 3])]) { $0[0].diagonalMatrix(offset: 1) },
    Sample("below", [.init([2])]) { $0[0].diagonalMatrix(offset: -2) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Diagonal.self, to: $0) }
@section("tc_ops") @used private let place: OperationRecord = { export(PlaceDiagonal.self, to: $0) }
