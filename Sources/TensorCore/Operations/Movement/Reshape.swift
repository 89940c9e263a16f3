// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The same elements in row-major order under another shape        d/dx = 1, in the shape of x
extension Tensor {
  /// The same elements under another shape, in row-major order.
  ///
  /// - Parameter shape: its product must be ``count``; one -1 stands for what is left.
  /// - Complexity: O(1) where strides can express the shape, as those of a contiguous tensor always
  ///   can: the storage is shared then. Otherwise O(n).
  public func reshaped(to shape: [Int]) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      return Tensor.apply(Reshape(target: try resolved(shape)), self)
    } catch {
      return .failure(error)
    }
  }

  /// Neighbouring axes made one, all of them by default.
  ///
  /// - Parameters:
  ///   - first: first of the axes, negative from the back.
  ///   - last: last of the axes.
  /// - Returns: this tensor with the axes replaced by one; a number becomes a vector of one element.
  /// - Complexity: as ``reshaped(to:)``.
  public func flattened(from first: Int = 0, through last: Int = -1) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    if rank == 0 && first == 0 && last == -1 { return reshaped(to: [1]) }
    do throws(TensorError) {
      let i = try layout.axis(first, operation: "flatten")
      let j = try layout.axis(last, operation: "flatten")
      guard i <= j else { throw .invalidAxis(operation: "flatten", axis: last, shape: shape) }
      let count = shape[i...j].reduce(1, *)
      return reshaped(to: shape[..<i] + [count] + shape[(j + 1)...])
    } catch {
      return .failure(error)
    }
  }

  /// One axis made several.
  ///
  /// - Parameters:
  ///   - axis: axis to divide, negative from the back.
  ///   - shape: lengths of the axes in its place; one -1 stands for what is left.
  /// - Complexity: O(1); the storage is shared.
  public func unflattened(axis: Int, to shape: [Int]) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: "unflatten")
      var sizes = shape
      let known = shape.reduce(1) { $1 == -1 ? $0 : $0.multipliedReportingOverflow(by: $1).0 }
      if let free = shape.firstIndex(of: -1), known > 0 { sizes[free] = layout.dims[axis] / known }
      let product = try Layout(shape: sizes, operation: "unflatten").count
      guard product == layout.dims[axis] else {
        throw .shapeMismatch(operation: "unflatten", left: self.shape, right: shape, axis: axis)
      }
      var target = self.shape
      target.replaceSubrange(axis...axis, with: sizes)
      return reshaped(to: target)
    } catch {
      return .failure(error)
    }
  }

  /// A view without axes of length 1.
  ///
  /// - Parameter axes: axes to drop, which must have length 1, negative ones from the back; `nil` for
  ///   all that have.
  /// - Complexity: O(1); the storage is shared.
  public func squeezed(axes: [Int]? = nil) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    guard let axes else { return reshaped(to: shape.filter { $0 != 1 }) }
    do throws(TensorError) {
      let set = try AxisSet(axes, of: layout, operation: "squeeze")
      for axis in 0..<rank where set.contains(axis) && layout.dims[axis] != 1 {
        throw .invalidShape(
          operation: "squeeze", shape: shape, reason: "has more than one element in axis \(axis)")
      }
      return squeezing(set)
    } catch {
      return .failure(error)
    }
  }

  /// A view with one more axis, of length 1.
  ///
  /// - Parameter axis: where the axis stands in the result, negative from the back.
  /// - Complexity: O(1); the storage is shared.
  public func unsqueezed(axis: Int) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    let place = axis < 0 ? axis + rank + 1 : axis
    guard place >= 0 && place <= rank else {
      return .failure(.invalidAxis(operation: "unsqueeze", axis: axis, shape: shape))
    }
    return reshaped(to: shape[..<place] + [1] + shape[place...])
  }

  private func resolved(_ shape: [Int]) throws(TensorError) -> Layout {
    var complete = shape
    if let free = shape.firstIndex(of: -1) {
      complete[free] = 1
      let known = try Layout(shape: complete, operation: Reshape.name).count
      guard known > 0 && count % known == 0 else {
        throw .shapeMismatch(operation: Reshape.name, left: self.shape, right: shape, axis: free)
      }
      complete[free] = count / known
    }
    let layout = try Layout(shape: complete, operation: Reshape.name)
    guard layout.count == count else {
      throw .shapeMismatch(operation: Reshape.name, left: self.shape, right: shape, axis: nil)
    }
    return layout
  }
}

struct Reshape: DifferentiableUnary {
  static let name = "reshape"
  static let saves: Saves = .nothing
  /// A dense layout.
  let target: Layout

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    if let view = x.layout.viewed(as: target) { return Tensor(viewing: x, view) }
    return Tensor(viewing: try Kernels.copy(x), target)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g.reshaped(to: saved.inputLayout.shape) }

  static let samples = [
    Sample("[3, 4] to [2, 6]", [.init([3, 4])]) { $0[0].reshaped(to: [2, 6]) },
    Sample("[3, 4] to [4, -1, 1]", [.init([3, 4])]) { $0[0].reshaped(to: [4, -1, 1]) },
    Sample("empty", [.init([0, 4])]) { $0[0].reshaped(to: [2, 0]) },
    Sample("number", [.init([])]) { $0[0].reshaped(to: [1, 1]) },
    Sample("view of a view", [.init([4, 6])]) {
      $0[0].sliced(0..<4, axis: 1).transposed().reshaped(to: [2, 2, 2, 2])
    },
    Sample("copy of a view", [.init([4, 3])]) { $0[0].transposed().reshaped(to: [6, 2]) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Reshape.self, to: $0) }
