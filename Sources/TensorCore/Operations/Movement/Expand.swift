// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Broadcasting made visible        d/dx = the sum over the stretched axes
extension Tensor {
  /// A view of a larger shape, by NumPy's broadcasting: shapes align at their ends, and axes of length
  /// 1 stretch.
  ///
  /// - Parameter shape: the larger shape.
  /// - Complexity: O(1); the storage is shared.
  public func expanded(to shape: [Int]) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let target = try Layout(shape: shape, operation: Expand.name)
      let common = try Layout.broadcast(layout, target, operation: Expand.name)
      guard common.hasShape(of: target) else {
        throw .shapeMismatch(operation: Expand.name, left: self.shape, right: shape, axis: nil)
      }
      return layout.hasShape(of: target) ? self : Tensor.apply(Expand(target: target), self)
    } catch {
      return .failure(error)
    }
  }
}

struct Expand: DifferentiableUnary {
  static let name = "expand"
  static let saves: Saves = .nothing
  let target: Layout

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    Tensor(viewing: x, x.layout.expanded(to: target))
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g.summed(to: saved.inputLayout) }

  static let samples = [
    Sample("number", [.init([])]) { $0[0].expanded(to: [2, 3]) },
    Sample("row", [.init([3])]) { $0[0].expanded(to: [4, 3]) },
    Sample("both", [.init([3, 1])]) { $0[0].expanded(to: [2, 3, 4]) },
    Sample("empty", [.init([1])]) { $0[0].expanded(to: [2, 0]) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Expand.self, to: $0) }
