// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// y = x⁻¹        dx = -yᵀ dy yᵀ        (Giles 2008, section 2.2.3)
extension Tensor {
  /// The inverse of every matrix, by LU factors with partial pivoting.
  ///
  /// To solve a system, ``solve(_:)`` is faster and more accurate. A matrix with a pivot of exactly 0
  /// is an error; where it holds NaN or infinity its inverse is NaN.
  ///
  /// - Returns: [..., n, n] for this tensor of [..., n, n].
  /// - Complexity: O(n³) for each matrix.
  ///
  /// Traps, or throws inside `withTensorErrors`: `singularMatrix`, `notSquare`.
  public func inverse() -> Tensor { Tensor.apply(Inverse(), self) }
}

struct Inverse: DifferentiableUnary {
  static let name = "inverse"
  static let saves: Saves = .output
  static let operands = OperandTypes.real

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try x.checkSquare(Self.name)
    return try Kernels.inverse(x, operation: Self.name)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let transposed = saved.output.matrixTransposed
    return -transposed.matmul(g).matmul(transposed)
  }

  static let samples = [
    Sample("[3, 3]", [.init([3, 3])]) { sampleMatrix($0[0], [4, 5, 6]).inverse() },
    Sample("batch", [.init([2, 2, 2])]) { sampleMatrix($0[0], [3, -4]).inverse() },
    Sample("one", [.init([1, 1], 0.5...1)]) { $0[0].inverse() },
    Sample("empty", [.init([0, 3, 3])]) { $0[0].inverse() },
    Sample("no rows", [.init([2, 0, 0])]) { $0[0].inverse() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Inverse.self, to: $0) }
