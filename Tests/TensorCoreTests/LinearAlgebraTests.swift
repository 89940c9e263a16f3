// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import TensorCore

/// Solvers and decompositions against what defines them.
@Suite struct LinearAlgebraTests {
  static let types: [DType] = [.float32, .float64]

  /// Numbers that depend on nothing but their place.
  static func numbers(_ shape: [Int], dtype: DType = .float64, seed: UInt64 = 1) -> Tensor {
    Tensor.randomNormal(shape, key: RandomKey(seed: seed)).cast(to: dtype)
  }

  static func wellPosed(_ shape: [Int], dtype: DType = .float64) -> Tensor {
    let n = shape[shape.count - 1]
    return numbers(shape, dtype: dtype) + Tensor.eye(n, dtype: dtype) * Double(2 * n)
  }

  static func positive(_ shape: [Int], dtype: DType = .float64) -> Tensor {
    let x = numbers(shape, dtype: dtype)
    return x.matmul(x.matrixTransposed) + Tensor.eye(shape[shape.count - 1], dtype: dtype)
  }

  func expectEqual(
    _ x: Tensor, _ y: Tensor, _ text: String = "", within scale: Double = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(x.shape == y.shape, "\(text)", sourceLocation: sourceLocation)
    #expect(x.dtype == y.dtype, "\(text)", sourceLocation: sourceLocation)
    let limit = scale * (x.dtype == .float32 ? 1e-4 : 1e-12)
    let pairs = zip(x.scalars(as: Double.self), y.scalars(as: Double.self))
    let worst = pairs.map { ($0 - $1).magnitude }.reduce(0) { $1 > $0 || $1.isNaN ? $1 : $0 }
    #expect(worst <= limit, "\(text) \(x.dtype)", sourceLocation: sourceLocation)
  }

  /// Whether each of the rows of the last axis is in order.
  func areRowsSorted(_ x: Tensor, by precedes: (Double, Double) -> Bool) -> Bool {
    let n = x.shape[x.rank - 1]
    let values = x.scalars(as: Double.self)
    return values.indices.dropFirst().allSatisfy { index in
      index % n == 0 || precedes(values[index - 1], values[index])
    }
  }

  // MARK: Systems

  @Test(arguments: types) func solveSolves(dtype: DType) {
    for n in [1, 2, 5, 70] {
      let a = Self.wellPosed([n, n], dtype: dtype)
      let b = Self.numbers([n, 3], dtype: dtype, seed: 2)
      expectEqual(a.matmul(a.solve(b)), b, "\(n)", within: Double(n))
      let v = Self.numbers([n], dtype: dtype, seed: 3)
      expectEqual(a.matmul(a.solve(v)), v, "\(n)", within: Double(n))
    }
  }

  @Test func solveBroadcastsItsBatches() {
    for (left, right) in [
      ([3, 3], [4, 3, 2]), ([4, 3, 3], [3, 2]), ([2, 1, 3, 3], [4, 3, 2]), ([1, 3, 3], [2, 3, 1]),
    ] {
      let a = Self.wellPosed(left)
      let b = Self.numbers(right, seed: 2)
      let x = a.solve(b)
      expectEqual(a.matmul(x), b.expanded(to: x.shape), "\(left) \(right)")
      let triangle = a.triangularSolve(b)
      expectEqual(
        a.tril().matmul(triangle), b.expanded(to: x.shape), "\(left) \(right)")
    }
  }

  @Test func integersAndHalvesAreWidened() {
    let a = Tensor([Int32(2), 1, 1, 3], shape: [2, 2])
    let x = a.solve(Tensor([3.0, 5.0]))
    #expect(x.dtype == .float64)
    expectEqual(x, Tensor([0.8, 1.4]))
    #expect(Tensor.eye(2).cast(to: .bfloat16).inverse().dtype == .bfloat16)
    let half = Tensor.eye(2).cast(to: .float16)
    #expect(half.lstsq(half).rank.dtype == .int64)
    #expect(half.matrixRank().item() == 2)
  }

  @Test(arguments: [false, true], [false, true])
  func triangularSolveReadsItsTriangleOnly(upper: Bool, transposed: Bool) {
    for unit in [false, true] {
      let a = Self.wellPosed([2, 4, 4])
      let b = Self.numbers([2, 4, 3], seed: 2)
      let eye = Tensor.eye(4, dtype: .float64)
      let lower = (upper ? a.matrixTransposed : a).tril(diagonal: unit ? -1 : 0)
      var t = upper ? lower.matrixTransposed : lower
      if unit { t = t + eye }
      let x = a.triangularSolve(b, upper: upper, transposed: transposed, unitDiagonal: unit)
      expectEqual((transposed ? t.matrixTransposed : t).matmul(x), b, within: 1e3)
    }
  }

