// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// The rows of issue 7, all of float32.
enum Workloads {
  static let all: [Workload] =
    products + elementwise + reductions + rows + movement + convolutions + lookups + attention
    + models + small + decompositions

  private static func normal(_ shape: [Int], _ seed: UInt64 = 1) -> Tensor {
    .randomNormal(shape, key: RandomKey(seed: seed))
  }

  /// A function of two tensors and the gradients of the inputs, from one of the result.
  private static func bothWays(
    _ inputs: [Tensor], _ cotangent: Tensor, _ body: @escaping @Sendable ([Tensor]) -> Tensor
  ) -> () throws -> Void {
    return {
      let (values, pullback) = try vjp(at: inputs) { [body($0)] }
      let gradients = try pullback([cotangent])
      sink((values, gradients))
    }
  }

  private static let products: [Workload] =
    [64, 128, 256, 512, 1024, 2048].map { n in
      Workload("gemm/\(n)", flops: 2 * Double(n * n * n)) {
        let (a, b) = (normal([n, n], 1), normal([n, n], 2))
        return { sink(a.matmul(b)) }
      }
    } + [
      Workload("gemm/batched", flops: 64 * 2 * 128 * 128 * 128) {
        let (a, b) = (normal([64, 128, 128], 1), normal([64, 128, 128], 2))
        return { sink(a.matmul(b)) }
      }
    ]

  private static let elementwise: [Workload] =
    [("1e3", 1_000), ("1e6", 1_000_000), ("1e7", 10_000_000)].flatMap { label, count in
      func bytes(_ width: Int) -> Double { count < 100_000 ? 0 : Double(width * count) }
      func unary(_ name: String, _ body: @escaping @Sendable (Tensor) -> Tensor) -> Workload {
        Workload("elementwise/\(name)/\(label)", bytes: bytes(8)) {
          let x = normal([count])
          return { sink(body(x)) }
        }
      }
      func binary(
        _ name: String, _ body: @escaping @Sendable (Tensor, Tensor) -> Tensor
      ) -> Workload {
        Workload("elementwise/\(name)/\(label)", bytes: bytes(12)) {
          let (x, y) = (normal([count], 1), normal([count], 2))
          return { sink(body(x, y)) }
        }
      }
      return [
        binary("add") { $0 + $1 }, binary("mul") { $0 * $1 }, unary("exp") { $0.exp() },
        unary("tanh") { $0.tanh() }, unary("gelu") { $0.gelu() },
      ]
    } + [
      Workload("elementwise/relu(a*b+c)/1e6", bytes: 16_000_000) {
        let (a, b, c) = (normal([1_000_000], 1), normal([1_000_000], 2), normal([1_000_000], 3))
        return { sink((a * b + c).relu()) }
      }
    ]

  private static let reductions: [Workload] = [
    reduction("sum all") { $0.sum() }, reduction("sum last") { $0.sum(axis: -1) },
    reduction("mean all") { $0.mean() }, reduction("mean last") { $0.mean(axis: -1) },
    reduction("max all") { $0.max() }, reduction("max last") { $0.max(axis: -1) },
  ]

  private static func reduction(
    _ name: String, _ body: @escaping @Sendable (Tensor) -> Tensor
  ) -> Workload {
    Workload("reduce/\(name)", bytes: 4 * 4096 * 1024) {
      let x = normal([4096, 1024])
      return { sink(body(x)) }
    }
  }

  private static let rows: [Workload] = [
    Workload("softmax/softmax", bytes: 8 * 4096 * 1024) {
      let x = normal([4096, 1024])
      return { sink(x.softmax()) }
    },
    Workload("softmax/logSoftmax", bytes: 8 * 4096 * 1024) {
      let x = normal([4096, 1024])
      return { sink(x.logSoftmax()) }
    },
    Workload("layerNorm/forward", bytes: 8 * 4096 * 768) {
      let (x, w, b) = (normal([4096, 768]), Tensor.ones([768]), Tensor.zeros([768]))
      return { sink(x.layerNorm(weight: w, bias: b)) }
    },
    Workload("layerNorm/both", bytes: 20 * 4096 * 768) {
      bothWays(
        [normal([4096, 768]), Tensor.ones([768]), Tensor.zeros([768])], normal([4096, 768], 2)
      ) { $0[0].layerNorm(weight: $0[1], bias: $0[2]) }
    },
  ]

