// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// x = a⁺ b        with h = a⁺ᵀ dx and the residual e = b - a x: db = h and
//                 da = -h xᵀ + e (a⁺ h)ᵀ + a⁺ᵀ x (dx - aᵀ h)ᵀ  (Golub and Pereyra 1973, constant rank)
/// What a least-squares problem has for an answer.
public struct LeastSquaresSolution: Sendable {
  /// [..., n, k], or [..., n] for a vector: of all minimisers the shortest.
  public let solution: Tensor
  /// Squared lengths of the columns of b - a x: [..., k], or [...] for a vector. Unlike NumPy's they are
  /// given for every shape and rank.
  public let residuals: Tensor
  /// The ranks of the matrices: int64 [...].
  public let rank: Tensor
  /// The singular values of the matrices in descending order: [..., min(m, n)].
  public let singularValues: Tensor
}

extension Tensor {
  /// The shortest x that minimises |a x - b| for every matrix a of this tensor, by singular values.
  ///
  /// The gradient is that for a constant rank: where a small change lets a singular value cross the
  /// threshold there is none. NaN or infinity in a matrix or its right-hand sides gives NaN, and rank 0.
  ///
  /// - Parameters:
  ///   - b: right-hand sides [..., m, k] for this tensor of [..., m, n], whose leading axes broadcast
  ///     with ours; or one vector [m].
  ///   - rcond: singular values not above this times the largest one count as 0; max(m, n) times the
  ///     distance from 1 to the next number by default.
  /// - Complexity: O(m n min(m, n) + m n k) for each matrix; the gradient computes ``pinv(rcond:)``.
  ///
  /// Traps, or throws inside `withTensorErrors`: `shapeMismatch`, `notConverged`.
  public func lstsq(_ b: Tensor, rcond: Double? = nil) -> LeastSquaresSolution {
    let sides = b.rank == 1 && !b.isPoisoned ? b.reshaped(to: [b.count, 1]) : b
    let results = Tensor.apply(LeastSquares(rcond: rcond), [self, sides], resultCount: 3)
    let error = sides - matmul(results[0])
    let residuals = (error * error).sum(axis: -2)
    let isVector = b.rank == 1 && !results[0].isPoisoned
    return LeastSquaresSolution(
      solution: isVector
        ? results[0].reshaped(to: results[0].shape.dropLast()) : results[0],
      residuals: isVector ? residuals.reshaped(to: residuals.shape.dropLast()) : residuals,
      rank: results[2], singularValues: results[1])
  }
}

/// Results: solution, singular values, ranks.
struct LeastSquares: DifferentiableGeneral {
  static let name = "lstsq"
  static let saves: Saves = [.input, .output]
  static let operands = OperandTypes.real
  let rcond: Double?

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    let (a, b) = (inputs[0], inputs[1])
    try a.checkMatrices(Self.name)
    let batch = try a.commonBatch(with: b, Self.name)
    let (solution, ranks, values) = try Kernels.leastSquares(
      a, b, batch: batch, rcond: rcond ?? a.rankTolerance(in: a.dtype), operation: Self.name)
    return [solution, values, ranks]
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    let (a, b) = (saved.inputs[0], saved.inputs[1])
    var da = Tensor.zeros(like: a)
    var db = Tensor.zeros(like: b)
    if let dx = g[0] {
      let x = saved.outputs[0]
      let p = a.pinv(rcond: rcond)
      let pT = p.matrixTransposed
      let h = pT.matmul(dx)
      db = h
      if saved.wants(0) {
        let error = b - a.matmul(x)
        da =
          error.matmul(p.matmul(h).matrixTransposed) - h.matmul(x.matrixTransposed)
          + pT.matmul(x).matmul((dx - a.matrixTransposed.matmul(h)).matrixTransposed)
      }
    }
    if let ds = g[1], saved.wants(0) {
      let (u, _, vh) = a.svd()
      da = da + (u * ds.asRows).matmul(vh)
    }
    return [saved.wants(0) ? da : nil, saved.wants(1) ? db : nil]
  }

  static let samples = [
    Sample("tall", [.init([4, 2]), .init([4, 2])]) {
      sampleMatrix($0[0], [3, 5]).lstsq($0[1]).solution
    },
    Sample("wide", [.init([2, 3]), .init([2])]) {
      sampleMatrix($0[0], [3, 5, 0]).lstsq($0[1]).solution
    },
    Sample("residuals", [.init([2, 3, 2]), .init([3, 1])]) {
      sampleMatrix($0[0], [3, 5]).lstsq($0[1]).residuals
    },
    Sample("of rank one", [.init([3, 1]), .init([1, 2]), .init([3])]) {
      $0[0].matmul($0[1]).lstsq($0[2], rcond: 1e-4).solution
    },
    Sample("singular values", [.init([3, 2]), .init([3])], propagatesNaN: false) {
      sampleMatrix($0[0], [3, 8]).lstsq($0[1]).singularValues
    },
    Sample("no columns", [.init([3, 0]), .init([3, 2])]) { $0[0].lstsq($0[1]).solution },
    Sample("no rows", [.init([0, 3]), .init([0, 2])]) { $0[0].lstsq($0[1]).solution },
    Sample("no sides", [.init([3, 2]), .init([3, 0])]) { $0[0].lstsq($0[1]).solution },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = {
  export(LeastSquares.self, to: $0)
}
