// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// exp x = 1 + x + x² / 2 + …        dx = the upper right block of exp [[xᵀ, dy], [0, xᵀ]]
//                                   (Mathias 1996, "A chain rule for matrix functions", theorem 2.1)
extension Tensor {
  /// The exponential of every matrix, by scaling, a Padé approximant and squaring (Higham 2005, "The
  /// scaling and squaring method for the matrix exponential revisited").
  ///
  /// Each matrix is scaled by itself, so the others of the batch do not touch its bits. One with NaN or
  /// infinity has a result of NaN; an exponential that overflows has infinities or NaN.
  ///
  /// - Returns: [..., n, n] for this tensor of [..., n, n].
  /// - Complexity: O(n³ log |x|) for each matrix; the gradient about 8 times that.
  ///
  /// Traps, or throws inside `withTensorErrors`: `notSquare`.
  public func matrixExp() -> Tensor { Tensor.apply(MatrixExp(), self) }
}

struct MatrixExp: DifferentiableUnary {
  static let name = "matrixExp"
  static let saves: Saves = .input
  static let operands = OperandTypes.real

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try x.checkSquare(Self.name)
    let n = x.layout.columns
    if x.count == 0 { return try Kernels.copy(x) }
    let matrices = try Kernels.dense(x).reshaped(to: [-1, n, n])
    let results = try (0..<matrices.shape[0]).map { index throws(TensorError) in
      try Self.exponential(of: matrices.sliced(index..<(index + 1)).reshaped(to: [n, n]))
        .reshaped(to: [1, n, n])
    }
    // The solver writes columns: a single result must be turned into rows before it is viewed.
    let joined = results.count == 1 ? try Kernels.dense(results[0]) : Tensor.concat(results)
    return Tensor(viewing: joined, x.layout.dense)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input.matrixTransposed
    let n = x.layout.columns
    // The block is linear in the gradient: one of length 1 does not make the exponent larger.
    let length = (g * g).sum().sqrt().detached()
    let scale = length.item() > 0 ? length : Tensor.ones([], dtype: g.dtype)
    let upper = Tensor.concat([x, g / scale], axis: -1)
    let lower = Tensor.concat([Tensor.zeros(like: x), x], axis: -1)
    let block = Tensor.concat([upper, lower], axis: -2).matrixExp()
    return block.sliced(0..<n, axis: -2).columns(n..<(2 * n)) * scale
  }

  // MARK: One matrix

  /// Largest norms for which the approximants of order 3, 5, 7, 9 and 13 are as accurate as the type.
  private static func bounds(_ dtype: DType) -> [(order: Int, norm: Double)] {
    dtype == .float32
      ? [(3, 4.258730016922831e-1), (5, 1.880152677804762), (7, 3.925724783138660)]
      : [
        (3, 1.495585217958292e-2), (5, 2.539398330063230e-1), (7, 9.504178996162932e-1),
        (9, 2.097847961257068), (13, 5.371920351148152),
      ]
  }

  /// Coefficients of the numerator: those of the denominator have alternating signs.
  private static func coefficients(_ order: Int) -> [Double] {
    // (2 m - j)! m! / ((2 m)! (m - j)! j!), scaled so that the last is 1.
    var result = [1.0]
    for j in stride(from: order, to: 0, by: -1) {
      result.append(result[order - j] * Double((2 * order - j + 1) * j) / Double(order - j + 1))
    }
    return result.reversed()
  }

  private static func exponential(of x: Tensor) throws(TensorError) -> Tensor {
    var norm = Kernels.oneNorm(try Kernels.dense(x))
    guard norm.isFinite else { return try Kernels.fill(.nan, layout: x.layout, dtype: x.dtype) }
    let bounds = bounds(x.dtype)
    guard let last = bounds.last else { preconditionFailure("there are bounds") }
    if let fit = bounds.first(where: { norm <= $0.norm }) {
      return try approximant(of: x, order: fit.order)
    }
    var (squarings, factor) = (0, 1.0)
    while norm > last.norm {
      norm /= 2
      factor /= 2
      squarings += 1
    }
    var result = try approximant(of: x * factor, order: last.order)
    for _ in 0..<squarings { result = result.matmul(result) }
    return result
  }

  /// p(x) / p(-x), even and odd powers apart.
  private static func approximant(of x: Tensor, order: Int) throws(TensorError) -> Tensor {
    let b = coefficients(order)
    let eye = Tensor.eye(x.layout.columns, dtype: x.dtype)
    let x2 = x.matmul(x)
    var (odd, even) = (eye * b[1], eye * b[0])
    if order == 13 {
      let x4 = x2.matmul(x2)
      let x6 = x4.matmul(x2)
      odd =
        odd + x2 * b[3] + x4 * b[5] + x6 * b[7]
        + x6.matmul(x2 * b[9] + x4 * b[11] + x6 * b[13])
      even =
        even + x2 * b[2] + x4 * b[4] + x6 * b[6]
        + x6.matmul(x2 * b[8] + x4 * b[10] + x6 * b[12])
    } else {
      var power = x2
      for j in stride(from: 2, to: order, by: 2) {
        if j > 2 { power = power.matmul(x2) }
        even = even + power * b[j]
        odd = odd + power * b[j + 1]
      }
    }
    odd = x.matmul(odd)
    return try Solve().forward([even - odd, even + odd])[0]
  }

  static let samples = [
    Sample("[3, 3]", [.init([3, 3], -1...1)]) { $0[0].matrixExp() },
    Sample("small", [.init([2, 2], -0.005...0.005)]) { $0[0].matrixExp() },
    Sample("large", [.init([2, 2], -4...4)]) { $0[0].matrixExp() },
    Sample("batch", [.init([2, 2, 2], -0.4...0.4)]) { $0[0].matrixExp() },
    Sample("empty", [.init([0, 3, 3])]) { $0[0].matrixExp() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(MatrixExp.self, to: $0) }