  @Test(arguments: types) func inverseAndDeterminantAgreeWithTheirDefinitions(dtype: DType) {
    let a = Self.wellPosed([2, 5, 5], dtype: dtype)
    let eye = Tensor.eye(5, dtype: dtype).expanded(to: [2, 5, 5])
    expectEqual(a.matmul(a.inverse()), eye)
    let (sign, logarithm) = a.slogdet()
    let determinant = a.determinant()
    let ratio = sign * logarithm.exp() / determinant
    expectEqual(ratio, Tensor.ones([2], dtype: dtype))
    // A permutation of the rows of a diagonal matrix.
    let p = Tensor([0.0, 2, 0, 0, 0, 3, 4, 0, 0], shape: [3, 3]).cast(to: dtype)
    #expect(p.determinant().item() == 24)
    #expect((-p).determinant().item() == -24)
    #expect((-p).slogdet().sign.item() == -1)
  }

  @Test func slogdetDoesNotOverflow() {
    let (sign, logarithm) = (Tensor.eye(400, dtype: .float64) * -1000).slogdet()
    #expect(sign.item() == 1)
    expectEqual(logarithm, Tensor([2763.102111592855]).reshaped(to: []))
    #expect((Tensor.eye(400, dtype: .float64) * -1000).determinant().item() == .infinity)
  }

  @Test(arguments: types) func choleskyFactorsRebuildTheMatrix(dtype: DType) {
    for n in [1, 3, 70] {
      let x = Self.positive([2, n, n], dtype: dtype)
      let l = x.cholesky()
      expectEqual(l.matmul(l.matrixTransposed), x, within: Double(10 * n))
      expectEqual(l, l.tril(), within: 0)
      expectEqual(x.cholesky(upper: true), l.matrixTransposed, within: Double(n))
    }
    // Only one triangle is read.
    let x = Self.positive([3, 3], dtype: dtype)
    let nan = Tensor.full(.nan, shape: [3, 3], dtype: dtype)
    let isLower = Tensor.ones([3, 3], dtype: .float64).tril()
    let values = zip(
      isLower.scalars(as: Double.self),
      zip(x.scalars(as: Double.self), nan.scalars(as: Double.self))
    ).map { $0 == 1 ? $1.0 : $1.1 }
    let half = Tensor(values, shape: [3, 3]).cast(to: dtype)
    #expect(fingerprint([half.cholesky()]) == fingerprint([x.cholesky()]))
    #expect(fingerprint([half.eigvalsh()]) == fingerprint([x.eigvalsh()]))
  }

  // MARK: Decompositions

  @Test(arguments: types, [[4, 4], [6, 3], [2, 5], [2, 3, 2], [90, 70]])
  func qrRebuildsTheMatrix(dtype: DType, shape: [Int]) {
    let x = Self.numbers(shape, dtype: dtype)
    let scale = Double(shape.max() ?? 1)
    for complete in [false, true] {
      let (q, r) = x.qr(complete: complete)
      let columns = complete ? x.layout.rows : Swift.min(x.layout.rows, x.layout.columns)
      #expect(q.shape.last == columns)
      expectEqual(q.matmul(r), x, within: scale)
      let eye = Tensor.eye(columns, dtype: dtype).expanded(
        to: shape.dropLast(2) + [columns, columns])
      expectEqual(q.matrixTransposed.matmul(q), eye, within: scale)
      expectEqual(
        r.matrixTransposed, r.matrixTransposed.tril(), within: 0)
    }
  }

  @Test(arguments: types, [[4, 4], [6, 3], [2, 5], [2, 3, 2], [90, 70]])
  func svdRebuildsTheMatrix(dtype: DType, shape: [Int]) {
    let x = Self.numbers(shape, dtype: dtype)
    let k = Swift.min(x.layout.rows, x.layout.columns)
    let scale = Double(5 * k)
    let (u, s, vh) = x.svd()
    expectEqual((u * s.asRows).matmul(vh), x, within: scale)
    expectEqual(x.singularValues(), s, within: scale)
    let isDescending = areRowsSorted(s, by: >=)
    #expect(isDescending)
    let full = x.svd(fullMatrices: true)
    let (m, n) = (x.layout.rows, x.layout.columns)
    #expect(full.u.shape == shape.dropLast(2) + [m, m])
    #expect(full.vh.shape == shape.dropLast(2) + [n, n])
    let eye = Tensor.eye(m, dtype: dtype).expanded(to: full.u.shape)
    expectEqual(full.u.matmul(full.u.matrixTransposed), eye, within: scale)
    let reduced = full.u.columns(0..<k) * full.s.asRows
    expectEqual(reduced.matmul(full.vh.sliced(0..<k, axis: -2)), x, within: scale)
  }

