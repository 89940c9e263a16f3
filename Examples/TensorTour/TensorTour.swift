// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// A walk through TensorCore: each stop prints what it made, and a test compares all of it with
/// `expected-output.txt`.
@main
enum TensorTour {
  static func main() throws {
    try arrays()
    views()
    broadcasting()
    try gradients()
    try leastSquares()
    singularValues()
    try mistakes()
  }

  private static func arrays() throws {
    print("== Arrays ==")
    let x: Tensor = [[1, 2, 3], [4, 5, 6]]
    print(x)
    print("shape \(x.shape), \(x.dtype), sum \(x.sum()), mean of rows \(x.mean(axis: 1))")
    print("from 0 to 1:", Tensor.linspace(0, 1, count: 5))
    print("truth values:", x.sum(axis: 0) .> 6)
    print("an identity of integers:")
    print(Tensor.identity(2, dtype: .int64))

    // Random numbers are a function of their key: no hidden state, on any number of threads.
    let key = RandomKey(seed: 7)
    let rolls = Tensor.randomIntegers([8], in: 1..<7, key: key.child(0))
    print(
      "eight dice:", rolls, "and again:",
      rolls == .randomIntegers([8], in: 1..<7, key: key.child(0)))
    print("through an .npy file and back:", try Tensor(npy: x.npyBytes()) == x)
  }

  private static func views() {
    print("\n== Views and indices ==")
    let x = Tensor.arange(12, dtype: .int32).reshaped(to: [3, 4])
    print(x)
    print("row 1:", x[1])
    print("last column:", x[.all, -1])
    print("every second column, backwards:")
    print(x[.ellipsis, .every(-2)])
    print("elements (0, 1) and (2, 3):", x[[0, 2], [1, 3]])
    print("those that 5 divides:", x[x % 5 .== 0])

    // A view shares its storage until one of the two is written to.
    var y = x
    y[1, 1...2] = Tensor([Int32(-5), -6])
    y[.all, 0] = 0
    print("written to:")
    print(y)
    print("the original has kept its row 1:", x[1])
  }

  private static func broadcasting() {
    print("\n== Broadcasting and element types ==")
    let column = Tensor([10, 20, 30]).reshaped(to: [3, 1])
    let row: Tensor = [1, 2, 3, 4]
    print(column + row)
    let counts = Tensor([Int32(1), 2, 3])
    print("int32 + 1 is", (counts + 1).dtype, "and int32 + 0.5 is", (counts + 0.5).dtype)
    print(
      "int32 / int32 is", (counts / counts).dtype, "and floorDivide is", counts.floorDivide(2).dtype
    )
    print("float16 * float32 is", DType.promoted(.float16, .float32))
    print("one third in float64:", Tensor.scalar(1, dtype: .float64) / 3)
    print("in float32:", Tensor.scalar(1) / 3)
    print("in bfloat16:", (Tensor.scalar(1) / 3).cast(to: .bfloat16))
  }

  private static func gradients() throws {
    print("\n== Gradients ==")
    // Rosenbrock's valley, at a point beside it.
    func valley(_ x: Tensor) -> Tensor {
      let (a, b) = (x[0], x[1])
      return (1 - a).square() + 100 * (b - a * a).square()
    }
    let point = Tensor([-1.0, 2.0])
    let (value, slopes) = try valueAndGradient(at: [point]) { valley($0[0]) }
    print("value \(value), gradient \(slopes[0])")
    let bend = try hessian(at: point, of: valley)
    print("Hessian:")
    print(bend)
    let along = try jvp(at: [point], along: [Tensor([1.0, 1.0])]) { [valley($0[0])] }
    print("slope towards (1, 1):", along.derivatives[0])

    // Newton's method: the second order is as easy to have as the first.
    var x = point
    for _ in 0..<6 {
      let slope = try gradient(at: x, of: valley)
      x = x - (try hessian(at: x, of: valley)).solve(slope)
    }
    print("after 6 steps of Newton:", rounded(x, to: 6))
  }

  private static func leastSquares() throws {
    print("\n== Least squares ==")
    let x = Tensor.linspace(-2, 2, count: 40, dtype: .float64)
    let noise = Tensor.randomNormal([40], key: RandomKey(seed: 3), dtype: .float64)
    let y = 1 - 2 * x + 0.5 * x * x + 0.1 * noise

    let powers = Tensor.stack([Tensor.ones(like: x), x, x * x], axis: 1)
    let fit = powers.lstsq(y)
    print("1 - 2x + 0.5x² and noise, by lstsq:  ", rounded(fit.solution, to: 4))
    print("rank \(fit.rank), sum of squares \(rounded(fit.residuals, to: 4))")

    var weights = Tensor.zeros([3], dtype: .float64)
    for _ in 0..<1_000 {
      weights -= 0.1 * (try gradient(at: weights) { (powers.matmul($0) - y).square().mean() })
    }
    print("the same by 1,000 steps of descent:", rounded(weights, to: 4))
    print("both agree:", weights.allClose(to: fit.solution, relative: 1e-8))
  }

  private static func singularValues() {
    print("\n== Singular values ==")
    // Hilbert's matrix, 1 / (i + j + 1): smooth, so that a few singular values say nearly all.
    let i = Tensor.arange(6, dtype: .float64)
    let hilbert = 1 / (i.unsqueezed(axis: 1) + i + 1)
    let (u, s, vh) = hilbert.svd()
    print("the three largest:", rounded(s[..<3], to: 5))
    // A singular vector has no sign of its own: give it that of its first component.
    print("first vector:", rounded(vh[0] * vh[0, 0].sign(), to: 4))
    for rank in 1...3 {
      let part = (u[.all, ..<rank] * s[..<rank]).matmul(vh[..<rank])
      let error = (hilbert - part).norm()
      let promised = s[rank...].norm()
      print(
        "rank \(rank): error \(rounded(error, to: 5)), that of Eckart and Young:",
        rounded(promised, to: 5))
    }
  }

  private static func mistakes() throws {
    print("\n== Mistakes ==")
    // Outside `withTensorErrors` these would end the program: they are mistakes of its author. Around
    // what comes from outside, they are errors like any other.
    let a = Tensor.ones([2, 3])
    let pair = Tensor.stack([Tensor.identity(2), Tensor.ones([2, 2])])
    report { a.matmul(a) }
    report { a[0..<5] }
    report { pair.inverse() }
    report { try gradient(at: a) { $0.argmax().cast(to: .float32).sum() } }
    report { try Tensor(npy: [1, 2, 3]) }
  }

  private static func report(_ body: () throws -> Tensor) {
    do {
      print(try withTensorErrors(body))
    } catch {
      print(error)
    }
  }

  /// Digits that no core's rounding reaches.
  private static func rounded(_ x: Tensor, to places: Int) -> Tensor {
    let scale = (0..<places).reduce(1.0) { product, _ in product * 10 }
    return (x * scale).round() / scale
  }
}
