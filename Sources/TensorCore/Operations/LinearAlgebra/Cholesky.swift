// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// x = l lᵀ        dx = (s + sᵀ) / 2, s = l⁻ᵀ Φ(lᵀ dl) l⁻¹, Φ the lower triangle with half its diagonal
//                 (Murray 2016, https://arxiv.org/abs/1602.07527, equation 10)
extension Tensor {
  /// The Cholesky factor l of every symmetric positive definite matrix: x = l lᵀ.
  ///
  /// Only the triangle of the result's kind is read; the gradient is the symmetric one. A matrix that
  /// is not positive definite is an error; where its triangle holds NaN or infinity the factor is NaN.
  ///
  /// - Parameter upper: whether to return the upper factor u, x = uᵀ u, from the upper triangle.
  /// - Returns: [..., n, n] for this tensor of [..., n, n], with zeros in the other triangle and a
  ///   positive diagonal.
  /// - Complexity: O(n³) for each matrix, half as much as LU.
  ///
  /// Traps, or throws inside `withTensorErrors`: `notPositiveDefinite`, `notSquare`.
  public func cholesky(upper: Bool = false) -> Tensor {
    guard upper, rank >= 2 else { return Tensor.apply(Cholesky(), self) }
    return Tensor.apply(Cholesky(), matrixTransposed).matrixTransposed
  }
}

struct Cholesky: DifferentiableUnary {
  static let name = "cholesky"
  static let saves: Saves = .output
  static let operands = OperandTypes.real

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try x.checkSquare(Self.name)
    return try Kernels.cholesky(x, operation: Self.name)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let l = saved.output
    let inner = l.matrixTransposed.matmul(g)
    let phi = (inner.tril() + inner.tril(diagonal: -1)) * 0.5
    let left = l.triangularSolve(phi, transposed: true)
    return l.triangularSolve(left.matrixTransposed, transposed: true).symmetrised
  }

  private static func positive(_ x: Tensor) -> Tensor {
    sampleMatrix(x.matmul(x.matrixTransposed), [2, 3, 4])
  }

  static let samples = [
    Sample("lower", [.init([3, 3])]) { positive($0[0]).cholesky() },
    Sample("upper", [.init([3, 3])]) { positive($0[0]).cholesky(upper: true) },
    Sample("batch", [.init([2, 3, 3])]) { positive($0[0]).cholesky() },
    Sample("one", [.init([1, 1], 0.5...1)]) { $0[0].cholesky() },
    Sample("empty", [.init([0, 3, 3])]) { positive($0[0]).cholesky() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Cholesky.self, to: $0) }