  @Test(arguments: types, [[1, 1], [4, 4], [2, 3, 3], [80, 80]])
  func eighRebuildsTheMatrix(dtype: DType, shape: [Int]) {
    let x = Self.numbers(shape, dtype: dtype)
    let symmetric = x + x.matrixTransposed
    let n = shape[shape.count - 1]
    for upper in [false, true] {
      let (w, v) = symmetric.eigh(upper: upper)
      expectEqual((v * w.asRows).matmul(v.matrixTransposed), symmetric, within: Double(10 * n))
      expectEqual(symmetric.eigvalsh(upper: upper), w, within: Double(10 * n))
      let isAscending = areRowsSorted(w, by: <=)
      #expect(isAscending)
    }
  }

  @Test func lstsqAgreesWithTheNormalEquationsAndWithNumPy() {
    // numpy.linalg.lstsq([[1, 1], [1, 2], [1, 4]], [1, 3, 4])
    let a = Tensor([1.0, 1, 1, 2, 1, 4], shape: [3, 2])
    let fit = a.lstsq(Tensor([1.0, 3, 4]))
    expectEqual(fit.solution, Tensor([0.5, 0.9285714285714284]))
    expectEqual(fit.residuals, Tensor([0.6428571428571431]).reshaped(to: []))
    #expect(fit.rank.item() == 2)
    expectEqual(fit.singularValues, Tensor([4.837535968960994, 0.7734634761956248]), within: 10)
    // Of many solutions the shortest.
    let wide = Tensor([1.0, 1, 0, 0, 0, 1], shape: [2, 3]).lstsq(Tensor([2.0, 3], shape: [2, 1]))
    expectEqual(wide.solution, Tensor([1.0, 1, 3], shape: [3, 1]))
    let batch = Self.numbers([4, 5, 2]).lstsq(Self.numbers([5, 3], seed: 2))
    #expect(batch.solution.shape == [4, 2, 3])
    #expect(batch.rank.scalars(as: Int64.self) == [2, 2, 2, 2])
    #expect(batch.residuals.shape == [4, 3])
  }

  @Test func pinvFulfilsPenrosesConditions() {
    let thin = Self.numbers([5, 2])
    for x in [thin, thin.matrixTransposed, thin.matmul(Self.numbers([2, 4], seed: 2))] {
      let p = x.pinv()
      expectEqual(x.matmul(p).matmul(x), x, within: 100)
      expectEqual(p.matmul(x).matmul(p), p, within: 100)
      expectEqual(x.matmul(p), x.matmul(p).matrixTransposed, within: 100)
      expectEqual(p.matmul(x), p.matmul(x).matrixTransposed, within: 100)
    }
  }

  @Test func ranksAndConditionNumbersFollowSingularValues() {
    let thin = Self.numbers([5, 2])
    let product = thin.matmul(Self.numbers([2, 4], seed: 2))
    #expect(product.matrixRank().item() == 2)
    #expect(product.matrixRank().dtype == .int64)
    #expect(Tensor.zeros([2, 3, 3]).matrixRank().scalars(as: Int64.self) == [0, 0])
    #expect(Tensor.zeros([2, 0, 3]).matrixRank().scalars(as: Int64.self) == [0, 0])
    #expect(Tensor([4.0, 0, 0, 2], shape: [2, 2]).conditionNumber().item() == 2)
    #expect(Tensor([1.0, 1, 1, 1], shape: [2, 2]).conditionNumber().item() > 1e15)
  }

  @Test func matrixExpAgreesWithItsSeriesAndWithSciPy() {
    // scipy.linalg.expm([[1, 2], [3, 4]])
    let x = Tensor([1.0, 2, 3, 4], shape: [2, 2])
    let exponential = Tensor(
      [51.968956198705, 74.73656456700321, 112.10484685050481, 164.07380304920984], shape: [2, 2])
    expectEqual(x.matrixExp(), exponential, within: 100)
    // Every order of the approximant, and squarings.
    for dtype in Self.types {
      for scale in [0.001, 0.05, 0.2, 0.5, 1, 3, 10] {
        let x = (Self.numbers([4, 4], dtype: dtype) * scale)
        let s = x - x.matrixTransposed
        let rotation = s.matrixExp()
        let eye = Tensor.eye(4, dtype: dtype)
        expectEqual(rotation.matmul(rotation.matrixTransposed), eye, "\(scale)", within: 10)
        expectEqual(rotation.matmul((-s).matrixExp()), eye, "\(scale)", within: 10)
        var (term, series) = (eye, eye)
        for k in 1..<Int(40 + 80 * scale) where scale <= 1 {
          term = term.matmul(s) * (1 / Double(k))
          series = series + term
        }
        if scale <= 1 { expectEqual(rotation, series, "\(scale)", within: 100) }
      }
    }
  }

