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
  private func row(_ s: Tensor) -> Tensor {
    s.reshaped(to: s.shape.dropLast() + [1, s.shape.last!])
  }

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
    var signs: [Double] = []
    for start in stride(from: 0, to: values.count, by: m * n) {
      for i in 0..<m { signs.append(values[start + i * n + i] < 0 ? -1 : 1) }
    }
    return Tensor(signs, shape: r.shape.dropLast(2) + [1, m])
  }

  private func attention(_ x: [Tensor]) throws -> [Tensor]? {
    guard op == "attention" else { return nil }
    // JAX's causal mask aligns the last query with the last key.
    let offset = x[1].shape[2] - x[0].shape[2]
    return [
      Tensor.scaledDotProductAttention(
        query: x[0], key: x[1], value: x[2], mask: x.count > 3 ? x[3] : nil,
        isCausal: flag("causal"), scale: number("scale"), causalOffset: offset)
    ]
  }

  private func convolution(_ x: [Tensor]) throws -> [Tensor]? {
    let rank = x[0].rank - 2
    let bias = x.count > 2 ? x[2] : nil
    let stride = PerAxis(ints("stride", count: rank, 1))
    let padding = SpatialPadding.symmetric(PerAxis(ints("padding", count: rank, 0)))
    let dilation = PerAxis(ints("dilation", count: rank, 1))
    let groups = int("groups", 1)
    switch op {
    case "conv":
      return [
        x[0].convolution(
          x[1], bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups)
      ]
    case "convTransposed":
      let extra = PerAxis(ints("outputPadding", count: rank, 0))
      return [
        x[0].transposedConvolution(
          x[1], bias: bias, stride: stride, padding: padding, outputPadding: extra,
          dilation: dilation, groups: groups)
      ]
    default: return nil
    }
  }

  private func norms(_ x: [Tensor]) throws -> [Tensor]? {
    let epsilon = number("epsilon") ?? 1e-5
    let weight = x.count > 1 ? x[1] : nil
    let bias = x.count > 2 ? x[2] : nil
    switch op {
    case "layerNorm":
      return [
        x[0].layerNorm(axes: x[1].rank, weight: weight, bias: bias, epsilon: epsilon)
      ]
    case "batchNorm": return [x[0].batchNorm(weight: weight, bias: bias, epsilon: epsilon)]
    case "groupNorm":
      return [
        x[0].groupNorm(groups: int("groups", 1), weight: weight, bias: bias, epsilon: epsilon)
      ]
    case "instanceNorm": return [x[0].instanceNorm(weight: weight, bias: bias, epsilon: epsilon)]
    case "rmsNorm": return [x[0].rmsNorm(weight: weight, epsilon: epsilon)]
    default: return nil
    }
  }
}
