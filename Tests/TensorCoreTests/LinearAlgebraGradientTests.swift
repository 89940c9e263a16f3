// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import TensorCore

/// Gradients of linear algebra beyond the catalogue's sweep: numbers from outside, and the matrices where
/// the usual formulas divide by 0.
@Suite struct LinearAlgebraGradientTests {
  /// sin(1 + i²) at place i, as the script that asked JAX has it.
  static func numbers(_ shape: [Int]) -> Tensor {
    Tensor((0..<shape.reduce(1, *)).map { sine(1 + Double($0 * $0)) }, shape: shape)
  }

  /// The sine, by its series after bringing the argument near 0.
  static func sine(_ x: Double) -> Double {
    let y = x.remainder(dividingBy: 2 * Double.pi)
    var (term, sum) = (y, y)
    for k in 1..<25 {
      term *= -y * y / Double(2 * k * (2 * k + 1))
      sum += term
    }
    return sum
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let value: Double
    let first: Double
    let second: Double
    let isTall: Bool
    let run: @Sendable (Tensor) -> Tensor
    var testDescription: String { name }

    init(
      _ name: String, _ value: Double, _ first: Double, _ second: Double, isTall: Bool = false,
      _ run: @escaping @Sendable (Tensor) -> Tensor
    ) {
      self.name = name
      self.value = value
      self.first = first
      self.second = second
      self.isTall = isTall
      self.run = run
    }
  }

  static let sides = numbers([3, 2])
  static let spread = Tensor([-5.0, 0, 0, 0, 1, 0, 0, 0, 8], shape: [3, 3])

  /// Value, weighed gradient and weighed gradient of a weighed squared gradient: jax 0.10.2, float64.
  static let jax: [Case] = [
    Case("solve", 0.04719357861899759, -0.013625246749408262, -0.022699904566772976) {
      $0.solve(sides).weighed()
    },
    Case("triangularSolve", -0.03711902425201968, -0.06595210990479312, -0.019919836867442198) {
      $0.triangularSolve(sides).weighed()
    },
    Case("inverse", 0.49687050524076687, -0.31813698009391117, -0.022057185181827952) {
      $0.inverse().weighed()
    },
    Case("determinant", 71.90710348949632, 45.00999511891999, 728.4957921603834) {
      $0.determinant()
    },
    Case("slogdet", 4.2753750566410265, 0.6259464355353257, -0.047540222509776534) {
      $0.slogdet().logAbsDeterminant
    },
    Case("cholesky", 8.106332584505989, 4.924064128134551, -0.2138208375799464) {
      $0.matmul($0.matrixTransposed).cholesky().weighed()
    },
    Case("q of qr", -0.8453085521245565, -0.5678972791762402, -0.14187613350233697) {
      $0.qr().q.weighed()
    },
    Case("r of qr", -3.7013340549699727, -4.6066712766162645, 1.363702354538658) {
      $0.qr().r.weighed()
    },
    Case(
      "tall qr", -7.13388464535142, -3.0880704255053866, -0.08744603713814564, isTall: true
    ) {
      let (q, r) = $0.qr()
      return q.weighed() + r.weighed()
    },
    Case("svd", 9.061581974219068, 1.4459994135415941, -0.030944806623157316, isTall: true) {
      let (u, s, vh) = $0.svd()
      return (u * u).weighed() + s.weighed() + (vh * vh).weighed()
    },
    Case("eigh", 15.120994015358146, 2.0743901028712695, 0.0003558742311236006) {
      let (w, v) = ($0.symmetrised + spread).eigh()
      return w.weighed() + (v * v).weighed()
    },
    Case("pinv", 0.3841028031754757, -0.050748684455491876, -0.04747481146402478, isTall: true) {
      $0.pinv().weighed()
    },
    Case("matrixExp", 7.67658936913263, 6.523257333655655, 5.740971408141181) {
      ($0 * (1.0 / 3)).matrixExp().weighed()
    },
  ]

  @Test(arguments: jax) func gradientsAreThoseOfJAX(_ test: Case) throws {
    let x =
      test.isTall
      ? sampleMatrix(Self.numbers([4, 2]), [3, 3]) : sampleMatrix(Self.numbers([3, 3]), [4, 4, 4])
    func close(_ a: Double, _ b: Double) -> Bool {
      (a - b).magnitude <= 1e-10 * Swift.max(1, b.magnitude)
    }
    let (value, first) = try valueAndGradient(at: [x]) { test.run($0[0]) }
    #expect(close(value.item(), test.value), "\(value)")
    #expect(close(first[0].weighed(3).item(), test.first))
    let second = try gradient(at: x) { y in
      let inner = try gradient(at: y, of: test.run)
      return (inner * inner).weighed(2)
    }
    #expect(close(second.weighed(4).item(), test.second))
  }

