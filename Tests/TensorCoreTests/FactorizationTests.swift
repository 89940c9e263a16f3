// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import CLAPACKE
import TestSupport
import Testing

@testable import TensorCore

/// LU, triangular systems, Cholesky and QR at every edge of their blocks, beside LAPACK and by residuals.
@Suite struct FactorizationTests {
  static let types: [DType] = [.float32, .float64]
  /// Around blocks of 16 and 32 and the recursion above them.
  static let sides = Array(1...70) + [127, 128, 129, 130, 255, 256, 257, 258, 511, 512, 513]

  static func numbers(_ shape: [Int], _ dtype: DType, seed: UInt64 = 1) -> Tensor {
    Tensor.randomNormal(shape, key: RandomKey(seed: seed), dtype: dtype)
  }

  static func positive(_ n: Int, _ dtype: DType) -> Tensor {
    let x = numbers([n, n], dtype)
    return x.matmul(x.matrixTransposed) * (1 / Double(n)) + Tensor.eye(n, dtype: dtype)
  }

  static func largest(_ x: Tensor) -> Double {
    x.count == 0 ? 0 : x.abs().max().item()
  }

  /// Rounding errors of n steps on numbers as large as `scale`.
  func expectClose(
    _ x: Tensor, _ y: Tensor, steps n: Int, scale: Double, _ text: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let epsilon = x.dtype == .float32 ? Double(Float.ulpOfOne) : Double.ulpOfOne
    let error = Self.largest(x - y)
    #expect(
      error <= 2 * Double(n + 1) * epsilon * scale, "\(text) in \(x.dtype)",
      sourceLocation: sourceLocation)
  }

  @Test(arguments: types) func systemsOfEverySizeAreSolved(dtype: DType) {
    for n in Self.sides {
      let a = Self.numbers([n, n], dtype)
      let k = n > 130 ? 3 + n % 3 : 1 + n % 37  // one column, a few, and more than a vector
      let b = Self.numbers([n, k], dtype, seed: 2)
      // Pivoting lets the factors grow beyond the matrix, here by little.
      let x = a.solve(b)
      let y = a.matrixTransposed.solve(b)
      let scale = 3 * Self.largest(a)
      expectClose(a.matmul(x), b, steps: n, scale: scale * (1 + Self.largest(x)), "\(n), \(k)")
      expectClose(
        a.matrixTransposed.matmul(y), b, steps: n, scale: scale * (1 + Self.largest(y)),
        "transposed \(n), \(k)")
    }
  }

  @Test(arguments: types) func systemsOfManyColumnsAreSolved(dtype: DType) {
    for (n, k) in [(33, 513), (100, 100), (256, 256), (70, 1000)] {
      let a = Self.numbers([n, n], dtype)
      let b = Self.numbers([n, k], dtype, seed: 2)
      let x = a.solve(b)
      let scale = 3 * Self.largest(a) * (1 + Self.largest(x))
      expectClose(a.matmul(x), b, steps: n, scale: scale, "\(n), \(k)")
      let inverse = a.inverse()
      let eye = Tensor.eye(n, dtype: dtype)
      expectClose(
        a.matmul(inverse), eye, steps: n, scale: 3 * Self.largest(a) * (1 + Self.largest(inverse)),
        "inverse \(n)")
    }
  }

  @Test(arguments: types) func triangularSystemsOfEverySizeAreSolved(dtype: DType) {
    for n in Self.sides where n < 300 {
      let numbers = Self.numbers([n, n], dtype) * (1 / Double(n))
      let a = numbers + Tensor.eye(n, dtype: dtype) * 2
      let k = 1 + n % 7
      let b = Self.numbers([n, k], dtype, seed: 2)
      for choice in 0..<8 {
        let (upper, transposed, unit) = (choice & 1 != 0, choice & 2 != 0, choice & 4 != 0)
        let x = a.triangularSolve(
          b, upper: upper, transposed: transposed, unitDiagonal: unit)
        var lower = (upper ? a.matrixTransposed : a).tril(diagonal: unit ? -1 : 0)
        if unit { lower = lower + Tensor.eye(n, dtype: dtype) }
        let triangle = upper != transposed ? lower.matrixTransposed : lower
        expectClose(
          triangle.matmul(x), b, steps: n, scale: 4 * (1 + Self.largest(x)), "\(n), \(choice)")
      }
    }
  }

  @Test(arguments: types) func choleskyFactorsOfEverySizeRebuildTheMatrix(dtype: DType) {
    for n in Self.sides {
      let x = Self.positive(n, dtype)
      let l = x.cholesky()
      expectClose(
        l.matmul(l.matrixTransposed), x, steps: n, scale: Self.largest(x), "\(n)")
      #expect(Self.largest(l - l.tril()) == 0)
    }
  }

  @Test(arguments: types) func qrOfEverySizeRebuildsTheMatrix(dtype: DType) {
    let tall = [(1, 1), (300, 40), (40, 300), (700, 33), (64, 96), (96, 64), (31, 33), (33, 31)]
    for (m, n) in Self.sides.map({ ($0, $0) }) + Self.sides.prefix(70).map({ ($0, 71 - $0) }) + tall
    {
      let x = Self.numbers([m, n], dtype)
      for complete in m == n ? [false] : [false, true] {
        let (q, r) = x.qr(complete: complete)
        expectClose(q.matmul(r), x, steps: m, scale: 2 * Self.largest(x), "\(m), \(n)")
        let eye = Tensor.eye(q.shape[1], dtype: dtype)
        expectClose(q.matrixTransposed.matmul(q), eye, steps: m, scale: 1, "q \(m), \(n)")
        let below = r.matrixTransposed
        #expect(Self.largest(below - below.tril()) == 0)
      }
    }
  }

  // MARK: Beside LAPACK

  @Test func resultsAreLAPACKs() {
    #expect(!TensorRuntime.blasCoreName.isEmpty)  // the boot comes before LAPACK
    for n in [1, 2, 16, 17, 32, 33, 64, 65, 100, 129] {
      let side = CInt(n)
      let x = Self.numbers([n, n], .float64)
      var a = x.scalars(as: Double.self)
      var b = Self.numbers([n, 5], .float64, seed: 2).scalars(as: Double.self)
      let solution = x.solve(Tensor(b, shape: [n, 5]))
      var pivots = [CInt](repeating: 0, count: n)
      #expect(LAPACKE_dgesv(LAPACK_ROW_MAJOR, side, 5, &a, side, &pivots, &b, 5) == 0)
      let expected = Tensor(b, shape: [n, 5])
      expectClose(
        solution, expected, steps: 100 * n, scale: 1 + Self.largest(expected), "solve \(n)")

      let positive = Self.positive(n, .float64)
      a = positive.scalars(as: Double.self)
      #expect(LAPACKE_dpotrf(LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "L")), side, &a, side) == 0)
      expectClose(
        positive.cholesky(), Tensor(a, shape: [n, n]).tril(), steps: n, scale: 4, "cholesky \(n)")
    }
    for (m, n) in [(1, 1), (5, 3), (3, 5), (32, 32), (33, 33), (70, 40), (40, 70), (100, 100)] {
      let x = Self.numbers([m, n], .float64)
      let k = Swift.min(m, n)
      var a = x.scalars(as: Double.self)
      var tau = [Double](repeating: 0, count: k)
      #expect(LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, CInt(m), CInt(n), &a, CInt(n), &tau) == 0)
      let r = Tensor(a, shape: [m, n]).sliced(0..<k).matrixTransposed.tril().matrixTransposed
      #expect(
        LAPACKE_dorgqr(LAPACK_ROW_MAJOR, CInt(m), CInt(k), CInt(k), &a, CInt(n), &tau) == 0)
      let q = Tensor(a, shape: [m, n]).columns(0..<k)
      let ours = x.qr()
      expectClose(ours.q, q, steps: 100 * m, scale: 1, "q \(m), \(n)")
      expectClose(ours.r, r, steps: 100 * m, scale: Self.largest(r), "r \(m), \(n)")
    }
  }

  @Test(arguments: types) func reflectionsOfNothingAreNone(dtype: DType) {
    // Nothing below the diagonal: q is the identity, and signs stay, as in LAPACK.
    let x = Self.numbers([40, 40], dtype).tril().matrixTransposed
    let (q, r) = x.qr()
    #expect(Self.largest(q - Tensor.eye(40, dtype: dtype)) == 0)
    #expect(fingerprint([r]) == fingerprint([x.copied]))
    let zeros = Tensor.zeros([50, 35], dtype: dtype).qr()
    #expect(Self.largest(zeros.r) == 0)
    #expect(
      Self.largest(zeros.q.matrixTransposed.matmul(zeros.q) - Tensor.eye(35, dtype: dtype)) == 0)
  }

  @Test(arguments: types) func qrKeepsToTheScaleOfEveryColumn(dtype: DType) {
    // Columns from the smallest to the largest numbers: squares of neither are numbers of the type.
    let exponents = dtype == .float32 ? [-30.0, 0, 30, -25, 25] : [-290.0, 0, 290, -200, 200]
    for all in [1, dtype == .float32 ? 1e-30 : 1e-280, dtype == .float32 ? 1e30 : 1e280] {
      let scales = all == 1 ? exponents.map { Double.exp10($0) } : [all, all, all, all, all]
      let x = Self.numbers([60, 5], dtype) * Tensor(scales).cast(to: dtype)
      let (q, r) = x.qr()
      let product = q.matmul(r)
      for column in 0..<5 {
        expectClose(
          product.columns(column..<(column + 1)) * (1 / scales[column]),
          x.columns(column..<(column + 1)) * (1 / scales[column]), steps: 60, scale: 6,
          "column \(column)")
      }
      expectClose(
        q.matrixTransposed.matmul(q), Tensor.eye(5, dtype: dtype), steps: 60, scale: 1, "q")
    }
  }

  // MARK: Matrices that are not well posed

  @Test(arguments: types) func illConditionedSystemsHaveSmallResiduals(dtype: DType) {
    let n = 40  // of Hilbert's matrix, which nothing solves, but with a small residual
    let hilbert = Tensor(
      (0..<(n * n)).map { 1 / Double($0 / n + $0 % n + 1) }, shape: [n, n]
    ).cast(to: dtype)
    let b = Self.numbers([n, 6], dtype)
    let x = hilbert.solve(b)
    expectClose(hilbert.matmul(x), b, steps: n, scale: 1 + Self.largest(x), "Hilbert")
  }

  @Test(arguments: types, [0, 1, 15, 16, 31, 32, 33, 64, 69])
  func zeroPivotsAreFoundInEveryBlock(dtype: DType, place: Int) {
    let n = 70
    // Small whole numbers on two diagonals: elimination is exact.
    let keep = (0..<(n * n)).map { index -> Double in
      let (row, column) = (index / n, index % n)
      return column == place ? 0 : row == column ? 2 : row == column + 1 ? 1 : 0
    }
    let a = Tensor(keep, shape: [n, n]).cast(to: dtype)
    let b = Tensor.ones([n, 5], dtype: dtype)
    let error = TensorError.singularMatrix(operation: "solve", batch: [])
    #expect(throws: error) { try withTensorErrors { _ = a.solve(b) } }
    #expect(a.determinant().item() == 0)
    let triangle = TensorError.singularMatrix(operation: "triangularSolve", batch: [])
    #expect(throws: triangle) { try withTensorErrors { _ = a.triangularSolve(b) } }
  }

  @Test(arguments: types, [0, 1, 15, 31, 32, 33, 63, 64, 69])
  func ordersOfLeadingPartsAreThoseOfTheFirstBadPivot(dtype: DType, place: Int) {
    var values = Self.positive(70, .float64).scalars(as: Double.self)
    values[place * 71] = -1
    let x = Tensor(values, shape: [70, 70]).cast(to: dtype)
    let error = TensorError.notPositiveDefinite(operation: "cholesky", batch: [], order: place + 1)
    #expect(throws: error) { try withTensorErrors { _ = x.cholesky() } }
  }

  @Test(arguments: types) func aNumberThatIsNoneStaysInItsMatrix(dtype: DType) {
    let good = Self.positive(70, dtype)
    var values = good.scalars(as: Double.self)
    values[50 * 70 + 40] = .nan
    let bad = Tensor(values, shape: [70, 70]).cast(to: dtype)
    let x = Tensor.stack([good, bad, good])
    let b = Self.numbers([70, 6], dtype)
    func expectOneBroken(_ results: Tensor, _ alone: Tensor, _ name: String) {
      #expect(
        fingerprint([results.sliced(0..<1)])
          == fingerprint([alone.reshaped(to: [1] + alone.shape)]), "\(name)")
      #expect(
        fingerprint([results.sliced(2..<3)]) == fingerprint([results.sliced(0..<1)]), "\(name)")
      let hasNaN = results.sliced(1..<2).scalars(as: Double.self).contains { $0.isNaN }
      #expect(hasNaN, "\(name)")
    }
    expectOneBroken(x.solve(b), good.solve(b), "solve")
    expectOneBroken(x.inverse(), good.inverse(), "inverse")
    expectOneBroken(x.cholesky(), good.cholesky(), "cholesky")
    expectOneBroken(x.qr().q, good.qr().q, "q")
    expectOneBroken(x.qr().r, good.qr().r, "r")
  }

  // MARK: Layouts, batches, bits

  @Test(arguments: types) func anyLayoutHasTheSameBits(dtype: DType) {
    let wide = Self.numbers([70, 140], dtype)
    let stepped = wide.sliced(0..<140, axis: 1, step: 2)
    let b = Self.numbers([9, 70], dtype).matrixTransposed
    let reversed = Self.positive(70, dtype).matrixTransposed
    #expect(
      fingerprint([stepped.solve(b)]) == fingerprint([stepped.copied.solve(b.copied)]))
    #expect(
      fingerprint([stepped.qr().q, stepped.qr().r])
        == fingerprint([stepped.copied.qr().q, stepped.copied.qr().r]))
    #expect(fingerprint([reversed.cholesky()]) == fingerprint([reversed.copied.cholesky()]))
    #expect(
      fingerprint([reversed.triangularSolve(b)])
        == fingerprint([reversed.copied.triangularSolve(b.copied)]))
  }

  @Test(arguments: types, [1, 2, 3, 7]) func oneMatrixServesABatch(dtype: DType, k: Int) {
    let a = Self.positive(40, dtype)
    let b = Self.numbers([3, 2, 40, k], dtype)
    let x = a.solve(b)
    let y = a.triangularSolve(b)
    #expect(x.shape == [3, 2, 40, k])
    for i in 0..<3 {
      let sides = b.sliced(i..<(i + 1))
      let each = Tensor.stack([a, a]).solve(sides)
      expectClose(x.sliced(i..<(i + 1)), each, steps: 40, scale: 10, "solve")
      let triangle = Tensor.stack([a, a]).triangularSolve(sides)
      expectClose(y.sliced(i..<(i + 1)), triangle, steps: 40, scale: 100, "triangularSolve")
    }
  }

  /// In a process of its own: threads and levels are those of the runtime.
  @Test func bitsAreTheSameOnAnyNumberOfThreadsAndEveryLevel() async {
    await #expect(processExitsWith: .success) {
      func results() -> UInt64 {
        fingerprint(
          Self.types.flatMap { dtype in
            [(200, 200), (130, 31), (70, 300)].flatMap { (n, k) -> [Tensor] in
              let a = Self.numbers([n, n], dtype)
              let b = Self.numbers([n, k], dtype, seed: 2)
              let (q, r) = b.qr()
              return [
                a.solve(b), a.inverse(), Self.positive(n, dtype).cholesky(),
                a.triangularSolve(b, upper: true), q, r, a.slogdet().logAbsDeterminant,
              ]
            }
          })
      }
      TensorRuntime.threads = 1
      let expected = results()
      for level in availableLevels() {
        #expect(TensorRuntime.forceInstructionSet(level))
        for threads in 1...3 {
          TensorRuntime.threads = threads
          precondition(results() == expected, "other bits at \(level) with \(threads) threads")
        }
      }
    }
  }
}

extension Tensor {
  /// The same numbers in row-major order without gaps.
  fileprivate var copied: Tensor {
    Tensor(scalars(as: Double.self), shape: shape).cast(to: dtype)
  }
}

extension Double {
  /// 10 to a whole power.
  fileprivate static func exp10(_ exponent: Double) -> Double {
    (0..<Int(exponent.magnitude)).reduce(1) { power, _ in
      exponent < 0 ? power / 10 : power * 10
    }
  }
}
