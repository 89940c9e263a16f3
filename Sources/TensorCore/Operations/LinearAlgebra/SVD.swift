// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// x = u S vh        dx = u (E∘skew(uᵀ du) S + S E∘skew(vᵀ dv) + diag ds) vh
//                        + (1 - u uᵀ) du S⁻¹ vh + u S⁻¹ dvh (1 - v vᵀ),
//                   skew(a) = a - aᵀ, E[i, j] = 1 / (s[j]² - s[i]²), 0 where i = j
//                   (Townsend 2016, "Differentiating the singular value decomposition"; Giles 2008)
extension Tensor {
  /// The singular value decomposition x = u diag(s) vh of every matrix, by divide and conquer.
  ///
  /// Singular vectors are determined up to a sign that u and v share: differentiate only what does not
  /// depend on it. Their gradient divides by differences of squared singular values, and of a matrix
  /// that is not square by singular values: it is infinite or NaN where these are equal or 0, as the
  /// derivative does not exist there. That of the singular values alone divides by nothing. A matrix
  /// with NaN or infinity has results of NaN.
  ///
  /// - Parameter fullMatrices: whether u and vh are square. The vectors that only this adds are not a
  ///   function of x: a gradient other than 0 for them is an error.
  /// - Returns: u [..., m, k], s [..., k] in descending order and vh [..., k, n] for this tensor of
  ///   [..., m, n], k the smaller of m and n; u [..., m, m] and vh [..., n, n] where they are full.
  /// - Complexity: O(m n k) for each matrix.
  ///
  /// Traps, or throws inside `withTensorErrors`: `notConverged`.
  public func svd(fullMatrices: Bool = false) -> (u: Tensor, s: Tensor, vh: Tensor) {
    let results = Tensor.apply(SVD(full: fullMatrices), [self], resultCount: 3)
    return (results[0], results[1], results[2])
  }

  /// The singular values of every matrix, in descending order.
  ///
  /// - Returns: [..., k] for this tensor of [..., m, n], k the smaller of m and n.
  /// - Complexity: O(m n k) for each matrix; the gradient computes the vectors too.
  public func singularValues() -> Tensor { Tensor.apply(SingularValues(), self) }
}

struct SVD: DifferentiableGeneral {
  static let name = "svd"
  static let saves: Saves = .output
  static let operands = OperandTypes.real
  let full: Bool

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    try inputs[0].checkMatrices(Self.name)
    let (u, s, vh) = try Kernels.svd(
      inputs[0], full ? .full : .reduced, operation: Self.name)
    return [u, s, vh]
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    let (m, n) = (saved.inputLayouts[0].rows, saved.inputLayouts[0].columns)
    let k = Swift.min(m, n)
    let s = saved.outputs[1]
    var (u, vh, du, dvh) = (saved.outputs[0], saved.outputs[2], g[0], g[2])
    if full && m > k {
      try du?.columns(k..<m).checkZero("\(Self.name) (full matrices)")
      (u, du) = (u.columns(0..<k), du?.columns(0..<k))
    }
    if full && n > k {
      try dvh?.sliced(k..<n, axis: -2).checkZero("\(Self.name) (full matrices)")
      (vh, dvh) = (vh.sliced(0..<k, axis: -2), dvh?.sliced(0..<k, axis: -2))
    }
    var dx = (u * saved.gradient(g, 1).asRows).matmul(vh)
    if du == nil && dvh == nil { return [dx] }
    let eye = Tensor.eye(k, dtype: s.dtype)
    let gaps = (s.asRows - s.asColumns) * (s.asRows + s.asColumns)
    // The diagonal of a skew matrix is 0, so that of the gaps may be anything but that.
    let factors = 1 / (gaps + eye)
    if let du {
      let inner = u.matrixTransposed.matmul(du)
      let turned = (inner - inner.matrixTransposed) * factors * s.asRows
      dx = dx + u.matmul(turned).matmul(vh)
      if m > k { dx = dx + ((du - u.matmul(inner)) / s.asRows).matmul(vh) }
    }
    if let dvh {
      let inner = vh.matmul(dvh.matrixTransposed)
      let turned = (inner - inner.matrixTransposed) * factors * s.asColumns
      dx = dx + u.matmul(turned).matmul(vh)
      if n > k {
        let outside = dvh - inner.matrixTransposed.matmul(vh)
        dx = dx + u.matmul(outside / s.asColumns)
      }
    }
    return [dx]
  }

  /// What does not depend on the signs of the vectors.
  private static func invariants(_ x: Tensor, full: Bool = false) -> Tensor {
    let k = Swift.min(x.layout.rows, x.layout.columns)
    var (u, s, vh) = x.svd(fullMatrices: full)
    if full { (u, vh) = (u.columns(0..<k), vh.sliced(0..<k, axis: -2)) }
    // The first component of v times u is one too, and sees both gradients at once.
    let mixed = u * vh.columns(0..<1).reshaped(to: s.asRows.shape)
    return Tensor.concat([u * u + mixed, s.asRows, (vh * vh).matrixTransposed], axis: -2)
  }

  static let samples = [
    Sample("square", [.init([3, 3])]) { invariants(sampleMatrix($0[0], [2, 6, 11])) },
    Sample("tall", [.init([4, 2])]) { invariants(sampleMatrix($0[0], [3, 8])) },
    Sample("wide", [.init([2, 3])]) { invariants(sampleMatrix($0[0], [3, 8, 0])) },
    Sample("full", [.init([2, 3, 2])]) { invariants(sampleMatrix($0[0], [3, 8]), full: true) },
    Sample("no rows", [.init([0, 3])]) { $0[0].svd().vh },
    Sample("no matrices", [.init([0, 2, 2])]) { $0[0].svd().s },
  ]
}

struct SingularValues: DifferentiableUnary {
  static let name = "singularValues"
  static let saves: Saves = .input
  static let operands = OperandTypes.real

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try x.checkMatrices(Self.name)
    return try Kernels.svd(x, .none, operation: Self.name).s
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let (u, _, vh) = saved.input.svd()
    return (u * g.asRows).matmul(vh)
  }

  static let samples = [
    Sample("square", [.init([3, 3])], propagatesNaN: false) {
      sampleMatrix($0[0], [2, 6, 11]).singularValues()
    },
    Sample("batch of wide ones", [.init([2, 2, 3])]) {
      sampleMatrix($0[0], [3, 8, 0]).singularValues()
    },
    Sample("no rows", [.init([0, 3])]) { $0[0].singularValues() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(SVD.self, to: $0) }
@section("tc_ops") @used private let values: OperationRecord = {
  export(SingularValues.self, to: $0)
}
