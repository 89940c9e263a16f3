// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import TestSupport
import Testing

@Suite struct EmbeddingTests {
  @Test func rowsAreLookedUp() {
    let table = Tensor.arange(12).reshaped(to: [4, 3])
    let indices = Tensor([Int32(3), 0, 3, 1, 2, 2], shape: [2, 3])
    let result = Tensor.embedding(indices, weight: table)
    #expect(result.shape == [2, 3, 3])
    #expect(result.scalars(as: Float.self)[..<6] == [9, 10, 11, 0, 1, 2])
    #expect(Tensor.embedding(Tensor([Int64(2)], shape: []), weight: table).shape == [3])
    #expect(Tensor.embedding([Int](), weight: table).shape == [0, 3])
    let integers = Tensor.arange(6, dtype: .int16).reshaped(to: [3, 2])
    #expect(Tensor.embedding([2], weight: integers).scalars(as: Int16.self) == [4, 5])
  }

  @Test func gradientsAddUpButForThePadding() throws {
    let table = Tensor([1, 2, 3, 4, 5, 6] as [Double], shape: [3, 2])
    for padding in [1, -2] {
      let g = try gradient(at: table) {
        // Infinite gradients of the padding must not reach anybody.
        let weights = Tensor([1, 2, .infinity, .nan, 5, 6, 7, 8], shape: [4, 2])
        return (Tensor.embedding([0, 1, 0, 2], weight: $0, paddingIndex: padding) * weights).sum()
      }
      #expect(g.scalars(as: Double.self) == [6, 8, 0, 0, 7, 8])
    }
    let report = try gradientCheck(at: [table]) { x in
      let g = try gradient(at: x[0]) {
        let y = Tensor.embedding([2, 1, 2], weight: $0, paddingIndex: 1)
        return (y * y * y).sum()
      }
      return (g * g).sum()
    }
    // Differences see the padding's row, rules do not: it has no part in the loss here.
    #expect(report.worstError < 1e-6, "\(report)")
  }

  @Test func indicesOutsideTheTableAreErrors() {
    let table = Tensor.zeros([4, 3])
    func error(_ expected: TensorError, _ body: () -> Tensor) {
      #expect(throws: expected) { try withTensorErrors { body() } }
    }
    error(.indexOutOfRange(operation: "embedding", index: 4, bound: 4)) {
      .embedding([0, 4], weight: table)
    }
    error(.indexOutOfRange(operation: "embedding", index: -1, bound: 4)) {
      .embedding([-1], weight: table)
    }
    error(.indexOutOfRange(operation: "embedding padding", index: -5, bound: 4)) {
      .embedding([0], weight: table, paddingIndex: -5)
    }
    error(.unsupportedType(operation: "embedding", dtype: .float32)) {
      .embedding(Tensor.zeros([2]), weight: table)
    }
    error(.invalidShape(operation: "embedding", shape: [], reason: "of the table has no rows")) {
      .embedding([0], weight: .scalar(1))
    }
  }

  // MARK: Rotary

  /// The definition, one pair after another.
  static func slow(
    _ x: [Double], n: Int, d: Int, pairs: Int, base: Double, style: RotaryStyle,
    position: (Int) -> Int
  ) -> [Double] {
    var y = x
    for row in 0..<(x.count / d) {
      for i in 0..<pairs {
        let angle = Double(position(row)) * pow(base, -2 * Double(i) / Double(2 * pairs))
        let (first, second) = style == .halves ? (i, i + pairs) : (2 * i, 2 * i + 1)
        let (a, b) = (x[row * d + first], x[row * d + second])
        y[row * d + first] = a * cos(angle) - b * sin(angle)
        y[row * d + second] = a * sin(angle) + b * cos(angle)
      }
    }
    return y
  }

  @Test(arguments: [RotaryStyle.halves, .interleaved], [3, 8])
  func rotationAgreesWithTheDefinition(style: RotaryStyle, pairs: Int) {
    let (n, d) = (5, 17)
    let x = Tensor.randomNormal([2, 3, n, d], key: RandomKey(seed: 1), dtype: .float64)
    let values = x.scalars(as: Double.self)
    for base in [10_000.0, 500_000] {
      let tables = RotaryTables(length: 5000, dimensions: 2 * pairs, base: base, dtype: .float64)
      for offset in [0, 4000] {
        let expected = Self.slow(
          values, n: n, d: d, pairs: pairs, base: base, style: style
        ) { $0 % n + offset }
        let result = x.rotaryEmbedding(tables, offset: offset, style: style)
        expectClose(result.scalars(as: Double.self), expected, ulps: 0, absolute: 1e-11)
      }
      let positions = Tensor([Int64(7), 7, 0, 4999, 3, 1, 2, 3, 4, 5], shape: [2, 1, n])
      let ids = positions.scalars(as: Int64.self).map(Int.init)
      let expected = Self.slow(
        values, n: n, d: d, pairs: pairs, base: base, style: style
      ) { ids[$0 / (3 * n) * n + $0 % n] }
      let result = x.rotaryEmbedding(tables, positions: positions, style: style)
      expectClose(result.scalars(as: Double.self), expected, ulps: 0, absolute: 1e-11)
    }
  }

