// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Axes in another order        d/dx = the axes put back
extension Tensor {
  /// A view with the axes in another order, all reversed by default.
  ///
  /// - Parameter axes: a permutation of `0..<rank`, negative ones from the back: axis `d` of the
  ///   result is axis `axes[d]` of this tensor.
  /// - Complexity: O(1); the storage is shared.
  public func transposed(_ axes: [Int]? = nil) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      return Tensor.apply(try Transpose(axes, of: layout), self)
    } catch {
      return .failure(error)
    }
  }

  /// A view with two axes exchanged.
  ///
  /// - Parameters:
  ///   - first: one axis, negative from the back.
  ///   - second: the other.
  public func swappingAxes(_ first: Int, _ second: Int) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let i = try layout.axis(first, operation: Transpose.name)
      let j = try layout.axis(second, operation: Transpose.name)
      var axes = Array(0..<rank)
      axes.swapAt(i, j)
      return Tensor.apply(try Transpose(axes, of: layout), self)
    } catch {
      return .failure(error)
    }
  }

  /// A view with axes moved to other places; the others keep their order.
  ///
  /// - Parameters:
  ///   - source: axes to move, negative ones from the back.
  ///   - destination: the place of each in the result.
  /// - Complexity: O(1); the storage is shared.
  public func movingAxes(_ source: [Int], to destination: [Int]) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      guard source.count == destination.count else {
        throw .shapeMismatch(operation: "movingAxes", left: source, right: destination, axis: nil)
      }
      let moved = try AxisSet(source, of: layout, operation: "movingAxes")
      _ = try AxisSet(destination, of: layout, operation: "movingAxes")
      var order = (0..<rank).filter { !moved.contains($0) }
      let places = zip(source, destination).map {
        ($0 < 0 ? $0 + rank : $0, $1 < 0 ? $1 + rank : $1)
      }
      for (axis, place) in places.sorted(by: { $0.1 < $1.1 }) { order.insert(axis, at: place) }
      return Tensor.apply(try Transpose(order, of: layout), self)
    } catch {
      return .failure(error)
    }
  }

  /// A view with one axis moved to another place.
  ///
  /// - Parameters:
  ///   - source: axis to move, negative from the back.
  ///   - destination: its place in the result.
  public func movingAxis(_ source: Int, to destination: Int) -> Tensor {
    movingAxes([source], to: [destination])
  }
}

struct Transpose: DifferentiableUnary {
  static let name = "transpose"
  static let saves: Saves = .nothing
  let order: Dimensions

  init(_ axes: [Int]?, of layout: Layout) throws(TensorError) {
    var order = Dimensions(repeating: 0)
    if let axes {
      let set = try AxisSet(axes, of: layout, operation: Self.name)
      guard set == .all(rank: layout.rank) else {
        throw .shapeMismatch(operation: Self.name, left: layout.shape, right: axes, axis: nil)
      }
      for (d, axis) in axes.enumerated() { order[d] = axis < 0 ? axis + layout.rank : axis }
    } else {
      for d in 0..<layout.rank { order[d] = layout.rank - 1 - d }
    }
    self.order = order
  }

  private init(order: Dimensions) { self.order = order }

  func forward(_ x: Tensor) throws(TensorError) -> Tensor { x.permutedView(order) }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    var inverse = Dimensions(repeating: 0)
    for d in 0..<saved.inputLayout.rank { inverse[order[d]] = d }
    return Tensor.apply(Transpose(order: inverse), g)
  }

  static let samples = [
    Sample("matrix", [.init([3, 4])]) { $0[0].transposed() },
    Sample("turned", [.init([2, 3, 4])]) { $0[0].transposed([2, 0, -2]) },
    Sample("swapped", [.init([2, 3, 4])]) { $0[0].swappingAxes(0, -1) },
    Sample("empty", [.init([0, 4])]) { $0[0].transposed() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Transpose.self, to: $0) }