  @Test func determinantsOfSingularMatricesHaveGradients() throws {
    // Of rank n - 1: the cofactors by hand.
    let x = Tensor([1.0, 2, 3, 2, 4, 6, 1, 0, 1], shape: [3, 3])
    let cofactors = try gradient(at: x) { $0.determinant() }
    expectClose(
      cofactors.scalars(as: Double.self), [4, 4, -4, -2, -2, 2, 0, 0, 0], ulps: 0, absolute: 1e-13)
    // Of ranks 2, 1 and 0, and with repeated singular values: second gradients against differences.
    let rankOne = Tensor([1.0, 2, -1, 2, 4, -2, -3, -6, 3], shape: [3, 3])
    for matrix in [
      x, rankOne, Tensor.zeros([3, 3], dtype: .float64), Tensor.eye(3, dtype: .float64),
    ] {
      let report = try gradientCheck(at: [matrix]) { $0[0].determinant() }
      #expect(report.worstError < 1e-8, "\(report)")
      let second = try gradientCheck(at: [matrix]) { inputs in
        let first = try gradient(at: inputs[0]) { $0.determinant() }
        return first.weighed() + (first * first).weighed(2)
      }
      #expect(second.worstError < 1e-8, "\(second)")
    }
  }

  @Test func eigenvaluesAndSingularValuesHaveGradientsWhereTheyRepeat() throws {
    let eye = Tensor.eye(3, dtype: .float64)
    let values = try gradient(at: eye) { $0.eigvalsh().sum() }
    #expect(values.scalars(as: Double.self) == eye.scalars(as: Double.self))
    let alone = try gradient(at: eye) { $0.eigh().values.sum() }
    #expect(alone.scalars(as: Double.self) == eye.scalars(as: Double.self))
    let singular = try gradient(at: eye) { $0.svd().s.sum() }
    expectClose(
      singular.scalars(as: Double.self), eye.scalars(as: Double.self), ulps: 0, absolute: 1e-14)
    // What does not exist is not made up.
    let vectors = try gradient(at: eye) { $0.eigh().vectors.weighed() }
    #expect(vectors.scalars(as: Double.self).contains { !$0.isFinite })
  }

  @Test func gradientsOfBroadcastOperandsHaveTheirShapes() throws {
    let a = sampleMatrix(Self.numbers([2, 1, 3, 3]), [4, 5, 6])
    let b = Self.numbers([4, 3, 2])
    for run in [
      { $0.solve($1).weighed() }, { $0.triangularSolve($1, upper: true).weighed() },
      { $0.lstsq($1).solution.weighed() },
    ] as [(Tensor, Tensor) -> Tensor] {
      let report = try gradientCheck(at: [a, b]) { run($0[0], $0[1]) }
      #expect(report.worstError < 1e-8, "\(report)")
    }
  }

  @Test func gradientsOfLeastSquaresAreThoseOfTheNormalEquations() throws {
    let a = sampleMatrix(Self.numbers([5, 2]), [3, 4])
    let b = Self.numbers([5])
    func normal(_ a: Tensor, _ b: Tensor) -> Tensor {
      let turned = a.matrixTransposed
      return turned.matmul(a).solve(turned.matmul(b))
    }
    let found = try gradient(at: [a, b]) { $0[0].lstsq($0[1]).solution.weighed() }
    let expected = try gradient(at: [a, b]) { normal($0[0], $0[1]).weighed() }
    for (x, y) in zip(found, expected) {
      expectClose(
        x.scalars(as: Double.self), y.scalars(as: Double.self), ulps: 0, absolute: 1e-12)
    }
  }

  @Test func largeGradientsDoNotSpoilTheExponential() throws {
    let x = Self.numbers([3, 3])
    let small = try gradient(at: x) { $0.matrixExp().weighed() }
    let large = try gradient(at: x) { ($0.matrixExp() * 1e30).weighed() }
    for (a, b) in zip(small.scalars(as: Double.self), large.scalars(as: Double.self)) {
      #expect((a - b / 1e30).magnitude < 1e-14 * a.magnitude + 1e-15)
    }
    let nothing = try gradient(at: x) { ($0.matrixExp() * 0).weighed() }
    #expect(nothing.scalars(as: Double.self).allSatisfy { $0 == 0 })
  }
}
