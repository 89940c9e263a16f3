// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import COpenBLAS
import CTensorKernels
import TensorCore

enum TensorBenchmarks {
  static let all: [Benchmark] =
    [16, 32].map(bareProduct) + [32, 64, 128, 256, 512, 1024, 2048].map(product)
    + [batchedProducts] + [256, 1024].map(doubleProduct) + [
      Benchmark("tensor/add, 8 elements, untracked") {
        let (a, b) = (Tensor.ones([8]), Tensor.ones([8]))
        return { sink(a + b) }
      },
      Benchmark("tensor/add, 8 elements, tracked", operations: 100) {
        let (a, b) = (Tensor.ones([8]), Tensor.ones([8]))
        return {
          _ = try valueAndGradient(at: [a]) { inputs in
            var sum = inputs[0]
            for _ in 0..<100 { sum = sum + b }
            return sum.sum()
          }
        }
      },
    ]
    + [1_000_000, 30_000_000].flatMap { count in
      [
        streaming("exp", count) { $0.exp() }, streaming("tanh", count) { $0.tanh() },
        streaming("add", count) { $0 + $0 }, streaming("sum", count) { $0.sum() },
      ]
    }
    + [60, 240].flatMap { side in
      [
        decomposition("eigh", side) { sink($0.eigh().vectors) },
        decomposition("cholesky", side) { sink($0.cholesky()) },
        decomposition("solve", side) { sink($0.solve($0)) },
      ]
    } + [
      besideExp("gelu (tanh)") { $0.gelu(.tanh) },
      besideExp("gelu (exact)") { $0.gelu(.exact) },
      Benchmark("tensor/uniform, 1000000 elements", unit: "element", operations: 1_000_000) {
        let key = RandomKey(seed: 1)
        return { sink(Tensor.randomUniform([1_000_000], key: key)) }
      },
      Benchmark("tensor/normal, 1000000 elements", unit: "element", operations: 1_000_000) {
        let key = RandomKey(seed: 1)
        return { sink(Tensor.randomNormal([1_000_000], key: key)) }
      },
      Benchmark("tensor/float32 to float16", unit: "element", operations: 1_000_000) {
        let x = Tensor.randomNormal([1_000_000], key: RandomKey(seed: 1))
        return { sink(x.cast(to: .float16)) }
      },
      Benchmark("tensor/add, 1000000 of bfloat16", unit: "element", operations: 1_000_000) {
        let x = Tensor.randomNormal([1_000_000], key: RandomKey(seed: 1), dtype: .bfloat16)
        return { sink(x + x) }
      },
      Benchmark("tensor/softmax, 1024 × 1024", unit: "element", operations: 1_048_576) {
        let x = Tensor.randomNormal([1024, 1024], key: RandomKey(seed: 1))
        return { sink(x.softmax()) }
      },
      Benchmark("tensor/step of a 64-128-10 perceptron, batch 32", unit: "step") {
        var model = Perceptron(key: RandomKey(seed: 1))
        var adam = Adam(learningRate: 0.001)
        let x = Tensor.randomNormal([32, 64], key: RandomKey(seed: 2))
        let labels = (0..<32).map { $0 % 10 }
        return {
          let (_, gradients) = try valueAndGradient(at: model) {
            Tensor.crossEntropy(logits: $0(x), labels: labels)
          }
          adam.update(&model, gradients: gradients)
        }
      },
    ]

  /// An elementwise operation, beside a copy of as many elements by as many threads: what the memory, or
  /// the cache, can stream at best.
  private static func streaming(
    _ name: String, _ count: Int, _ body: @escaping @Sendable (Tensor) -> Tensor
  ) -> Benchmark {
    Benchmark(
      "tensor/\(name), \(count) elements", unit: "element", operations: count,
      peer: (
        "copy",
        {
          let x = Tensor.randomNormal([count], key: RandomKey(seed: 1)).scalars(as: Float.self)
          var y = x
          return {
            var (length, one) = (Int64(count), Int64(1))
            x.withUnsafeBytes { x in
              y.withUnsafeMutableBytes {
                tc_copy(4, 1, &length, &one, x.baseAddress, &one, $0.baseAddress)
              }
            }
            sink(y[0])
          }
        }
      )
    ) {
      let x = Tensor.randomNormal([count], key: RandomKey(seed: 1))
      return { sink(body(x)) }
    }
  }

