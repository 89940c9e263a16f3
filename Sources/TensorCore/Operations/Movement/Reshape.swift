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
  /// - Complexity: O(1) for a contiguous tensor, whose storage is shared; otherwise O(n).
  public func reshaped(to shape: [Int]) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      return Tensor.apply(Reshape(target: try resolved(shape)), self)
    } catch {
      return .failure(error)
    }
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
    Tensor(viewing: try Kernels.dense(x), target)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { g.reshaped(to: saved.inputLayout.shape) }

  static let samples = [
    Sample("[3, 4] to [2, 6]", [.init([3, 4])]) { $0[0].reshaped(to: [2, 6]) },
    Sample("[3, 4] to [4, -1, 1]", [.init([3, 4])]) { $0[0].reshaped(to: [4, -1, 1]) },
    Sample("empty", [.init([0, 4])]) { $0[0].reshaped(to: [2, 0]) },
    Sample("number", [.init([])]) { $0[0].reshaped(to: [1, 1]) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Reshape.self, to: $0) }
