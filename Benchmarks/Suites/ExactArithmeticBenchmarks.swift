// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

/// Exact arithmetic beside attaswift/BigInt. Operations on pairs are inlined into a loop over 1024 of
/// them, as they are in a user's loop: what is measured is how many a core does, not how long one
/// has to be waited for.
enum ExactArithmeticBenchmarks {
  private static let count = 1024

  private static func numbers(bits: Int, seed: UInt64) -> [UInt256] {
    var state = seed
    func word() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
    return (0..<count).map { _ in UInt256(word(), word(), word(), word()) >> (256 - bits) | 1 }
  }

  private static func pairwise(
    _ name: String, _ leftBits: Int, _ rightBits: Int, _ peer: ExactArithmeticPeers.Operation,
    _ operation: @escaping @Sendable ([UInt256], [UInt256]) -> UInt256
  ) -> Benchmark {
    Benchmark(
      "exact/\(name)", operations: count,
      peer: ExactArithmeticPeers.pairwise(
        peer, { numbers(bits: leftBits, seed: 1) }, { numbers(bits: rightBits, seed: 2) })
    ) {
      let left = numbers(bits: leftBits, seed: 1)
      let right = numbers(bits: rightBits, seed: 2)
      return { sink(operation(left, right)) }
    }
  }

  @inline(__always)
  private static func fold(
    _ left: [UInt256], _ right: [UInt256], _ operation: (UInt256, UInt256) -> UInt256
  ) -> UInt256 {
    var mixed = UInt256.zero
    for index in 0..<count { mixed ^= operation(left[index], right[index]) }
    return mixed
  }

  private static let divisor = UInt256.max >> 3
  private static let digits77 = UInt256.max - 12345

  static let all: [Benchmark] = [
    pairwise("add", 255, 255, .add) { fold($0, $1) { $0 &+ $1 } },
    pairwise("add checked", 255, 255, .add) { fold($0, $1) { (try? $0.adding($1)) ?? .zero } },
    pairwise("multiply", 256, 256, .multiplyModulo) { fold($0, $1) { $0 &* $1 } },
    pairwise("multiply checked, 128 by 127 bits", 128, 127, .multiply) {
      fold($0, $1) { (try? $0.multiplied(by: $1)) ?? .zero }
    },
    pairwise("multiply checked, 200 by 55 bits", 200, 55, .multiply) {
      fold($0, $1) { (try? $0.multiplied(by: $1)) ?? .zero }
    },
    pairwise("divide 256 by 128", 256, 128, .divide) { fold($0, $1) { $0 / $1 } },
    pairwise("mulDivFloor", 240, 250, .mulDiv(divisor)) { left, right in
      let divisor = divisor
      return fold(left, right) { (try? UInt256.mulDivFloor($0, $1, divisor)) ?? .zero }
    },
    Benchmark("exact/parse 77 digits", peer: ExactArithmeticPeers.parsing(digits77.description)) {
      let text = digits77.description
      return { sink(UInt256(text)) }
    },
    Benchmark("exact/format 77 digits", peer: ExactArithmeticPeers.formatting(digits77)) {
      let value = digits77
      return { sink(value.description) }
    },
    Benchmark("exact/largest remainder, 1000 weights", unit: "line", operations: 1000) {
      let weights = Array(numbers(bits: 180, seed: 3).prefix(1000))
      let amount: UInt256 = 1_000_000_000_000_000_000_000
      return { sink(try Apportionment.largestRemainder(amount, weights: weights)) }
    },
    Benchmark("exact/cumulative floor, 1000 weights", unit: "line", operations: 1000) {
      let weights = Array(numbers(bits: 180, seed: 3).prefix(1000))
      let amount: UInt256 = 1_000_000_000_000_000_000_000
      return { sink(try Apportionment.cumulativeFloor(amount, weights: weights)) }
    },
  ]
}