  /// A function of a million elements, beside exp of them.
  private static func besideExp(
    _ name: String, _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> Benchmark {
    let count = 1_000_000
    return Benchmark(
      "tensor/\(name), \(count) elements", unit: "element", operations: count,
      peer: (
        "exp",
        {
          let x = Tensor.randomNormal([count], key: RandomKey(seed: 1))
          return { sink(x.exp()) }
        }
      )
    ) {
      let x = Tensor.randomNormal([count], key: RandomKey(seed: 1))
      return { sink(function(x)) }
    }
  }

  /// What reproducible bits cost: a decomposition inside `withReproducibleNumerics`, beside LAPACK's.
  private static func decomposition(
    _ name: String, _ side: Int, _ body: @escaping @Sendable (Tensor) -> Void
  ) -> Benchmark {
    @Sendable func matrix() -> Tensor {
      let a = Tensor.randomNormal([side, side], key: RandomKey(seed: 1), dtype: .float64)
      return a.matmul(a.transposed())
    }
    return Benchmark(
      "tensor/\(name) \(side), reproducible", unit: "matrix",
      peer: (
        "LAPACK",
        {
          let x = matrix()
          return { body(x) }
        }
      )
    ) {
      let x = matrix()
      return { withReproducibleNumerics { body(x) } }
    }
  }

  /// A square product, beside the bare BLAS call on the same matrices.
  private static func product(_ n: Int) -> Benchmark {
    let flops = 2 * Double(n) * Double(n) * Double(n)
    return Benchmark(
      "tensor/matmul \(n)", unit: "product", flops: flops, peer: sgemm(n)
    ) {
      let a = Tensor.randomNormal([n, n], key: RandomKey(seed: 1))
      let b = Tensor.randomNormal([n, n], key: RandomKey(seed: 2))
      return { sink(a.matmul(b)) }
    }
  }

  /// The kernel alone, where the tensor around it would cost as much as the product.
  private static func bareProduct(_ n: Int) -> Benchmark {
    let flops = 2 * Double(n) * Double(n) * Double(n)
    return Benchmark(
      "tensor/matmul \(n), bare kernel", unit: "product", flops: flops, peer: sgemm(n)
    ) {
      let (a, b) = (numbers(n * n, seed: 1), numbers(n * n, seed: 2))
      var c = [Float](repeating: 0, count: n * n)
      let side = Int64(n)
      return {
        tc_gemm(0, side, side, side, a, side, 1, b, side, 1, &c, side)
        sink(c[0])
      }
    }
  }

  private static func numbers(_ count: Int, seed: UInt64) -> [Float] {
    Tensor.randomNormal([count], key: RandomKey(seed: seed)).scalars(as: Float.self)
  }

  /// `batch` square products by BLAS, one after another.
  private static func sgemm(_ n: Int, batch: Int = 1) -> (
    String, @Sendable () throws -> () throws -> Void
  ) {
    (
      "cblas_sgemm",
      {
        // The boot runs with the first tensor: BLAS is on its right core.
        let (a, b) = (numbers(batch * n * n, seed: 1), numbers(batch * n * n, seed: 2))
        var c = [Float](repeating: 0, count: batch * n * n)
        let side = CInt(n)
        return {
          openblas_set_num_threads(CInt(TensorRuntime.threads))
          a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
              c.withUnsafeMutableBufferPointer { c in
                for plane in stride(from: 0, to: batch * n * n, by: n * n) {
                  cblas_sgemm(
                    CblasRowMajor, CblasNoTrans, CblasNoTrans, side, side, side, 1,
                    a.baseAddress! + plane, side, b.baseAddress! + plane, side, 0,
                    c.baseAddress! + plane, side)
                }
              }
            }
          }
          sink(c[0])
        }
      }
    )
  }

  private static let batchedProducts = Benchmark(
    "tensor/matmul 64, batch of 64", unit: "product", operations: 64,
    flops: 2 * 64 * 64 * 64, peer: sgemm(64, batch: 64)
  ) {
    let a = Tensor.randomNormal([64, 64, 64], key: RandomKey(seed: 1))
    let b = Tensor.randomNormal([64, 64, 64], key: RandomKey(seed: 2))
    return { sink(a.matmul(b)) }
  }

  /// Products of doubles have the same bits everywhere too; beside BLAS's, whose bits have not.
  private static func doubleProduct(_ n: Int) -> Benchmark {
    Benchmark(
      "tensor/matmul \(n), float64", unit: "product",
      flops: 2 * Double(n) * Double(n) * Double(n),
      peer: (
        "cblas_dgemm",
        {
          let a = numbers(n * n, seed: 1).map(Double.init)
          let b = numbers(n * n, seed: 2).map(Double.init)
          var c = [Double](repeating: 0, count: n * n)
          let side = CInt(n)
          return {
            cblas_dgemm(
              CblasRowMajor, CblasNoTrans, CblasNoTrans, side, side, side, 1, a, side, b, side,
              0, &c, side)
            sink(c[0])
          }
        }
      )
    ) {
      let a = Tensor.randomNormal([n, n], key: RandomKey(seed: 1), dtype: .float64)
      let b = Tensor.randomNormal([n, n], key: RandomKey(seed: 2), dtype: .float64)
      return { sink(a.matmul(b)) }
    }
  }

  private struct Perceptron: Layer {
    var hidden: Linear
    var output: Linear

    init(key: RandomKey) {
      hidden = Linear(inputs: 64, outputs: 128, key: key.child(1))
      output = Linear(inputs: 128, outputs: 10, key: key.child(2))
    }

    func callAsFunction(_ x: Tensor) -> Tensor { output(hidden(x).relu()) }

    mutating func visitParameters(_ visit: ParameterVisitor) {
      visit("hidden", &hidden)
      visit("output", &output)
    }
  }
}