  private static let movement: [Workload] = [
    Workload("movement/transpose", bytes: 8 * 4096 * 4096) {
      let x = normal([4096, 4096])
      // A view that does not lie in row-major order is copied when it is reshaped.
      return { sink(x.transposed().reshaped(to: [4096 * 4096])) }
    }
  ]

  private static let convolutionFlops = 2.0 * 32 * 28 * 28 * 64 * 64 * 9

  private static let convolutions: [Workload] = [
    Workload("conv2d/forward", flops: convolutionFlops) {
      let (x, w, b) = (
        normal([32, 64, 28, 28]), normal([64, 64, 3, 3], 2) * 0.05, normal([64], 3)
      )
      return { sink(x.conv2d(w, bias: b, padding: 1)) }
    },
    Workload("conv2d/both", flops: 3 * convolutionFlops) {
      bothWays(
        [normal([32, 64, 28, 28]), normal([64, 64, 3, 3], 2) * 0.05, normal([64], 3)],
        normal([32, 64, 28, 28], 4)
      ) { $0[0].conv2d($0[1], bias: $0[2], padding: 1) }
    },
    Workload("maxPool/forward", bytes: 4 * 1.25 * 32 * 64 * 28 * 28) {
      let x = normal([32, 64, 28, 28])
      return { sink(x.maxPool(2)) }
    },
    Workload("maxPool/both", bytes: 4 * 2.5 * 32 * 64 * 28 * 28) {
      bothWays([normal([32, 64, 28, 28])], normal([32, 64, 14, 14], 2)) { $0[0].maxPool(2) }
    },
  ]

  private static let lookups: [Workload] = [
    Workload("embedding/forward", bytes: 8 * 8192 * 256) {
      let (table, ids) = (normal([10000, 256]), places(8192, below: 10000))
      return { sink(Tensor.embedding(ids, weight: table)) }
    },
    Workload("embedding/both", bytes: 8 * 8192 * 256 + 4 * 10000 * 256) {
      let ids = places(8192, below: 10000)
      return bothWays([normal([10000, 256])], normal([8192, 256], 2)) {
        .embedding(ids, weight: $0[0])
      }
    },
    Workload("crossEntropy/both", bytes: 12 * 4096 * 10000) {
      let x = normal([4096, 10000])
      let labels = places(4096, below: 10000)
      return {
        sink(try valueAndGradient(at: [x]) { .crossEntropy(logits: $0[0], labels: labels) })
      }
    },
  ]

  private static func places(_ count: Int, below bound: Int) -> Tensor {
    .randomIntegers([count], in: 0..<bound, key: RandomKey(seed: 5))
  }

  /// Two products of 2 n² d a head, without what causality would save.
  private static let attentionFlops = 4.0 * 8 * 8 * 256 * 256 * 64

  private static let attention: [Workload] = [
    Workload("attention/forward", flops: attentionFlops) {
      let x = (1...3).map { normal([8, 8, 256, 64], $0) }
      return {
        sink(
          Tensor.scaledDotProductAttention(query: x[0], key: x[1], value: x[2], isCausal: true))
      }
    },
    Workload("attention/both", flops: 3.5 * attentionFlops) {
      bothWays((1...3).map { normal([8, 8, 256, 64], $0) }, normal([8, 8, 256, 64], 4)) {
        .scaledDotProductAttention(query: $0[0], key: $0[1], value: $0[2], isCausal: true)
      }
    },
  ]

