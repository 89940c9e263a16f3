// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Tensors one after another along an axis        d/dx = the gradient's part
extension Tensor {
  /// Tensors joined along an axis.
  ///
  /// - Parameters:
  ///   - tensors: at least one, whose other axes agree; their element types are brought to the common
  ///     one.
  ///   - axis: axis along which they follow one another, negative from the back.
  /// - Complexity: O(n), n the number of elements of the result.
  public static func concat(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    guard let first = tensors.first else {
      return failure(
        .invalidShape(operation: Concat.name, shape: [], reason: "cannot come from no tensors"))
    }
    if let poisoned = tensors.first(where: \.isPoisoned) { return passingPoison(poisoned) }
    do throws(TensorError) {
      let axis = try first.layout.axis(axis, operation: Concat.name)
      let common = tensors.dropFirst().reduce(first.dtype) { DType.promoted($0, $1.dtype) }
      return apply(Concat(axis: axis), tensors.map { $0.cast(to: common) })
    } catch {
      return failure(error)
    }
  }
}

struct Concat: DifferentiableVariadic {
  static let name = "concat"
  let axis: Int

  func forward(_ inputs: [Tensor]) throws(TensorError) -> Tensor {
    let first = inputs[0]
    var dims = first.layout.dims
    for other in inputs.dropFirst() {
      guard other.rank == first.rank else {
        throw .shapeMismatch(
          operation: Self.name, left: first.shape, right: other.shape, axis: nil)
      }
      for d in 0..<first.rank where d != axis && other.layout.dims[d] != first.layout.dims[d] {
        throw .shapeMismatch(operation: Self.name, left: first.shape, right: other.shape, axis: d)
      }
      dims[axis] += other.layout.dims[axis]
    }
    let layout = try Layout(dims: dims, rank: first.rank, operation: Self.name)
    return try Kernels.concat(inputs, axis: axis, layout: layout)
  }

  func vjp(_ g: Tensor, inputLayouts: [[Int]], at index: Int) -> Tensor {
    let start = inputLayouts[..<index].reduce(0) { $0 + $1[axis] }
    return g.sliced(start..<(start + inputLayouts[index][axis]), axis: axis)
  }

  static let samples = [
    Sample("rows", [.init([2, 3]), .init([1, 3])]) { Tensor.concat($0) },
    Sample("columns", [.init([2, 3]), .init([2, 1]), .init([2, 2])]) {
      Tensor.concat($0, axis: -1)
    },
    Sample("nothing", [.init([0, 3]), .init([2, 3])]) { Tensor.concat($0) },
    Sample("twice", [.init([2, 2])]) { Tensor.concat([$0[0], $0[0]], axis: 1) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Concat.self, to: $0) }
