// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import TensorCore

@Suite struct EinsumTests {
  private struct Line: Decodable {
    let subscripts: String
    let shapes: [[Int]]
    let resultShape: [Int]
    let result: [Double]

    /// The operands as the script that made the file has them.
    var operands: [Tensor] {
      shapes.enumerated().map { place, shape in
        let values = (0..<shape.reduce(1, *)).map { Double((7 * $0 + 3 * place) % 11 - 5) }
        return Tensor(values, shape: shape)
      }
    }
  }

  private func replay(_ check: (Line, String) throws -> Void) throws {
    let bundled = Bundle.module.resourceURL?.appending(path: "Vectors/numpy")
    try replayVectors(prefix: "numpy-einsum", bundled: bundled, fewest: 100) { data, place in
      let line = try JSONDecoder().decode(Line.self, from: data)
      try check(line, "\(place) \(line.subscripts)")
      return true
    }
  }

  @Test func agreesWithNumPy() throws {
    try replay { line, place in
      for dtype in [DType.float64, .float32] {
        let y = Tensor.einsum(line.subscripts, line.operands.map { $0.cast(to: dtype) })
        #expect(y.dtype == dtype && y.shape == line.resultShape, "\(place)")
        #expect(y.scalars(as: Double.self) == line.result, "\(place)")
      }
    }
  }

  /// The sum of products is linear in each operand: <g, y> is <dx, x> for every one of them.
  @Test func gradientsAreThoseOfALinearMap() throws {
    try replay { line, place in
      let operands = line.operands
      var value = 0.0
      let gradients = try gradient(at: operands) { x in
        let y = Tensor.einsum(line.subscripts, x).weighed()
        value = y.item()
        return y
      }
      for (x, g) in zip(operands, gradients) {
        let product = (x * g).sum().item()
        #expect((product - value).magnitude <= 1e-9 * Swift.max(1, value.magnitude), "\(place)")
      }
    }
  }

  @Test func gradientsAgreeWithDifferences() throws {
    let a = Tensor((0..<6).map { Double($0) / 5 - 0.4 }, shape: [2, 3])
    let b = Tensor((0..<12).map { 0.7 - Double($0) / 9 }, shape: [3, 4])
    let c = Tensor((0..<16).map { Double($0 % 5) / 4 - 0.3 }, shape: [4, 4])
    for subscripts in ["ij,jk,kk->ki", "ij,jk,kl->", "ij,jk,lk->ijl"] {
      let report = try gradientCheck(at: [a, b, c]) { x in
        let first = try gradient(at: x) {
          let y = Tensor.einsum(subscripts, $0)
          return (y * y).sum()
        }
        return first.map { ($0 * $0).sum() }.reduce(Tensor.scalar(0, dtype: .float64), +)
      }
      #expect(report.worstError < 1e-6, "\(subscripts): \(report)")
    }
  }

  @Test func theLargeOperandsAreContractedFirst() {
    // In the order they are written, the first product would take four terabytes.
    let a = Tensor.ones([1_000_000, 1])
    let b = Tensor.ones([1, 1_000_000])
    let y = Tensor.einsum("ij,jk,kl->il", a, b, Tensor.ones([1_000_000, 2]))
    #expect(y.shape == [1_000_000, 2] && y[0, 0].item() == 1_000_000)
  }

