// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

@Suite struct MatMulTests {
  /// The definition: fused multiply-add in the order of k, from +0.
  static func naive<Value: FloatingPoint>(_ a: [Value], _ b: [Value], _ m: Int, _ n: Int, _ k: Int)
    -> [Value]
  {
    var c = [Value](repeating: 0, count: m * n)
    for i in 0..<m {
      for p in 0..<k {
        for j in 0..<n { c[i * n + j].addProduct(a[i * k + p], b[p * n + j]) }
      }
    }
    return c
  }

  static func values(_ count: Int, _ random: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
  }

  @Test func everySmallProductHasTheBitsOfTheDefinition() {
    var random = SeededGenerator(seed: 11)
    for m in 0...6 {
      for n in [0, 1, 2, 3, 7, 8, 15, 16, 17, 33] {
        for k in [0, 1, 2, 3, 5, 8] {
          let a = Self.values(m * k, &random)
          let b = Self.values(k * n, &random)
          let c = Tensor(a, shape: [m, k]).matmul(Tensor(b, shape: [k, n]))
          #expect(c.shape == [m, n])
          #expect(
            c.scalars(as: Float.self) == Self.naive(a, b, m, n, k), "\(m) x \(k) x \(n), seed 11")
        }
      }
    }
  }

  /// Around the edges of tiles (6, 14 rows; 16, 32 columns) and of blocks (384 deep, 168 rows, 1024
  /// columns).
  @Test(arguments: [
    (13, 31, 20), (14, 32, 40), (15, 33, 40), (29, 65, 17), (170, 40, 33), (7, 40, 385),
    (20, 20, 800), (5, 1030, 9), (64, 64, 64), (100, 10, 128), (1, 200, 64), (200, 1, 64),
  ])
  func largerProductsHaveTheBitsOfTheDefinition(m: Int, n: Int, k: Int) {
    var random = SeededGenerator(seed: 12)
    let a = Self.values(m * k, &random)
    let b = Self.values(k * n, &random)
    let expected = Self.naive(a, b, m, n, k)
    let left = Tensor(a, shape: [m, k])
    let right = Tensor(b, shape: [k, n])
    let results = onEveryLevel { _ in left.matmul(right).scalars(as: Float.self) }
    for (level, c) in results { #expect(c == expected, "\(m) x \(k) x \(n) on \(level), seed 12") }
    for disguise in Disguise.allCases {
      let c = disguise(left).matmul(disguise(right)).scalars(as: Float.self)
      #expect(c == expected, "\(m) x \(k) x \(n) \(disguise), seed 12")
    }
  }

  @Test func threadsDoNotChangeABit() async {
    await #expect(processExitsWith: .success) {
      let a = Tensor.randomNormal([301, 517], key: RandomKey(seed: 1))
      let b = Tensor.randomNormal([517, 403], key: RandomKey(seed: 2))
      TensorRuntime.threads = 1
      let one = fingerprint([a.matmul(b)])
      for threads in 2...4 {
        TensorRuntime.threads = threads
        #expect(fingerprint([a.matmul(b)]) == one, "\(threads) threads")
      }
    }
  }

  @Test func doubleProductsAgreeWithTheDefinition() {
    var random = SeededGenerator(seed: 13)
    for (m, n, k) in [(1, 1, 1), (3, 4, 5), (17, 9, 33), (40, 40, 40)] {
      let a = Self.values(m * k, &random).map(Double.init)
      let b = Self.values(k * n, &random).map(Double.init)
      let expected = Self.naive(a, b, m, n, k)
      let left = Tensor(a, shape: [m, k])
      let right = Tensor(b, shape: [k, n])
      for disguise in Disguise.allCases {
        expectClose(
          disguise(left).matmul(disguise(right)).scalars(as: Double.self), expected,
          absolute: 1e-13, "\(m) x \(k) x \(n) \(disguise)")
      }
    }
  }

  @Test func batchesBroadcastAsInNumPy() {
    let a = Tensor.arange(2 * 1 * 2 * 3).reshaped(to: [2, 1, 2, 3])
    let b = Tensor.arange(4 * 3 * 2).reshaped(to: [4, 3, 2])
    let c = a.matmul(b)
    #expect(c.shape == [2, 4, 2, 2])
    for i in 0..<2 {
      for j in 0..<4 {
        let left = a.sliced(i..<(i + 1)).reshaped(to: [2, 3])
        let right = b.sliced(j..<(j + 1)).reshaped(to: [3, 2])
        let plane = c.sliced(i..<(i + 1)).sliced(j..<(j + 1), axis: 1).reshaped(to: [2, 2])
        #expect(plane.bytes == left.matmul(right).bytes)
      }
    }
  }

  @Test func nanAndInfinityInTheOperandsReachTheResult() {
    let a = Tensor([0, .infinity, 1, 2], shape: [2, 2])
    let b = Tensor([.nan, 1, 0, 1], shape: [2, 2])
    let c = a.matmul(b).scalars(as: Float.self)
    #expect(c[0].isNaN && c[1] == .infinity && c[2].isNaN && c[3] == 3)
  }
}
