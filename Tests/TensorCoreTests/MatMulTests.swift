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

  /// Around the edges of tiles (6, 14 rows and their rests; 8, 16, 32 columns) and of blocks (256 and
  /// 512 deep, 512 and 1024 columns), and around the products too small to be packed.
  static let sizes = [
    (13, 31, 20), (14, 32, 40), (15, 33, 40), (29, 65, 17), (170, 40, 33), (7, 40, 513),
    (20, 20, 1100), (5, 1030, 9), (6, 520, 300), (64, 64, 64), (100, 10, 128), (1, 200, 64),
    (200, 1, 64), (27, 17, 150), (21, 150, 257), (60, 100, 530),
  ]

  @Test(arguments: sizes)
  func largerProductsHaveTheBitsOfTheDefinition(m: Int, n: Int, k: Int) {
    expectBitsOfDefinition(Float.self, m, n, k)
  }

  @Test(arguments: sizes)
  func productsOfDoublesHaveTheBitsOfTheDefinition(m: Int, n: Int, k: Int) {
    expectBitsOfDefinition(Double.self, m, n, k)
  }

  func expectBitsOfDefinition<Value: TensorScalar & BinaryFloatingPoint>(
    _ type: Value.Type, _ m: Int, _ n: Int, _ k: Int
  ) {
    var random = SeededGenerator(seed: 12)
    let a = Self.values(m * k, &random).map { Value($0) / 3 }
    let b = Self.values(k * n, &random).map { Value($0) / 7 }
    let expected = Self.naive(a, b, m, n, k)
    let left = Tensor(a, shape: [m, k])
    let right = Tensor(b, shape: [k, n])
    let results = onEveryLevel { _ in left.matmul(right).scalars(as: Value.self) }
    for (level, c) in results { #expect(c == expected, "\(m) x \(k) x \(n) on \(level), seed 12") }
    for disguise in Disguise.allCases {
      let products = onEveryLevel { _ in
        disguise(left).matmul(disguise(right)).scalars(as: Value.self)
      }
      for (level, c) in products {
        #expect(c == expected, "\(m) x \(k) x \(n) \(disguise) on \(level), seed 12")
      }
    }
  }

  /// Rows of a that are copied ahead for whole tiles, and what is left over: panels of 32 columns, tiles of 14,
  /// 6 and 2 rows, depths that are no multiple of four, rows that would share lines of a cache.
  @Test(arguments: [
    (28, 64, 40), (43, 96, 513), (29, 65, 100), (30, 64, 1024), (13, 512, 20), (56, 544, 30),
    (16, 544, 70), (30, 352, 100),
  ])
  func denseRowsHaveTheBitsOfTheDefinition(m: Int, n: Int, k: Int) {
    var random = SeededGenerator(seed: 13)
    let a = Self.values(m * (k + 3), &random)
    let b = Self.values(k * n, &random)
    let wide = Tensor(a, shape: [m, k + 3])
    for (name, left) in [("apart", wide.sliced(2..<(k + 2), axis: 1)), ("dense", nil)] {
      let dense = Array(a[..<(m * k)])
      let x = left ?? Tensor(dense, shape: [m, k])
      let elements = x.scalars(as: Float.self)
      let expected = Self.naive(elements, b, m, n, k)
      for (level, c) in onEveryLevel({ _ in
        x.matmul(Tensor(b, shape: [k, n])).scalars(as: Float.self)
      }) { #expect(c == expected, "\(m) x \(k) x \(n) \(name) on \(level), seed 13") }
    }
  }

  /// One to nine rows, which read b as it lies: by rows, and by columns as in x Wᵀ.
  @Test(arguments: 1...9) func fewRowsHaveTheBitsOfTheDefinition(m: Int) {
    var random = SeededGenerator(seed: UInt64(m))
    for n in [1, 15, 16, 17, 32, 127, 128, 161] {
      for k in [1, 7, 15, 16, 17, 50] {
        let a = Self.values(m * k, &random)
        let b = Self.values(k * n, &random)
        let expected = Self.naive(a, b, m, n, k)
        let (left, right) = (Tensor(a, shape: [m, k]), Tensor(b, shape: [k, n]))
        let weights = Tensor(
          right.transposed().scalars(as: Float.self), shape: [n, k]
        ).transposed()
        for (level, c) in onEveryLevel({ _ in
          [left.matmul(right), left.matmul(weights)].map { $0.scalars(as: Float.self) }
        }) {
          #expect(c[0] == expected, "\(m) x \(k) x \(n) on \(level), seed \(m)")
          #expect(c[1] == expected, "\(m) x \(k) x \(n) by columns on \(level), seed \(m)")
        }
      }
    }
  }

  @Test func threadsDoNotChangeABit() async {
    await #expect(processExitsWith: .success) {
      // One by rows, two by columns, of which one keeps several blocks of b; both ways; in four pieces and in two;
      // a batch shared out and a batch each of whose members is cut; then small ones until workers are called
      // for them. Operands lie by rows or by columns.
      let pairs: [([Int], [Int])] = [
        ([1301, 217], [217, 40]), ([60, 517], [517, 1403]), ([200, 130], [130, 1301]),
        ([301, 517], [517, 403]),
        ([171, 300], [300, 420]),
        ([100, 40, 50], [50, 60]), ([3, 230, 240], [3, 240, 250]), ([120, 100], [100, 110]),
        ([90, 95], [95, 7]),
      ]
      for dtype in [DType.float32, .float64] {
        for (index, (left, right)) in pairs.enumerated() {
          let a = Tensor.randomNormal(left, key: RandomKey(seed: 1), dtype: dtype)
          let b = Tensor.randomNormal(right, key: RandomKey(seed: 2), dtype: dtype)
          let operands = [a, Disguise.transposed(a)].flatMap { x in
            [b, Disguise.transposed(b)].map { (x, $0) }
          }
          TensorRuntime.threads = 1
          let one = a.matmul(b).bytes
          for threads in 2...5 {
            TensorRuntime.threads = threads
            for (turn, (x, y)) in operands.enumerated() {
              for _ in 0..<(turn > 0 ? 1 : index < 6 ? 3 : 100) {
                #expect(x.matmul(y).bytes == one, "\(left) \(right), \(threads) threads")
              }
            }
          }
        }
      }
    }
  }

  @Test func everyMemberOfALargeBatchIsItsOwnProduct() {
    let a = Tensor.randomNormal([40, 1, 33, 20], key: RandomKey(seed: 1))
    let b = Tensor.randomNormal([3, 20, 21], key: RandomKey(seed: 2))
    let c = a.matmul(b)
    #expect(c.shape == [40, 3, 33, 21])
    for i in 0..<40 {
      for j in 0..<3 {
        let left = a.sliced(i..<(i + 1)).reshaped(to: [33, 20])
        let right = b.sliced(j..<(j + 1)).reshaped(to: [20, 21])
        let plane = c.sliced(i..<(i + 1)).sliced(j..<(j + 1), axis: 1).reshaped(to: [33, 21])
        #expect(plane.bytes == left.matmul(right).bytes)
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