  private static let models: [Workload] = [
    Workload("train/mlp", flops: 6 * 128 * (784 * 512 + 512 * 512 + 5120), goal: 1.3) {
      try trainingStep(
        of: ThreeLayerPerceptron(key: RandomKey(seed: 1)), on: normal([128, 784], 2),
        labels: places(128, below: 10), Adam(learningRate: 0.001))
    },
    Workload("train/lenet", goal: 1.3) {
      try trainingStep(
        of: LeNet(key: RandomKey(seed: 1)), on: normal([64, 1, 28, 28], 2),
        labels: places(64, below: 10), Adam(learningRate: 0.001))
    },
    Workload("train/gpt", flops: 11.4e9, goal: 1.3) {
      try trainingStep(
        of: SmallGPT(key: RandomKey(seed: 1)),
        on: places(2048, below: 65).reshaped(to: [16, 128]), labels: places(2048, below: 65),
        AdamW(learningRate: 0.001, weightDecay: 0.01))
    },
    Workload("generate/gpt") {
      let model = SmallGPT(key: RandomKey(seed: 1)).laidOutForGeneration()
      return {
        var cache = model.caches()
        var token = 0
        for position in 0..<127 {
          let logits = model.next(after: token, cache: &cache, position: position)
          token = Int(logits.argmax().item())
        }
        sink(token)
      }
    },
  ]

  private static func trainingStep<M: Layer, O: Optimizer>(
    of model: M, on x: Tensor, labels: Tensor, _ optimizer: O
  ) throws -> () throws -> Void {
    var (model, optimizer) = (model, optimizer)
    return {
      let (_, gradients) = try valueAndGradient(at: model) {
        let logits = $0(x)
        return Tensor.crossEntropy(
          logits: logits.reshaped(to: [labels.count, logits.shape.last ?? 1]), labels: labels)
      }
      optimizer.update(&model, gradients: gradients)
    }
  }

  private static let small: [Workload] = [
    Workload("small/add4", goals: ["torch": 5, "numpy": 1.3]) {
      let (a, b) = (normal([4], 1), normal([4], 2))
      return { sink(a + b) }
    },
    Workload("small/add4 tracked", goal: 5) {
      let (a, b) = (normal([4], 1), normal([4], 2))
      let (variable, _) = try recorded(a)
      return { sink(variable + b) }
    },
    Workload("small/chain", goal: 5, goals: ["jax": 0]) {
      let x = Tensor([Float(0.5)], shape: [])
      return {
        sink(
          try valueAndGradient(at: [x]) {
            var y = $0[0]
            for _ in 0..<500 {
              y = y * 0.999
              y = y + 0.001
            }
            return y
          })
      }
    },
  ]

  /// A tensor whose operations are recorded, and what keeps the recording.
  private static func recorded(_ x: Tensor) throws -> (Tensor, Pullback) {
    var variable = x
    let (_, pullback) = try vjp(at: [x]) {
      variable = $0[0]
      return $0
    }
    return (variable, pullback)
  }

  private static let decompositions: [Workload] = [256, 512].flatMap { n -> [Workload] in
    let cubes = Double(n * n * n)
    func row(
      _ name: String, flops: Double, goal: Double, _ body: @escaping @Sendable (Tensor) -> Any
    ) -> Workload {
      Workload("linalg/\(name)/\(n)", flops: flops, goal: goal) {
        let x = symmetric(n)
        return { sink(body(x)) }
      }
    }
    return [
      row("cholesky", flops: cubes / 3, goal: 1) { $0.cholesky() },
      row("qr", flops: 8 * cubes / 3, goal: 0.7) { $0.qr() },
      Workload("linalg/solve/\(n)", flops: 8 * cubes / 3) {
        let (x, y) = (symmetric(n), normal([n, n], 7))
        return { sink(x.solve(y)) }
      },
      row("eigh", flops: 0, goal: 0.7) { $0.eigh() },
      row("svd", flops: 0, goal: 0.7) { $0.svd() },
    ]
  }

  private static func symmetric(_ n: Int) -> Tensor {
    let x = normal([n, n])
    return x.matmul(x.transposed()) * (1 / Double(n)) + Tensor.eye(n)
  }
}
