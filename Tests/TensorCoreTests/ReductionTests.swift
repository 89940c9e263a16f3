// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

@Suite struct ReductionTests {
  /// The tree as documented: 16 lanes, halves, and blocks of 4096 combined pairwise.
  static func tree(_ x: [Float]) -> Float {
    func block(_ x: ArraySlice<Float>) -> Float {
      var lanes = [Float](repeating: 0, count: 16)
      for (i, value) in x.enumerated() { lanes[i % 16] += value }
      var width = 8
      while width > 0 {
        for l in 0..<width { lanes[l] += lanes[l + width] }
        width /= 2
      }
      return lanes[0]
    }
    var sums = stride(from: 0, to: Swift.max(x.count, 1), by: 4096).map {
      block(x[$0..<Swift.min($0 + 4096, x.count)])
    }
    // The largest power of two of blocks, then the rest: what a binary counter leaves.
    func combine(_ sums: ArraySlice<Float>) -> Float {
      if sums.count == 1 { return sums[sums.startIndex] }
      var half = 1
      while half * 2 < sums.count { half *= 2 }
      return combine(sums.prefix(half)) + combine(sums.dropFirst(half))
    }
    if sums.isEmpty { sums = [0] }
    return combine(sums[...])
  }

  @Test(arguments: [0, 1, 2, 15, 16, 17, 31, 33, 100, 4095, 4096, 4097, 8192, 12_289, 30_000, 131_072, 200_000, 460_001])
  func sumHasTheBitsOfTheDocumentedTree(n: Int) {
    var random = SeededGenerator(seed: 21)
    let values = (0..<n).map { _ in Float.random(in: -1...1, using: &random) }
    let expected = Self.tree(values)
    for (level, sum) in onEveryLevel({ _ in Tensor(values).sum().scalars(as: Float.self)[0] }) {
      #expect(sum == expected, "\(n) elements on \(level), seed 21")
    }
  }

  @Test(arguments: [(3, 5), (20, 33), (100, 17), (5000, 20), (1, 40), (40, 1)])
  func rowsAndColumnsHaveTheSameTree(m: Int, n: Int) {
    var random = SeededGenerator(seed: 22)
    let values = (0..<(m * n)).map { _ in Float.random(in: -1...1, using: &random) }
    let x = Tensor(values, shape: [m, n])
    let columns = (0..<n).map { j in Self.tree((0..<m).map { values[$0 * n + j] }) }
    let rows = (0..<m).map { i in Self.tree((0..<n).map { values[i * n + $0] }) }
    #expect(x.sum(axis: 0).scalars(as: Float.self) == columns)
    #expect(x.sum(axis: 1).scalars(as: Float.self) == rows)
    let largest = (0..<n).map { j in (0..<m).map { values[$0 * n + j] }.max() }
    #expect(x.max(axis: 0).scalars(as: Float.self) == largest)
  }

  @Test func reductionOverSeveralAxesEqualsTheFlattenedOne() {
    let x = Tensor.arange(2 * 3 * 4 * 5).reshaped(to: [2, 3, 4, 5])
    let sum = x.sum(axes: [0, 2])
    #expect(sum.shape == [3, 5])
    for i in 0..<3 {
      for j in 0..<5 {
        let part = x.sliced(i..<(i + 1), axis: 1).sliced(j..<(j + 1), axis: 3)
        #expect(part.sum().item() == sum.sliced(i..<(i + 1)).sliced(j..<(j + 1), axis: 1).item())
      }
    }
    #expect(x.sum(axes: [-1, 0], keepDims: true).shape == [1, 3, 4, 1])
    #expect(x.mean(axes: [1, 3]).shape == [2, 4])
    #expect(x.mean().item() == 59.5)
  }

  @Test func nanIsTheLargest() {
    let x = Tensor([1, .nan, 3, 5, 4, 2], shape: [2, 3])
    let rows = x.max(axis: 1).scalars(as: Float.self)
    #expect(rows[0].isNaN && rows[1] == 5)
    #expect(x.argmax(axis: 1).scalars(as: Int64.self) == [1, 0])
  }

  @Test func equalMaximaShareTheGradient() throws {
    let g = try gradient(at: Tensor([2, 7, 7, 1])) { $0.max() }
    #expect(g.scalars(as: Float.self) == [0, 0.5, 0.5, 0])
  }

  @Test func argmaxTakesTheFirstOfEquals() {
    #expect(Tensor([3, 9, 9, 1]).argmax().item() == 1)
  }
}
