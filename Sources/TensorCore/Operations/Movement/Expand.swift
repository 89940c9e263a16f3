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
  /// - Parameter shape: the larger shape; -1 stands for the length an axis has.
  /// - Complexity: O(1); the storage is shared.
  public func expanded(to shape: [Int]) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      var complete = shape
      let added = shape.count - rank
      for d in shape.indices where shape[d] == -1 && d >= added {
        complete[d] = layout.dims[d - added]
      }
      let target = try Layout(shape: complete, operation: Expand.name)
      let common = try Layout.broadcast(layout, target, operation: Expand.name)
      guard common.hasShape(of: target) else {
        throw .shapeMismatch(operation: Expand.name, left: self.shape, right: shape, axis: nil)
      }
      return layout.hasShape(of: target) ? self : Tensor.apply(Expand(target: target), self)
    } catch {
      return .failure(error)
    }
  }

  /// Views of one shape, to which all of them broadcast.
  ///
  /// - Parameter tensors: tensors whose shapes fit under NumPy's rules.
  /// - Complexity: O(1) for each; the storage is shared.
  public static func broadcast(_ tensors: [Tensor]) -> [Tensor] {
    if let poisoned = tensors.first(where: \.isPoisoned) {
      return tensors.map { _ in passingPoison(poisoned) }
    }
    do throws(TensorError) {
      guard var common = tensors.first?.layout else { return [] }
      for other in tensors.dropFirst() {
        common = try Layout.broadcast(common, other.layout, operation: "broadcast")
      }
      let shape = common.shape
      return tensors.map { $0.expanded(to: shape) }
    } catch {
      return tensors.map { _ in failure(error) }
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
