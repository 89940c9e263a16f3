// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import Testing

@Suite struct RandomTests {
  /// Known answers of Random123 (kat_vectors, philox4x32 10).
  @Test func philoxGivesThePublishedBlocks() {
    func words(_ block: InlineArray<4, UInt32>) -> [UInt32] { (0..<4).map { block[$0] } }
    let ones = UInt32.max
    #expect(
      words(Philox.block(counter: [0, 0, 0, 0], key: [0, 0]))
        == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
    #expect(
      words(Philox.block(counter: [ones, ones, ones, ones], key: [ones, ones]))
        == [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd])
    #expect(
      words(
        Philox.block(
          counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
          key: [0xa409_3822, 0x299f_31d0]))
        == [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1])
  }

  @Test func uniformNumbersAreTheBlocksOfTheirCounters() {
    let seed: UInt64 = 0x0123_4567_89ab_cdef
    let values = Tensor.randomUniform([10], key: RandomKey(seed: seed)).scalars(as: Float.self)
    for i in 0..<10 {
      let block = Philox.block(counter: [UInt32(i / 4), 0, 0, 0], key: [0x89ab_cdef, 0x0123_4567])
      #expect(values[i] == Float(block[i % 4] >> 8) / 16_777_216)
    }
  }

  @Test func anElementDoesNotDependOnHowManyThereAre() {
    let key = RandomKey(seed: 3)
    for dtype in [DType.float32, .float64] {
      let long = Tensor.randomNormal([101], key: key, dtype: dtype)
      let short = Tensor.randomNormal([33], key: key, dtype: dtype)
      #expect(long.sliced(0..<33).bytes == short.bytes)
      let u = Tensor.randomUniform([101], key: key, dtype: dtype)
      #expect(u.sliced(0..<33).bytes == Tensor.randomUniform([33], key: key, dtype: dtype).bytes)
    }
  }

  @Test func momentsOfTheDistributions() {
    let n = 40_000
    let key = RandomKey(seed: 7)
    func moments(_ x: Tensor) -> (mean: Double, variance: Double) {
      let mean = x.mean().item()
      let centred = x - mean
      return (mean, (centred * centred).mean().item())
    }
    let uniform = Tensor.randomUniform([n], in: -1..<3, key: key, dtype: .float64)
    #expect((moments(uniform).mean - 1).magnitude < 0.03)
    #expect((moments(uniform).variance - 16.0 / 12).magnitude < 0.03)
    #expect(uniform.max().item() < 3 && (-uniform).max().item() <= 1)
    let normal = Tensor.randomNormal([n], mean: 2, standardDeviation: 3, key: key)
    #expect((moments(normal).mean - 2).magnitude < 0.06)
    #expect((moments(normal).variance - 9).magnitude < 0.25)
    // A standard normal number is within 1.96 in 95 of 100 cases.
    let z = Tensor.randomNormal([n], key: key).scalars(as: Float.self)
    let inside = Double(z.count { $0.magnitude < 1.96 }) / Double(n)
    #expect((inside - 0.95).magnitude < 0.005)
  }

  @Test func keysThatAreSplitShareNothing() {
    let key = RandomKey(seed: 9)
    let (a, b) = key.split()
    let keys = [key, a, b] + key.child(7).split(into: 5)
    #expect(Set(keys).count == keys.count)
    let values = keys.flatMap {
      Tensor.randomUniform([16], key: $0, dtype: .float64).scalars(as: Double.self)
    }
    #expect(Set(values).count == values.count)
    #expect(key.split().0 == a && key.child(1) == b)
  }

  @Test func permutationsHoldEveryNumberOnceAndAreFair() {
    for n in [0, 1, 2, 5, 100] {
      #expect(RandomKey(seed: 1).permutation(n).sorted() == Array(0..<n))
    }
    var counts: [[Int]: Int] = [:]
    for seed in 0..<6000 { counts[RandomKey(seed: UInt64(seed)).permutation(3), default: 0] += 1 }
    #expect(counts.count == 6)
    for (order, count) in counts {
      #expect((850...1150).contains(count), "\(order) came \(count) times in 6000")
    }
  }
}
