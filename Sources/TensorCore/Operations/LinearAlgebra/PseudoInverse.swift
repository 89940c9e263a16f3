// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// p = x⁺        dx = -pᵀ dp pᵀ + (1 - x p) dpᵀ p pᵀ + pᵀ p dpᵀ (1 - p x)
//               (Golub and Pereyra 1973, "The differentiation of pseudo-inverses", for a constant rank)
extension Tensor {
  /// The Moore-Penrose inverse of every matrix, by singular values.
  ///
  /// The gradient is that for a constant rank: where a small change lets a singular value cross the
  /// threshold there is none. A matrix with NaN or infinity has a result of NaN.
  ///
  /// - Parameter rcond: singular values not above this times the largest one count as 0; max(m, n) times
  ///   the distance from 1 to the next number by default.
  /// - Returns: [..., n, m] for this tensor of [..., m, n].
  /// - Complexity: that of ``svd(fullMatrices:)``.
  ///
  /// Traps, or throws inside `withTensorErrors`: `notConverged`.
  public func pinv(rcond: Double? = nil) -> Tensor {
    Tensor.apply(PseudoInverse(rcond: rcond), self)
  }

  /// What counts as 0 beside 1 in matrices of this size computed in this type, by NumPy's rule.
  func rankTolerance(in dtype: DType) -> Double {
    let epsilon = dtype == .float64 ? Double.ulpOfOne : Double(Float.ulpOfOne)
    return epsilon * Double(Swift.max(layout.rows, layout.columns))
  }
}

struct PseudoInverse: DifferentiableUnary {
  static let name = "pinv"
  static let saves: Saves = [.input, .output]
  static let operands = OperandTypes.real
  let rcond: Double?

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try x.checkMatrices(Self.name)
    let (u, s, vh) = try Kernels.svd(x, .reduced, operation: Self.name)
    let inverses = try Kernels.inversesAbove(rcond ?? x.rankTolerance(in: x.dtype), s)
    return (vh.matrixTransposed * inverses.asRows).matmul(u.matrixTransposed)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let (x, p) = (saved.input, saved.output)
    let (pT, gT) = (p.matrixTransposed, g.matrixTransposed)
    let right = gT.matmul(p).matmul(pT)
    let left = pT.matmul(p).matmul(gT)
    return right - x.matmul(p.matmul(right)) + left - left.matmul(p).matmul(x)
      - pT.matmul(g).matmul(pT)
  }

  static let samples = [
    Sample("square", [.init([3, 3])]) { sampleMatrix($0[0], [4, 5, 6]).pinv() },
    Sample("tall", [.init([2, 3, 2])]) { sampleMatrix($0[0], [3, 5]).pinv() },
    Sample("wide", [.init([2, 4])]) { sampleMatrix($0[0], [3, 5, 0, 0]).pinv() },
    Sample("of rank one", [.init([3, 1]), .init([1, 2])]) {
      $0[0].matmul($0[1]).pinv(rcond: 1e-4)
    },
    Sample("no rows", [.init([0, 3])]) { $0[0].pinv() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = {
  export(PseudoInverse.self, to: $0)
}
