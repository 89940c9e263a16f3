// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// x = q r        dx = (dq + q copyltu(r drᵀ - dqᵀ q)) r⁻ᵀ for a square r, where copyltu mirrors the lower
//                triangle (Seeger et al. 2017, https://arxiv.org/abs/1710.08717, section 4.2). A wide x is
//                [y z] = q [u v]: dz = q dv, and dy that of y = q u with dq + z dvᵀ for dq.
extension Tensor {
  /// Orthonormal q and upper triangular r with x = q r, by Householder reflections.
  ///
  /// Signs are LAPACK's, as in NumPy: the diagonal of r may be negative. The gradient needs the first
  /// min(m, n) columns of x to be independent: where they are not it is the error `singularMatrix`.
  ///
  /// - Parameter complete: whether q is square, [..., m, m], and r [..., m, n]; otherwise they are
  ///   [..., m, k] and [..., k, n], k the smaller of m and n. Where m > n the columns of q that only
  ///   `complete` adds are not a function of x: a gradient other than 0 for them is an error.
  /// - Returns: q and r for this tensor of [..., m, n].
  /// - Complexity: O(m n k) for each matrix.
  public func qr(complete: Bool = false) -> (q: Tensor, r: Tensor) {
    let results = Tensor.apply(QR(complete: complete), [self], resultCount: 2)
    return (results[0], results[1])
  }
}

struct QR: DifferentiableGeneral {
  static let name = "qr"
  static let saves: Saves = [.input, .output]
  static let operands = OperandTypes.real
  let complete: Bool

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    try inputs[0].checkMatrices(Self.name)
    let (q, r) = try Kernels.qr(inputs[0], complete: complete, operation: Self.name)
    return [q, r]
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    let (m, n) = (saved.inputLayouts[0].rows, saved.inputLayouts[0].columns)
    let k = Swift.min(m, n)
    var (q, dq) = (saved.outputs[0], saved.gradient(g, 0))
    var (r, dr) = (saved.outputs[1], saved.gradient(g, 1))
    if complete && m > k {
      try dq.columns(k..<m).checkZero("\(Self.name) (complete)")
      (q, dq) = (q.columns(0..<k), dq.columns(0..<k))
      (r, dr) = (r.sliced(0..<k, axis: -2), dr.sliced(0..<k, axis: -2))
    }
    if n == k { return [Self.square(dq, dr, q, r)] }
    let (z, dv) = (saved.inputs[0].columns(k..<n), dr.columns(k..<n))
    let dy = Self.square(
      dq + z.matmul(dv.matrixTransposed), dr.columns(0..<k), q, r.columns(0..<k))
    return [Tensor.concat([dy, q.matmul(dv)], axis: -1)]
  }

  /// The rule for a square r.
  private static func square(_ dq: Tensor, _ dr: Tensor, _ q: Tensor, _ r: Tensor) -> Tensor {
    let inner =
      r.matmul(dr.matrixTransposed) - dq.matrixTransposed.matmul(q)
    let mirrored = inner.tril() + inner.tril(diagonal: -1).matrixTransposed
    let sum = dq + q.matmul(mirrored)
    return r.triangularSolve(sum.matrixTransposed, upper: true).matrixTransposed
  }

  private static func both(_ x: Tensor, complete: Bool = false) -> Tensor {
    let (q, r) = x.qr(complete: complete)
    return Tensor.concat([q, r], axis: -1)
  }

  static let samples = [
    Sample("square", [.init([3, 3])]) { both(sampleMatrix($0[0], [4, 5, 6])) },
    Sample("wide", [.init([2, 4])]) { both(sampleMatrix($0[0], [4, 5, 0, 0])) },
    Sample("tall", [.init([4, 2])]) {
      let (q, r) = sampleMatrix($0[0], [4, 5]).qr()
      return Tensor.concat([q, r], axis: -2)
    },
    Sample("complete and wide", [.init([2, 2, 3])]) {
      both(sampleMatrix($0[0], [4, 5, 0]), complete: true)
    },
    Sample("complete and tall", [.init([3, 2])], propagatesNaN: false) {
      let (q, r) = sampleMatrix($0[0], [4, 5]).qr(complete: true)
      return Tensor.concat([q.sliced(0..<2, axis: -1), r], axis: -1)
    },
    Sample("no columns", [.init([3, 0])]) { $0[0].qr().q },
    Sample("no matrices", [.init([0, 3, 3])]) { both($0[0]) },
  ]
}

extension Tensor {
  /// - Throws: `notDifferentiable` where an element is not 0: the results it belongs to are a choice.
  func checkZero(_ operation: String) throws(TensorError) {
    if scalars(as: Double.self).contains(where: { $0 != 0 }) {
      throw .notDifferentiable(operation: operation)
    }
  }
}

@section("tc_ops") @used private let record: OperationRecord = { export(QR.self, to: $0) }