  @Test func negativePowersAreThoseOfTheInverse() {
    let a = Self.wellPosed([2, 3, 3])
    let eye = Tensor.eye(3, dtype: .float64).expanded(to: [2, 3, 3])
    expectEqual(a.matrixPower(-3).matmul(a.matrixPower(3)), eye, within: 10)
    expectEqual(a.matrixPower(-1), a.inverse(), within: 0)
  }

  // MARK: Batches and bits

  @Test func everyMatrixOfABatchIsTreatedAsAlone() {
    let x = Self.positive([3, 4, 4])
    let operations: [(String, (Tensor) -> [Tensor])] = [
      ("inverse", { [$0.inverse()] }), ("cholesky", { [$0.cholesky()] }),
      ("qr", { [$0.qr().q, $0.qr().r] }), ("svd", { [$0.svd().u, $0.svd().s, $0.svd().vh] }),
      ("eigh", { [$0.eigh().values, $0.eigh().vectors] }), ("pinv", { [$0.pinv()] }),
      ("matrixExp", { [$0.matrixExp()] }), ("determinant", { [$0.determinant()] }),
      ("slogdet", { [$0.slogdet().logAbsDeterminant] }),
      ("lstsq", { [$0.lstsq(Tensor.eye(4, dtype: .float64)).solution] }),
    ]
    for (name, run) in operations {
      let together = run(x)
      for index in 0..<3 {
        let alone = run(x.sliced(index..<(index + 1)))
        let parts = together.map { $0.sliced(index..<(index + 1)) }
        #expect(fingerprint(parts) == fingerprint(alone), "\(name) \(index)")
      }
      #expect(fingerprint(run(x)) == fingerprint(together), "\(name) again")
    }
  }

  @Test func emptyMatricesHaveTheValuesOfNumPy() {
    let none = Tensor.zeros([0, 0], dtype: .float64)
    #expect(none.determinant().item() == 1)
    #expect(none.slogdet().sign.item() == 1)
    #expect(none.slogdet().logAbsDeterminant.item() == 0)
    #expect(none.inverse().shape == [0, 0])
    #expect(none.cholesky().shape == [0, 0])
    #expect(none.matrixExp().shape == [0, 0])
    #expect(none.eigh().vectors.shape == [0, 0])
    #expect(none.solve(Tensor.zeros([0, 2], dtype: .float64)).shape == [0, 2])
    let columns = Tensor.zeros([3, 0])
    let (q, r) = columns.qr(complete: true)
    expectEqual(q, Tensor.eye(3))
    #expect(r.shape == [3, 0])
    expectEqual(columns.svd(fullMatrices: true).u, Tensor.eye(3))
    #expect(columns.svd().u.shape == [3, 0])
    #expect(columns.pinv().shape == [0, 3])
    #expect(columns.lstsq(Tensor([1, 2, 2])).residuals.item() == 9)
    #expect(Tensor.zeros([0, 3]).lstsq(Tensor.zeros([0, 2])).solution.shape == [3, 2])
    #expect(Tensor.zeros([0, 3, 3]).determinant().shape == [0])
    #expect(Tensor.zeros([5, 0, 2, 2]).eigvalsh().shape == [5, 0, 2])
  }

  /// In a process of its own: larger matrices use the threads of the runtime, which other tests set.
  /// The largest waits for the others and then has OpenBLAS to itself.
  @Test(arguments: [20, 90, 140, 650]) func manyTasksAtOnceGetTheSameBits(n: Int) async {
    await #expect(processExitsWith: .success) { [n] in
      let a = Self.positive([n, n])
      let b = Self.numbers([n, 3], seed: 2)
      @Sendable func run() -> UInt64 {
        let (w, v) = a.eigh()
        return fingerprint([
          a.solve(b), a.inverse(), a.cholesky(), a.qr().q, a.svd().vh, w, v, a.lstsq(b).solution,
        ])
      }
      let expected = run()
      await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<(n < 600 ? 8 : 2) {
          group.addTask { (0..<(n < 600 ? 3 : 1)).allSatisfy { _ in run() == expected } }
        }
        for await isEqual in group { precondition(isEqual, "other bits for n = \(n)") }
      }
    }
  }
}