  static let mistakes: [(String, [[Int]], String)] = [
    ("ij,jk", [[2, 3]], "names 2 operands where 1 are given"),
    ("ijk", [[2, 3]], "names 3 axes of operand 0, which has 2"),
    (
      "ij,jk->ik", [[2, 3], [4, 5]], "index 'j' has length 3, but 4 in operand 1 of shape [4, 5]"
    ),
    ("ii", [[2, 3]], "index 'i' has length 2, but 3 in operand 0 of shape [2, 3]"),
    ("ii", [[1, 3]], "index 'i' has lengths 1 and 3 in operand 0"),
    ("ij->ik", [[2, 3]], "has 'k' in the result and in no operand"),
    ("ij->ii", [[2, 3]], "has 'i' twice in the result"),
    ("i$", [[2, 3]], "cannot have '$' there"),
    ("ij-i", [[2, 3]], "has '-' without '>'"),
    ("ij->i->j", [[2, 3]], "cannot have '-' there"),
    ("ij->i,j", [[2, 3]], "cannot have ',' there"),
    ("..ij", [[2, 3]], "has a dot that is no part of '...'"),
    ("...i...", [[2, 3]], "has '...' twice in one term"),
    ("...i->i", [[2, 3]], "has axes under '...' that the result has no place for"),
    ("...,...", [[2], [3]], "index '...' has length 2, but 3 in operand 1 of shape [3]"),
    (
      "abcde,fghij->abcdefghij", [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1]],
      "has an intermediate result of more than 8 axes"
    ),
  ]

  @Test(arguments: mistakes.indices) func mistakesAreNamed(index: Int) {
    let (subscripts, shapes, reason) = Self.mistakes[index]
    #expect(throws: TensorError.invalidSubscripts(subscripts: subscripts, reason: reason)) {
      try withTensorErrors {
        #expect(Tensor.einsum(subscripts, shapes.map { Tensor.zeros($0) }).isPoisoned)
      }
    }
  }

  // MARK: Its named relatives

  let a = Tensor([[1, 2], [3, 4]])
  let b = Tensor([[5, 6], [7, 8]])

  @Test func namedProducts() {
    let v = Tensor([1, 2, 3])
    let w = Tensor([4, 5, 6])
    #expect(v.dot(w).item() == 32 && v.inner(w).item() == 32 && a.vdot(b).item() == 70)
    #expect(v.outer(w)[1].scalars(as: Float.self) == [8, 10, 12] && a.outer(v).shape == [4, 3])
    #expect(a.dot(b).scalars(as: Float.self) == [19, 22, 43, 50])
    #expect(a.inner(b).scalars(as: Float.self) == [17, 23, 39, 53])
    #expect(a.dot(Tensor.scalar(2)).scalars(as: Float.self) == [2, 4, 6, 8])
    #expect(a.tensordot(b).item() == 70 && a.tensordot(b, axes: 0).shape == [2, 2, 2, 2])
    #expect(a.tensordot(b, axes: ([0], [1])).scalars(as: Float.self) == [23, 31, 34, 46])
    let x = Tensor.arange(24).reshaped(to: [2, 3, 4])
    let y = Tensor.arange(24).reshaped(to: [4, 3, 2])
    #expect(
      x.tensordot(y, axes: ([1, 2], [1, 0])).scalars(as: Float.self) == [
        880, 946, 2464, 2674,
      ])
    #expect(x.dot(y.transposed([1, 0, 2])).shape == [2, 3, 3, 2])
  }

  @Test func kroneckerProducts() {
    #expect(
      a.kron(Tensor([[0, 1], [1, 0]])).scalars(as: Float.self) == [
        0, 1, 0, 2, 1, 0, 2, 0, 0, 3, 0, 4, 3, 0, 4, 0,
      ])
    #expect(Tensor([1, 10]).kron(a).shape == [2, 4])
    #expect(Tensor([1, 10]).kron(a)[1].scalars(as: Float.self) == [3, 4, 30, 40])
    #expect(Tensor.ones([2, 3, 2, 2]).kron(Tensor.ones([2, 2, 2, 1])).shape == [4, 6, 4, 2])
    #expect(Tensor.zeros([0, 2]).kron(a).shape == [0, 4])
  }

  @Test func matrixPowers() {
    #expect(a.matrixPower(0).scalars(as: Float.self) == [1, 0, 0, 1])
    #expect(a.matrixPower(1).scalars(as: Float.self) == [1, 2, 3, 4])
    #expect(a.matrixPower(5).scalars(as: Float.self) == [1069, 1558, 2337, 3406])
    #expect(a.matrixPower(6).scalars(as: Float.self) == [5743, 8370, 12555, 18298])
    let batch = Tensor.stack([a, b]).matrixPower(2)
    #expect(batch[1].scalars(as: Float.self) == [67, 78, 91, 106])
    #expect(Tensor.stack([a, b]).matrixPower(0).shape == [2, 2, 2])
  }

  @Test func negativePowersAreThoseOfTheInverse() throws {
    let expected: [Float] = [5.5, -2.5, -3.75, 1.75]
    for (found, wanted) in zip(a.matrixPower(-2).scalars(as: Float.self), expected) {
      #expect((found - wanted).magnitude < 1e-5)
    }
    #expect(throws: TensorError.self) {
      try withTensorErrors { Tensor([[1, 2], [2, 4]]).matrixPower(-1) }
    }
  }

  @Test func integersStayIntegers() {
    let m = Tensor([Int32(1), 2, 3, 4], shape: [2, 2])
    let y = Tensor.einsum("ij,jk->ki", m, m.cast(to: .int8))
    #expect(y.dtype == .int32 && y.scalars(as: Int32.self) == [7, 15, 10, 22])
    #expect(m.matrixPower(3).scalars(as: Int32.self) == [37, 54, 81, 118])
    #expect(m.kron(m)[3, 3].item() == 16 && m.outer(m).dtype == .int32)
  }

  @Test func productsHaveGradients() throws {
    let left = Tensor([0.3, -0.5, 0.8, 0.2], shape: [2, 2]).cast(to: .float64)
    let right = Tensor([1.1, 0.4, -0.6, 0.9], shape: [2, 2]).cast(to: .float64)
    let cases: [@Sendable (Tensor, Tensor) -> Tensor] = [
      { $0.kron($1) }, { $0.outer($1) }, { $0.inner($1) }, { $0.dot($1) }, { $0.vdot($1) },
      { $0.tensordot($1, axes: ([0], [1])) }, { $0.matrixPower(3) * $1.matrixPower(2) },
      { ($0.matmul($1)).trace() },
    ]
    for (place, product) in cases.enumerated() {
      let report = try gradientCheck(at: [left, right]) { product($0[0], $0[1]).weighed() }
      #expect(report.worstError < 1e-7, "\(place): \(report)")
    }
  }

  @Test func mismatchesOfProducts() {
    let c = Tensor.zeros([3, 2])
    let mistakes: [(TensorError, () -> Tensor)] = [
      (
        .shapeMismatch(operation: "tensordot", left: [2, 2], right: [3, 2], axis: 1), { a.dot(c) }
      ),
      (
        .shapeMismatch(operation: "tensordot", left: [0], right: [0, 1], axis: nil),
        {
          a.tensordot(c, axes: ([0], [0, 1]))
        }
      ),
      (.invalidAxis(operation: "tensordot", axis: 3, shape: [2, 2]), { a.tensordot(c, axes: 3) }),
      (
        .invalidShape(operation: "matrixPower", shape: [3, 2], reason: "is no square matrix"),
        {
          c.matrixPower(2)
        }
      ),
    ]
    for (expected, mistake) in mistakes {
      #expect(throws: expected) { try withTensorErrors { #expect(mistake().isPoisoned) } }
    }
  }
}
