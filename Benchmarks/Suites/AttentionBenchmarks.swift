// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// Attention over tiles, beside the product, softmax and product it replaces.
enum AttentionBenchmarks {
  static let all: [Benchmark] = [
    Benchmark(
      "attention/forward, 1 × 8 × 512 × 64", unit: "call", flops: forwardFlops,
      peer: (
        "matmul, softmax, matmul",
        {
          let x = inputs()
          return { sink(composed(x)) }
        }
      )
    ) {
      let x = inputs()
      return { sink(tiled(x)) }
    },
    Benchmark(
      "attention/forward and gradients, 1 × 8 × 512 × 64", unit: "call",
      flops: 3.5 * forwardFlops,
      peer: (
        "matmul, softmax, matmul",
        {
          let x = inputs()
          return { sink(try gradient(at: x) { composed($0).sum() }) }
        }
      )
    ) {
      let x = inputs()
      return { sink(try gradient(at: x) { tiled($0).sum() }) }
    },
    Benchmark("attention/one query of 8 heads, 2048 keys of 64", unit: "call") {
      let x = inputs()
      let query = x[0].sliced(0..<1, axis: 2)
      let keys = Tensor.concat([x[1], x[1], x[1], x[1]], axis: 2)
      return {
        sink(Tensor.scaledDotProductAttention(query: query, key: keys, value: keys))
      }
    },
  ]

  /// Two products of 2 n² d for each of 8 heads.
  private static let forwardFlops = 8 * 4.0 * 512 * 512 * 64

  private static func inputs() -> [Tensor] {
    (1...3).map { Tensor.randomNormal([1, 8, 512, 64], key: RandomKey(seed: $0)) }
  }

  private static func tiled(_ x: [Tensor]) -> Tensor {
    .scaledDotProductAttention(query: x[0], key: x[1], value: x[2])
  }

  private static func composed(_ x: [Tensor]) -> Tensor {
    (x[0].matmul(x[1].swappingAxes(-1, -2)) * 0.125).softmax().matmul(x[2])
  }
}