  @Test func tablesAreWithinARoundingOfTheTruth() {
    let tables = RotaryTables(length: 3000, dimensions: 64)
    let cosines = tables.cosines.scalars(as: Float.self)
    let sines = tables.sines.scalars(as: Float.self)
    for p in stride(from: 0, to: 3000, by: 7) {
      for i in 0..<32 {
        let angle = Double(p) * pow(10_000, -Double(i) / 32)
        #expect((Double(cosines[p * 32 + i]) - cos(angle)).magnitude < 1e-7)
        #expect((Double(sines[p * 32 + i]) - sin(angle)).magnitude < 1e-7)
      }
    }
    let exact = RotaryTables(length: 2, frequencies: [.pi / 2, .pi], dtype: .float64)
    expectClose(
      exact.cosines.scalars(as: Double.self), [1, 1, 0, -1], ulps: 1, absolute: 1e-15)
  }

  @Test func productsDependOnDistancesAlone() {
    let tables = RotaryTables(length: 100, dimensions: 8, dtype: .float64)
    let (q, k) = (
      Tensor.randomNormal([1, 8], key: RandomKey(seed: 1), dtype: .float64),
      Tensor.randomNormal([1, 8], key: RandomKey(seed: 2), dtype: .float64)
    )
    let products = [(3, 1), (52, 50), (99, 97)].map { i, j in
      (q.rotaryEmbedding(tables, offset: i) * k.rotaryEmbedding(tables, offset: j)).sum().item()
    }
    for product in products { #expect((product - products[0]).magnitude < 1e-12) }
  }

  @Test func learnedTablesHaveGradients() throws {
    let tables = RotaryTables(length: 3, dimensions: 2, base: 10, dtype: .float64)
    let x = Tensor.randomNormal([3, 3], key: RandomKey(seed: 1), dtype: .float64)
    for style in [RotaryStyle.halves, .interleaved] {
      let report = try gradientCheck(at: [x, tables.cosines, tables.sines]) {
        let own = RotaryTables(cosines: $0[1], sines: $0[2])
        return $0[0].rotaryEmbedding(own, style: style).weighed()
          + $0[0].rotaryEmbedding(
            own, positions: Tensor([Int64(2), 0, 2]), style: style
          ).weighed(2)
      }
      #expect(report.worstError < 1e-9, "\(report)")
    }
  }

  @Test func rotaryMistakesAreNamed() {
    let x = Tensor.zeros([2, 3, 4])
    let tables = RotaryTables(length: 5, dimensions: 4)
    func error(_ expected: TensorError, _ body: () -> Tensor) {
      #expect(throws: expected) { try withTensorErrors { body() } }
    }
    error(.indexOutOfRange(operation: "rotaryEmbedding", index: 5, bound: 5)) {
      x.rotaryEmbedding(tables, offset: 3)
    }
    error(.indexOutOfRange(operation: "rotaryEmbedding", index: .max, bound: 5)) {
      x.rotaryEmbedding(tables, offset: .max)
    }
    error(.indexOutOfRange(operation: "rotaryEmbedding", index: -1, bound: 5)) {
      x.rotaryEmbedding(tables, offset: -1)
    }
    error(.indexOutOfRange(operation: "rotaryEmbedding", index: 5, bound: 5)) {
      x.rotaryEmbedding(tables, positions: Tensor([Int64(0), 5, 1]))
    }
    error(.shapeMismatch(operation: "rotaryEmbedding", left: [2], right: [2, 3], axis: 1)) {
      x.rotaryEmbedding(tables, positions: Tensor([Int64(0), 1]))
    }
    error(
      .shapeMismatch(operation: "rotaryEmbedding", left: [2, 3, 3], right: [3, 2], axis: 2)
    ) { Tensor.zeros([2, 3, 3]).rotaryEmbedding(tables) }
    #expect(throws: TensorError.self) {
      try withTensorErrors { x.rotaryEmbedding(RotaryTables(length: 5, dimensions: 3)) }
    }
    #expect(throws: TensorError.self) {
      try withTensorErrors { x.rotaryEmbedding(RotaryTables(length: -5, dimensions: 2)) }
    }
    #expect(throws: TensorError.self) {
      try withTensorErrors {
        x.rotaryEmbedding(RotaryTables(length: 5, frequencies: [.nan, 1]))
      }
    }
  }
}
