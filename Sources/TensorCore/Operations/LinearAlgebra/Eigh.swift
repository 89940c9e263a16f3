// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// x = v diag(w) vᵀ        dx = v (diag dw + F∘(vᵀ dv)) vᵀ made symmetric, F[i, j] = 1 / (w[j] - w[i])
//                         (Giles 2008, section 3.1)
extension Tensor {
  /// The eigenvalues and eigenvectors of every symmetric matrix, by divide and conquer.
  ///
  /// One triangle is read; the gradient is the symmetric one. Eigenvectors are determined up to their
  /// sign: differentiate only what does not depend on it. Their gradient divides by differences of
  /// eigenvalues: it is infinite or NaN where some are equal, as the derivative does not exist there.
  /// That of the eigenvalues alone divides by nothing. A triangle with NaN or infinity has results of
  /// NaN.
  ///
  /// - Parameter upper: whether to read the upper triangle instead of the lower one.
  /// - Returns: values [..., n] in ascending order and vectors, the columns of [..., n, n], for this
  ///   tensor of [..., n, n]. The vectors need not be contiguous.
  /// - Complexity: O(n³) for each matrix.
  ///
  /// Traps, or throws inside `withTensorErrors`: `notSquare`, `notConverged`.
  public func eigh(upper: Bool = false) -> (values: Tensor, vectors: Tensor) {
    let results = Tensor.apply(Eigh(upper: upper), [self], resultCount: 2)
    return (results[0], results[1])
  }

  /// The eigenvalues of every symmetric matrix, in ascending order.
  ///
  /// - Parameter upper: whether to read the upper triangle instead of the lower one.
  /// - Returns: [..., n] for this tensor of [..., n, n].
  /// - Complexity: O(n³) for each matrix; the gradient computes the vectors too.
  public func eigvalsh(upper: Bool = false) -> Tensor {
    Tensor.apply(Eigvalsh(upper: upper), self)
  }
}

struct Eigh: DifferentiableGeneral {
  static let name = "eigh"
  static let saves: Saves = .output
  static let operands = OperandTypes.real
  let upper: Bool

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    try inputs[0].checkSquare(Self.name)
    let (values, rows) = try Kernels.eigh(
      inputs[0], upper: upper, vectors: true, operation: Self.name)
    return [values, Tensor(viewing: rows, rows.layout.swappingMatrixAxes)]
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    let (w, v) = (saved.outputs[0], saved.outputs[1])
    var inner: Tensor?
    if let dv = g[1] {
      let eye = Tensor.eye(saved.inputLayouts[0].columns, dtype: w.dtype)
      // The gaps of the diagonal count as 1, and its factors as 0.
      let factors = 1 / (w.asRows - w.asColumns + eye) - eye
      inner = factors * v.matrixTransposed.matmul(dv)
    }
    let along = v * saved.gradient(g, 0).asRows
    let dx = (inner.map { along + v.matmul($0) } ?? along).matmul(v.matrixTransposed)
    return [dx.symmetrised]
  }

  private static func invariants(_ x: Tensor, _ diagonal: [Double], upper: Bool = false) -> Tensor {
    let (w, v) = sampleMatrix(x + x.matrixTransposed, diagonal).eigh(upper: upper)
    let projector = v.columns(0..<1).matmul(v.columns(0..<1).matrixTransposed)
    return Tensor.concat([w.asRows, v * v, projector], axis: -2)
  }

  static let samples = [
    Sample("lower", [.init([3, 3])]) { invariants($0[0], [-5, 1, 8]) },
    Sample("upper", [.init([3, 3])]) { invariants($0[0], [-5, 1, 8], upper: true) },
    Sample("batch", [.init([2, 2, 2])]) { invariants($0[0], [-5, 3]) },
    Sample("no rows", [.init([2, 0, 0])]) { $0[0].eigh().values },
    Sample("no matrices", [.init([0, 2, 2])]) { $0[0].eigh().vectors },
  ]
}

struct Eigvalsh: DifferentiableUnary {
  static let name = "eigvalsh"
  static let saves: Saves = .input
  static let operands = OperandTypes.real
  let upper: Bool

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try x.checkSquare(Self.name)
    return try Kernels.eigh(x, upper: upper, vectors: false, operation: Self.name).values
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let v = saved.input.eigh(upper: upper).vectors
    return (v * g.asRows).matmul(v.matrixTransposed).symmetrised
  }

  static let samples = [
    Sample("lower", [.init([3, 3])]) {
      sampleMatrix($0[0] + $0[0].matrixTransposed, [-5, 1, 8]).eigvalsh()
    },
    Sample("upper", [.init([2, 2, 2])]) {
      sampleMatrix($0[0] + $0[0].matrixTransposed, [-5, 3]).eigvalsh(upper: true)
    },
    Sample("no rows", [.init([0, 0])]) { $0[0].eigvalsh() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Eigh.self, to: $0) }
@section("tc_ops") @used private let values: OperationRecord = { export(Eigvalsh.self, to: $0) }
