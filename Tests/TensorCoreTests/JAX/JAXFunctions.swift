// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension JAXCase {
  /// The function in our words; `nil` where there is none of this name.
  func function(_ x: [Tensor]) throws -> [Tensor]? {
    for family in [linearAlgebra, attention, convolution, norms] {
      if let result = try family(x) { return result }
    }
    return nil
  }

  private func linearAlgebra(_ x: [Tensor]) throws -> [Tensor]? {
    let a = x[0]
    switch op {
    case "solve": return [a.solve(x[1])]
    case "triangularSolve":
      let matrix = triangle(a, upper: flag("upper"))
      return [
        matrix.triangularSolve(
          x[1], upper: flag("upper"), transposed: flag("transpose"), unitDiagonal: flag("unit"))
      ]
    case "inverse": return [a.inverse()]
    case "det": return [a.determinant()]
    case "slogdet": return [a.slogdet().logAbsDeterminant]
    case "cholesky":
      let n = a.shape[a.rank - 1]
      let positive = a.matmul(a.swappingAxes(-1, -2)) + Double(n) * identity(n)
      return [positive.cholesky()]
    case "qr":
      let (q, r) = a.qr()
      let sign = diagonalSign(r)
      return [q * sign, r * sign.swappingAxes(-1, -2)]
    case "svd":
      let (u, s, vh) = a.svd()
      return [s, u * u, vh * vh, (u * row(s * s * s)).matmul(vh)]
    case "svdValues": return [a.singularValues()]
    case "eigh":
      let (w, v) = symmetric(a).eigh()
      return [w, v * v, (v * row(w * w * w)).matmul(v.swappingAxes(-1, -2))]
    case "eighValues": return [symmetric(a).eigvalsh()]
    case "lstsq": return [a.lstsq(x[1]).solution]
    case "pinv": return [a.pinv()]
    case "matrixExp": return [a.matrixExp()]
    default: return nil
    }
  }

  private func identity(_ n: Int) -> Tensor { Tensor.eye(n, dtype: .float64) }

  private func symmetric(_ a: Tensor) -> Tensor { (a + a.swappingAxes(-1, -2)) / 2 }

  /// Numbers for the columns of a matrix.
  private func row(_ s: Tensor) -> Tensor { s.reshaped(to: s.shape.dropLast() + [1, s.shape.last!]) }

  /// The triangle of `a` with 3 added to the diagonal.
  private func triangle(_ a: Tensor, upper: Bool) -> Tensor {
    let n = a.shape[a.rank - 1]
    let mask = (0..<n * n).map { upper ? $0 / n <= $0 % n : $0 / n >= $0 % n }
    return a * Tensor(mask.map { $0 ? 1.0 : 0 }, shape: [n, n]) + 3 * identity(n)
  }

  /// The signs of the diagonal of a matrix, as a constant row.
  private func diagonalSign(_ r: Tensor) -> Tensor {
    let (m, n) = (r.shape[r.rank - 2], r.shape[r.rank - 1])
    let values = r.scalars(as: Double.self)
    let signs = (0..<values.count / (m * n)).flatMap { matrix in
      (0..<m).map { values[matrix * m * n + $0 * n + $0] < 0 ? -1.0 : 1 }
    }
    return Tensor(signs, shape: r.shape.dropLast(2) + [1, m])
  }

  private func attention(_ x: [Tensor]) throws -> [Tensor]? {
    guard op == "attention" else { return nil }
    return nil
  }

  private func convolution(_ x: [Tensor]) throws -> [Tensor]? {
    return nil
  }

  private func norms(_ x: [Tensor]) throws -> [Tensor]? {
    return nil
  }
}
