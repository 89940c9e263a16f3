// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// Convolutions beside the matrix product of as many multiply-adds, and row kernels beside a copy.
enum NeuralBenchmarks {
  static let all: [Benchmark] = [
    convolution(batch: 1, backward: false), convolution(batch: 8, backward: false),
    convolution(batch: 1, backward: true), depthwise,
    rows("layerNorm") { $0.layerNorm(weight: $1, bias: $1) },
    rows("rmsNorm") { $0.rmsNorm(weight: $1) },
    Benchmark(
      "tensor/maxPool 3 stride 2, 64 × 112 × 112", unit: "element", operations: 64 * 56 * 56
    ) {
      let x = Tensor.randomNormal([1, 64, 112, 112], key: RandomKey(seed: 1))
      return { sink(x.maxPool(3, stride: 2, padding: 1)) }
    },
    Benchmark(
      "tensor/softmax along the first axis, 768 × 1024", unit: "element", operations: 768 * 1024,
      peer: (
        "along the last axis",
        {
          let x = Tensor.randomNormal([1024, 768], key: RandomKey(seed: 1))
          return { sink(x.softmax()) }
        }
      )
    ) {
      let x = Tensor.randomNormal([768, 1024], key: RandomKey(seed: 1))
      return { sink(x.softmax(axis: 0)) }
    },
  ]

  /// 3 × 3, 64 to 64 channels, 56 × 56 positions: the second stage of a ResNet.
  private static func convolution(batch: Int, backward: Bool) -> Benchmark {
    let places = batch * 56 * 56
    let flops = 2 * Double(places * 64 * 64 * 9)
    return Benchmark(
      "tensor/conv2d\(backward ? " and both gradients" : ""), 3 × 3, 64 to 64 at 56 × 56, batch "
        + "\(batch)", unit: "convolution", flops: backward ? 3 * flops : flops,
      peer: (
        "matmul of as many terms",
        {
          let a = Tensor.randomNormal([64, 576], key: RandomKey(seed: 1))
          let b = Tensor.randomNormal([576, places], key: RandomKey(seed: 2))
          return { for _ in 0..<(backward ? 3 : 1) { sink(a.matmul(b)) } }
        }
      )
    ) {
      let x = Tensor.randomNormal([batch, 64, 56, 56], key: RandomKey(seed: 1))
      let w = Tensor.randomNormal([64, 64, 3, 3], key: RandomKey(seed: 2))
      let g = Tensor.randomNormal([batch, 64, 56, 56], key: RandomKey(seed: 3))
      return {
        if backward {
          sink(try gradient(at: [x, w]) { ($0[0].conv2d($0[1], padding: 1) * g).sum() })
        } else {
          sink(x.conv2d(w, padding: 1))
        }
      }
    }
  }

  private static let depthwise = Benchmark(
    "tensor/conv2d depthwise, 3 × 3, 128 channels at 56 × 56", unit: "convolution",
    flops: 2 * Double(128 * 56 * 56 * 9),
    peer: (
      "a copy of the input",
      {
        let x = Tensor.randomNormal([1, 128, 56, 56], key: RandomKey(seed: 1))
        return { sink(x + 0) }
      }
    )
  ) {
    let x = Tensor.randomNormal([1, 128, 56, 56], key: RandomKey(seed: 1))
    let w = Tensor.randomNormal([128, 1, 3, 3], key: RandomKey(seed: 2))
    return { sink(x.conv2d(w, padding: 1, groups: 128)) }
  }

  private static func rows(
    _ name: String, _ run: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Benchmark {
    Benchmark(
      "tensor/\(name), 512 × 768", unit: "element", operations: 512 * 768,
      peer: (
        "adding 0",
        {
          let x = Tensor.randomNormal([512, 768], key: RandomKey(seed: 1))
          return { sink(x + 0) }
        }
      )
    ) {
      let x = Tensor.randomNormal([512, 768], key: RandomKey(seed: 1))
      let w = Tensor.ones([768])
      return { sink(run(x, w)) }
    }
  }
}
