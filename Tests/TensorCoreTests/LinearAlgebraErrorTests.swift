// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import TensorCore

/// What linear algebra does with matrices it cannot work on.
@Suite struct LinearAlgebraErrorTests {
  /// Identity matrices [2, 3, n, n] with one that is different.
  func batch(_ odd: [Double], n: Int = 2) -> Tensor {
    var values: [Double] = []
    for index in 0..<6 {
      values += index == 4 ? odd : (0..<(n * n)).map { $0 / n == $0 % n ? 1 : 0 }
    }
    return Tensor(values, shape: [2, 3, n, n])
  }

  func expectError(
    _ expected: TensorError, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Tensor
  ) {
    #expect(throws: expected, sourceLocation: sourceLocation) {
      try withTensorErrors { _ = try body() }
    }
  }

  @Test func singularMatricesAreNamed() {
    let a = batch([1, 2, 2, 4])
    let b = Tensor.ones([2, 1], dtype: .float64)
    expectError(.singularMatrix(operation: "solve", batch: [1, 1])) { a.solve(b) }
    expectError(.singularMatrix(operation: "inverse", batch: [1, 1])) { a.inverse() }
    expectError(.singularMatrix(operation: "slogdet gradient", batch: [1, 1])) {
      try gradient(at: a) { $0.slogdet().logAbsDeterminant.sum() }
    }
    expectError(.singularMatrix(operation: "triangularSolve", batch: [1, 1])) {
      batch([1, 0, 7, 0]).triangularSolve(b)
    }
    expectError(.singularMatrix(operation: "solve", batch: [])) {
      Tensor.zeros([2, 2], dtype: .float64).solve(b)
    }
    #expect(
      TensorError.singularMatrix(operation: "solve", batch: [1, 1]).description
        == "solve: matrix [1, 1] is singular")
    let (sign, logarithm) = a.slogdet()
    #expect(sign.scalars(as: Double.self) == [1, 1, 1, 1, 0, 1])
    #expect(logarithm.scalars(as: Double.self) == [0, 0, 0, 0, -.infinity, 0])
    #expect(a.determinant().scalars(as: Double.self) == [1, 1, 1, 1, 0, 1])
  }

  @Test func theBatchOfTheMatricesIsMeantWhereItIsBroadcast() {
    let a = Tensor([1.0, 0, 0, 1, 0, 0, 0, 0], shape: [2, 2, 2])
    let b = Tensor.ones([5, 1, 2, 1], dtype: .float64)
    expectError(.singularMatrix(operation: "solve", batch: [1])) { a.solve(b) }
    expectError(.singularMatrix(operation: "triangularSolve", batch: [1])) {
      a.triangularSolve(b)
    }
  }

  @Test func matricesThatAreNotPositiveDefiniteAreNamedWithTheirOrder() {
    let error = TensorError.notPositiveDefinite(operation: "cholesky", batch: [1, 1], order: 3)
    let odd = batch([1, 0, 0, 0, 1, 0, 0, 0, -1], n: 3)
    expectError(error) { odd.cholesky() }
    expectError(error) { odd.cholesky(upper: true) }
    #expect(
      error.description
        == "cholesky: matrix [1, 1] is not positive definite in its leading 3 x 3 part")
  }

  @Test func shapesThatDoNotFitAreErrors() {
    let wide = Tensor.zeros([2, 3])
    let square = Tensor.eye(2)
    for (name, run) in [
      ("inverse", { wide.inverse() }), ("determinant", { wide.determinant() }),
      ("slogdet", { wide.slogdet().sign }), ("cholesky", { wide.cholesky() }),
      ("eigh", { wide.eigh().values }), ("eigvalsh", { wide.eigvalsh() }),
      ("matrixExp", { wide.matrixExp() }), ("solve", { wide.solve(wide) }),
      ("triangularSolve", { wide.triangularSolve(wide) }),
    ] as [(String, () -> Tensor)] {
      expectError(.notSquare(operation: name, shape: [2, 3])) { run() }
    }
    let vector = Tensor.zeros([3])
    for (name, run) in [
      ("inverse", { vector.inverse() }), ("cholesky", { vector.cholesky(upper: true) }),
      ("qr", { vector.qr().q }), ("svd", { vector.svd().s }), ("pinv", { vector.pinv() }),
      ("singularValues", { vector.matrixRank() }), ("lstsq", { vector.lstsq(vector).solution }),
      ("solve", { vector.solve(vector) }),
    ] as [(String, () -> Tensor)] {
      expectError(
        .invalidShape(operation: name, shape: [3], reason: "is that of no matrix")
      ) { run() }
    }
    expectError(.shapeMismatch(operation: "solve", left: [2, 2], right: [3, 1], axis: 0)) {
      square.solve(vector)
    }
    let (three, four) = (Tensor.zeros([3, 2, 2]), Tensor.zeros([4, 2, 2]))
    expectError(
      .shapeMismatch(operation: "solve", left: [3, 2, 2], right: [4, 2, 2], axis: 0)
    ) { three.solve(four) }
    expectError(
      .shapeMismatch(operation: "lstsq", left: [3, 2, 2], right: [4, 2, 2], axis: 0)
    ) { three.lstsq(four).rank }
    expectError(.emptyReduction(operation: "conditionNumber", shape: [0, 2])) {
      Tensor.zeros([0, 2]).conditionNumber()
    }
  }

  @Test func poisonPassesThrough() throws {
    #expect(throws: TensorError.notSquare(operation: "inverse", shape: [2, 3])) {
      try withTensorErrors {
        let x = Tensor.zeros([2, 3]).inverse()
        let fit = Tensor.eye(2).lstsq(x)
        let results = [
          x.solve(x), Tensor.eye(2).solve(x), x.triangularSolve(x), x.determinant(),
          x.cholesky(upper: true), x.qr().r, x.svd().s, x.eigh().values, x.pinv(), x.matrixExp(),
          x.matrixRank(), x.conditionNumber(), fit.solution, fit.residuals, fit.rank,
          x.lstsq(Tensor.ones([2])).residuals,
        ]
        let arePoisoned = results.map(\.isPoisoned)
        #expect(!arePoisoned.contains(false))
      }
    }
  }

  @Test(arguments: [DType.float32, .float64], [Double.nan, .infinity])
  func whatIsNotFiniteStaysInItsMatrix(dtype: DType, odd: Double) {
    let x = batch([1, odd, odd, 1]).cast(to: dtype)
    let b = Tensor.ones([2, 1], dtype: dtype)
    func brokenMatrices(_ results: Tensor...) -> [Int] {
      (0..<6).filter { index in
        results.contains {
          let each = $0.count / 6
          return $0.scalars(as: Double.self)[(index * each)..<((index + 1) * each)].contains {
            !$0.isFinite
          }
        }
      }
    }
    // A solution may be finite where a pivot is infinite.
    if odd.isNaN {
      #expect(brokenMatrices(x.solve(b)) == [4])
      #expect(brokenMatrices(x.inverse()) == [4])
      #expect(brokenMatrices(x.cholesky()) == [4])
    }
    #expect(brokenMatrices(x.determinant()) == [4])
    #expect(brokenMatrices(x.qr().q, x.qr().r) == [4])
    let (u, s, vh) = x.svd(fullMatrices: true)
    for result in [u, s, vh] { #expect(brokenMatrices(result) == [4]) }
    #expect(brokenMatrices(x.singularValues()) == [4])
    #expect(brokenMatrices(x.eigh().values) == [4])
    #expect(brokenMatrices(x.eigh().vectors) == [4])
    #expect(brokenMatrices(x.eigvalsh()) == [4])
    #expect(brokenMatrices(x.pinv()) == [4])
    #expect(brokenMatrices(x.matrixExp()) == [4])
    let fit = x.lstsq(b)
    #expect(brokenMatrices(fit.solution) == [4])
    #expect(fit.rank.scalars(as: Int64.self) == [2, 2, 2, 2, 0, 2])
    #expect(x.matrixRank().scalars(as: Int64.self) == [2, 2, 2, 2, 0, 2])
    // A pivot of 0 beside NaN is no singular matrix.
    let zeros = batch([0, odd, 0, odd]).cast(to: dtype)
    #expect(brokenMatrices(zeros.solve(b)) == [4])
    #expect(brokenMatrices(zeros.inverse()) == [4])
  }

  @Test func overflowingExponentialsEnd() {
    let x = Tensor([1e300, 1, 1, -1e300], shape: [2, 2])
    let isFinite = x.matrixExp().scalars(as: Double.self).allSatisfy { $0.isFinite }
    #expect(!isFinite)
    let zero = Tensor([-1e3, 0, 0, -1e3], shape: [2, 2]).matrixExp()
    #expect(zero.scalars(as: Double.self) == [0, 0, 0, 0])
  }

  @Test func choicesHaveNoGradient() throws {
    let x = Tensor([1.0, 2, 3, 4, 5, 7], shape: [3, 2])
    #expect(throws: TensorError.notDifferentiable(operation: "qr (complete)")) {
      try gradient(at: x) { ($0.qr(complete: true).q * Tensor([1.0, 2, 3])).sum() }
    }
    #expect(throws: TensorError.notDifferentiable(operation: "svd (full matrices)")) {
      try gradient(at: x) { ($0.svd(fullMatrices: true).u * Tensor([1.0, 2, 3])).sum() }
    }
    #expect(throws: TensorError.notDifferentiable(operation: "cast to or from integers")) {
      try gradient(at: x) { $0.lstsq(Tensor([1.0, 2, 3])).rank.cast(to: .float64).sum() }
    }
    #expect(throws: TensorError.notDifferentiable(operation: "cast to or from integers")) {
      try gradient(at: x) { $0.matrixRank().cast(to: .float64).sum() }
    }
  }
}
