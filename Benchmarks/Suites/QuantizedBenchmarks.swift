// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// Products with packed weights, beside those with float32 ones. An operation is a byte of packed weights, so
/// that 1 over the time is the rate at which they are read; "sum" reads memory and does little else.
enum QuantizedBenchmarks {
  static let all: [Benchmark] =
    [
      Benchmark(
        "quantized/sum of 64 MiB, what memory gives", unit: "byte", operations: side * side * 4
      ) {
        let x = numbers()
        return { sink(x.sum()) }
      }
    ]
    + [QuantizedFormat.q8_0, .q4_0, .q4_1, .q4_K, .q6_K].flatMap { format in
      [1, 4, 8].map { product($0, format) }
    } + [product(64, .q8_0), product(64, .q4_0)]

  private static let side = 4096

  private static func numbers() -> Tensor {
    .randomNormal([side, side], key: RandomKey(seed: 1))
  }

  /// [rows, 4096] times [4096, 4096], the peer with the same weights as float32 in the layout that suits it.
  private static func product(_ rows: Int, _ format: QuantizedFormat) -> Benchmark {
    let bytes = side * side / format.blockWeights * format.blockBytes
    return Benchmark(
      "quantized/\(rows) × 4096 × 4096 of \(format)", unit: "byte", operations: bytes,
      flops: 2 * Double(rows * side * side) / Double(bytes),
      peer: (
        "float32 weights",
        {
          let x = Tensor.randomNormal([rows, side], key: RandomKey(seed: 2))
          let weights = numbers()
          return { sink(x.matmul(weights)) }
        }
      )
    ) {
      let x = Tensor.randomNormal([rows, side], key: RandomKey(seed: 2))
      let weights =
        format.canQuantize
        ? try QuantizedTensor(quantizing: numbers(), as: format)
        : try QuantizedTensor(
          bytes: [UInt8](repeating: 17, count: bytes), shape: [side, side], format: format)
      return { sink(x.matmul(transposed: weights)) }
    }
  }
}
