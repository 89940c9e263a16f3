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

/// Ways that kernels take for common shapes, beside plain loops: sizes around whole tiles and beyond.
@Suite struct FastPathTests {
  private static func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Float.random(in: -2...2, using: &random) }
  }

  @Test(arguments: [[16, 16], [17, 64], [100, 70], [64, 130], [1, 33], [2112, 2112]])
  func transposedCopiesMoveEveryElement(shape: [Int]) {
    let (m, n) = (shape[0], shape[1])
    let x = Tensor((0..<(m * n)).map(Float.init), shape: shape)
    let turned = x.transposed().reshaped(to: [m * n])
    turned.withSpan(of: Float.self) { y in
      // Of the largest, whose 17 MB go past the caches, every 89th.
      for place in stride(from: 0, to: m * n, by: m * n > 100_000 ? 89 : 1) {
        let exact = Float(place % m * n + place / m)
        if y[place] != exact { Issue.record("\(shape): \(y[place]) at \(place), not \(exact)") }
      }
    }
    let wide = x.cast(to: .float64).transposed().reshaped(to: [m * n])
    #expect(wide == turned.cast(to: .float64))
  }

  @Test(arguments: [[1, 1, 2, 2], [1, 2, 7, 9], [2, 3, 28, 28], [1, 1, 6, 70], [1, 2, 5, 33]])
  func poolingByPairsFindsWhatALoopFinds(shape: [Int]) {
    var elements = Self.numbers(shape.reduce(1, *), seed: 3)
    for i in stride(from: 0, to: elements.count, by: 11) {
      elements[i] = [.nan, -.infinity, .infinity, -0.0, 0][i / 11 % 5]
    }
    let x = Tensor(elements, shape: shape)
    let (rows, columns) = (shape[2] / 2, shape[3] / 2)
    var values: [Float] = []
    var places: [Int64] = []
    for plane in 0..<(shape[0] * shape[1]) {
      let first = plane * shape[2] * shape[3]
      for window in 0..<(rows * columns) {
        let corner = window / columns * 2 * shape[3] + window % columns * 2
        var best = corner
        for place in [corner + 1, corner + shape[3], corner + shape[3] + 1] {
          let (new, old) = (elements[first + place], elements[first + best])
          if new > old || (new.isNaN && !old.isNaN) { best = place }
        }
        values.append(elements[first + best])
        places.append(Int64(best))
      }
    }
    let found = x.maxPoolWithIndices(2)
    #expect(found.indices.scalars(as: Int64.self) == places)
    for result in [found.values, x.maxPool(2)] {
      #expect(result.shape == [shape[0], shape[1], rows, columns])
      #expect(result.scalars(as: Float.self).map(\.bitPattern) == values.map(\.bitPattern))
    }
  }

  @Test(arguments: [1, 15, 16, 17, 128, 130, 300]) func oneRowTimesAMatrixIsAChainOfSums(n: Int) {
    for k in [1, 7, 129] {
      let (a, b) = (Self.numbers(k, seed: 4), Self.numbers(k * n, seed: 5))
      var exact = [Float](repeating: 0, count: n)
      for p in 0..<k {
        for j in 0..<n { exact[j].addProduct(a[p], b[p * n + j]) }
      }
      let product = Tensor(a, shape: [1, k]).matmul(Tensor(b, shape: [k, n]))
      #expect(product.scalars(as: Float.self) == exact, "k \(k), n \(n)")
    }
  }

  @Test(arguments: [3, 16, 20, 64]) func anEmbeddingsGradientAddsRowsInOrder(width: Int) throws {
    let ids: [Int] = (0..<300).map { $0 * $0 % 47 }
    let g = Self.numbers(ids.count * width, seed: 6)
    var exact = [Float](repeating: 0, count: 50 * width)
    for (i, id) in ids.enumerated() {
      for j in 0..<width { exact[id * width + j] += g[i * width + j] }
    }
    let gradients = try gradient(at: [Tensor.zeros([50, width])]) {
      (Tensor.embedding(ids, weight: $0[0]) * Tensor(g, shape: [ids.count, width])).sum()
    }
    #expect(gradients[0].scalars(as: Float.self) == exact)
  }

  @Test func geluKeepsItsDigitsFarToTheLeft() {
    let x = (0...18000).map { Float($0 - 18000) / 1399 }
    let found = Tensor(x).gelu().scalars(as: Float.self)
    let exact = Tensor(x.map(Double.init)).gelu().scalars(as: Double.self)
    var worst = (error: 0.0, x: Float(0))
    for i in x.indices where exact[i] != 0 {
      let error = (Double(found[i]) - exact[i]).magnitude / Double(Float(exact[i].magnitude).ulp)
      if !(error <= worst.error) { worst = (error, x[i]) }
    }
    #expect(worst.error <= 5, "\(worst.error) ulp off at \(worst.x)")
  }

  /// What a row hides gets exactly nothing, and the others what they would get without it.
  @Test(arguments: [-Float.infinity, -1e9, -104.5])
  func hiddenElementsOfARowGetNothing(hidden: Float) {
    let width = 1003
    let x = Self.numbers(6 * width, seed: 8).enumerated().map { i, value in
      i / width > 0 && i % (i / width + 1) != 0 ? min(value, -value) + hidden : value
    }
    let exact = Tensor(x.map(Double.init), shape: [6, width]).softmax().scalars(as: Double.self)
    for (level, shares) in onEveryLevel({ _ in
      Tensor(x, shape: [6, width]).softmax().scalars(as: Float.self)
    }) {
      let wrong = x.indices.first { i in
        if x[i] <= hidden { return shares[i] != 0 || shares[i].sign == .minus }
        return !((Double(shares[i]) - exact[i]).magnitude <= 2e-6 * exact[i])
      }
      #expect(wrong == nil, "hidden \(hidden) on \(level)")
    }
  }
}
