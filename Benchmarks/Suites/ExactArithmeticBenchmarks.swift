// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

enum ExactArithmeticBenchmarks {
  private static let count = 1024

  private static func numbers(bits: Int, seed: UInt64) -> [UInt256] {
    var state = seed
    func word() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
    return (0..<count).map { _ in
      let bytes = (0..<4).flatMap { _ in
        withUnsafeBytes(of: word()) { Array($0) }
      }
      return (UInt256(bigEndianBytes: bytes) ?? .zero) >> (256 - bits) | 1
    }
  }

  private static func pairwise(
    _ name: String, _ leftBits: Int, _ rightBits: Int,
    _ operation: @escaping @Sendable (UInt256, UInt256) -> UInt256
  ) -> Benchmark {
    Benchmark("exact/\(name)", operations: count) {
      let left = numbers(bits: leftBits, seed: 1)
      let right = numbers(bits: rightBits, seed: 2)
      return {
        var mixed = UInt256.zero
        for index in 0..<count { mixed ^= operation(left[index], right[index]) }
        sink(mixed)
      }
    }
  }

  static let all: [Benchmark] = [
    pairwise("add", 255, 255) { $0 &+ $1 },
    pairwise("multiply", 256, 256) { $0 &* $1 },
    pairwise("divide 256 by 128", 256, 128) { $0 / $1 },
    pairwise("mulDivFloor", 240, 250) { left, right in
      (try? UInt256.mulDivFloor(left, right, UInt256.max >> 3)) ?? .zero
    },
    Benchmark("exact/parse 77 digits") {
      let text = (UInt256.max - 12345).description
      return { sink(UInt256(text)) }
    },
    Benchmark("exact/format 77 digits") {
      let value = UInt256.max - 12345
      return { sink(value.description) }
    },
    Benchmark("exact/largest remainder, 1000 weights", unit: "line", operations: 1000) {
      let weights = Array(numbers(bits: 180, seed: 3).prefix(1000))
      return {
        sink(try Apportionment.largestRemainder(UInt256(10).power(21), weights: weights))
      }
    },
  ]
}

extension UInt256 {
  /// Ten to some power, small enough to fit.
  fileprivate func power(_ exponent: Int) -> UInt256 {
    (0..<exponent).reduce(1 as UInt256) { product, _ in product * self }
  }
}
