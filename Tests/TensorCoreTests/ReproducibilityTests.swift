// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

/// A convolution of 3 by 3 over pictures of 8 by 8, as a product of patches, and two layers on it.
private struct PatchNetwork: Layer {
  var filters: Linear
  var hidden: Linear
  var output: Linear

  init(key: RandomKey) {
    filters = Linear(inputs: 9, outputs: 16, key: key.child(1))
    hidden = Linear(inputs: 36 * 16, outputs: 32, key: key.child(2))
    output = Linear(inputs: 32, outputs: 10, key: key.child(3))
  }

  static let patches = (0..<6).flatMap { y in
    (0..<6).flatMap { x in (0..<9).map { (y + $0 / 3) * 8 + x + $0 % 3 } }
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let batch = x.shape[0]
    let patches = x.indexSelect(Self.patches, axis: 1).reshaped(to: [batch * 36, 9])
    let maps = filters(patches).relu().reshaped(to: [batch, 36 * 16])
    return output(hidden(maps).tanh())
  }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("filters", &filters)
    visit("hidden", &hidden)
    visit("output", &output)
  }
}

/// One block of a transformer: attention of four heads and two layers, each behind a norm.
private struct Block: Layer {
  static let width = 32
  static let heads = 4
  var projections: Linear
  var mix: Linear
  var up: Linear
  var down: Linear

  init(key: RandomKey) {
    let width = Self.width
    projections = Linear(inputs: width, outputs: 3 * width, key: key.child(1))
    mix = Linear(inputs: width, outputs: width, key: key.child(2))
    up = Linear(inputs: width, outputs: 4 * width, key: key.child(3))
    down = Linear(inputs: 4 * width, outputs: width, key: key.child(4))
  }

  static func normalized(_ x: Tensor) -> Tensor {
    let centred = x - x.mean(axis: -1, keepDims: true)
    return centred / ((centred * centred).mean(axis: -1, keepDims: true) + 1e-5).sqrt()
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let (batch, length, width, heads) = (x.shape[0], x.shape[1], Self.width, Self.heads)
    let parts = projections(Self.normalized(x).reshaped(to: [batch * length, width]))
      .reshaped(to: [batch, length, 3, heads, width / heads]).transposed([2, 0, 3, 1, 4])
    func part(_ i: Int) -> Tensor {
      parts.sliced(i..<(i + 1)).reshaped(to: [batch, heads, length, width / heads])
    }
    let scores = part(0).matmul(part(1).swappingAxes(-1, -2)) * 0.35
    let seen = scores.softmax().matmul(part(2)).transposed([0, 2, 1, 3])
    let y = x + mix(seen.reshaped(to: [batch * length, width])).reshaped(to: x.shape)
    let wide = up(Self.normalized(y).reshaped(to: [batch * length, width]))
    return y + down(wide * wide.sigmoid()).reshaped(to: x.shape)
  }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("projections", &projections)
    visit("mix", &mix)
    visit("up", &up)
    visit("down", &down)
  }
}

@Suite struct ReproducibilityTests {
  /// Fifty steps of each, and one product of doubles, large enough for several threads.
  static func printOfFiftySteps() throws -> UInt64 {
    let key = RandomKey(seed: 6)
    var network = PatchNetwork(key: key.child(1))
    var adam = Adam(learningRate: 0.01)
    let pictures = Tensor.randomNormal([128, 64], key: key.child(2))
    let labels = (0..<128).map { $0 * 7 % 10 }
    var block = Block(key: key.child(3))
    var otherAdam = Adam(learningRate: 0.01)
    let text = Tensor.randomNormal([16, 16, Block.width], key: key.child(4))
    let wanted = text.rollingForward()
    var losses: [Tensor] = []
    for _ in 0..<50 {
      let (loss, gradients) = try valueAndGradient(at: network) {
        .crossEntropy(logits: $0(pictures), labels: labels)
      }
      adam.update(&network, gradients: gradients)
      let (distance, more) = try valueAndGradient(at: block) {
        let difference = $0(text) - wanted
        return (difference * difference).mean()
      }
      otherAdam.update(&block, gradients: more)
      losses += [loss, distance]
    }
    #expect(losses[98].item() < losses[0].item() / 2 && losses[99].item() < losses[1].item())
    let large = Tensor.randomNormal([150, 150], key: key.child(5), dtype: .float64)
    return fingerprint(
      network.parameters + block.parameters + losses + [large.matmul(large.transposed())]
        + withReproducibleNumerics { Self.decompositions(.float32) + Self.decompositions(.float64) }
    )
  }

  /// Every decomposition of a few matrices, one of them large enough for LAPACK's own blocks.
  static func decompositions(_ dtype: DType) -> [Tensor] {
    let key = RandomKey(seed: 9)
    var results: [Tensor] = []
    for (m, n) in [(2, 2), (7, 4), (4, 7), (90, 90)] {
      let a = Tensor.randomNormal([2, m, n], key: key, dtype: dtype)
      let b = Tensor.randomNormal([2, m, 3], key: key.child(1), dtype: dtype)
      let (q, r) = a.qr()
      let (u, s, vh) = a.svd()
      results += [q, r, u, s, vh, a.lstsq(b).solution, a.pinv()]
      let square = a.matmul(a.swappingAxes(-1, -2))
      let (values, vectors) = square.eigh()
      results += [values, vectors]
      if m > n { continue }
      let factor = square.cholesky()
      let (sign, logarithm) = square.slogdet()
      results += [
        factor, square.cholesky(upper: true), factor.triangularSolve(b), square.solve(b),
        square.inverse(), sign, logarithm,
      ]
    }
    return results
  }

  @Test(arguments: [DType.float32, .float64])
  func reproducibleDecompositionsAgreeWithTheDefinitions(dtype: DType) {
    let close = dtype == .float32 ? 2e-4 : 1e-11
    func expectEqual(_ x: Tensor, _ y: Tensor, _ what: String) {
      let scale = (y * y).max().item().squareRoot() + 1
      let difference = x - y
      let largest = (difference * difference).max().item().squareRoot()
      #expect(largest < close * scale, "\(what) in \(dtype)")
    }
    withReproducibleNumerics {
      for (m, n) in [(1, 1), (3, 3), (6, 2), (2, 6), (40, 30), (30, 40)] {
        let a = Tensor.randomNormal([2, m, n], key: RandomKey(seed: 3), dtype: dtype)
        let b = Tensor.randomNormal([2, m, 2], key: RandomKey(seed: 4), dtype: dtype)
        for full in [false, true] {
          let (q, r) = a.qr(complete: full)
          expectEqual(q.matmul(r), a, "qr")
          expectEqual(q.swappingAxes(-1, -2).matmul(q), .identity(q.shape[2], dtype), "q")
          let (u, s, vh) = a.svd(fullMatrices: full)
          let k = Swift.min(m, n)
          let part = u.sliced(0..<k, axis: 2) * s.reshaped(to: [2, 1, k])
          expectEqual(part.matmul(vh.sliced(0..<k, axis: 1)), a, "svd")
          expectEqual(u.swappingAxes(-1, -2).matmul(u), .identity(u.shape[2], dtype), "u")
          expectEqual(vh.matmul(vh.swappingAxes(-1, -2)), .identity(vh.shape[1], dtype), "v")
        }
        let x = a.lstsq(b).solution
        let back = a.swappingAxes(-1, -2)
        expectEqual(back.matmul(a.matmul(x)), back.matmul(b), "lstsq")
        let square = a.matmul(back) + Tensor.identity(m, dtype)
        let (values, vectors) = square.eigh()
        let rebuilt = (vectors * values.reshaped(to: [2, 1, m])).matmul(
          vectors.swappingAxes(-1, -2))
        expectEqual(rebuilt, square, "eigh")
        let factor = square.cholesky()
        expectEqual(factor.matmul(factor.swappingAxes(-1, -2)), square, "cholesky")
        expectEqual(square.matmul(square.solve(b)), b, "solve")
        expectEqual(square.matmul(square.inverse()), .identity(m, dtype), "inverse")
        expectEqual(factor.matmul(factor.triangularSolve(b)), b, "triangularSolve")
      }
    }
  }

  /// Instruction sets and cores of OpenBLAS, which runs the core it is told to whether the processor
  /// has its instructions or not.
  static var machines: [(level: String, core: String)] {
    let levels = availableLevels()
    let cores =
      levels.contains("v4")
      ? ["Haswell", "SkylakeX", "Cooperlake"] : levels.contains("v3") ? ["Haswell"] : []
    return levels.flatMap { level in cores.map { (level, $0) } }
  }

  /// Libraries look at the variables when they are loaded: the process starts again for each pair, and
  /// hands on what the one before has found.
  @Test func fiftyStepsHaveTheSameBitsOnEveryCoreAndLevel() async throws {
    await #expect(processExitsWith: .success) {
      let number = getEnvironment("TENSORCHAIN_TEST_MACHINE").flatMap { Int($0) } ?? -1
      if number >= 0 {
        let machine = Self.machines[number]
        #expect(TensorRuntime.instructionSet == machine.level)
        #expect([machine.core, "unknown"].contains(TensorRuntime.blasCoreName))
      }
      for threads in [1, 2] {
        TensorRuntime.threads = threads
        let print = String(try Self.printOfFiftySteps())
        let expected = getEnvironment("TENSORCHAIN_TEST_PRINT") ?? print
        guard print == expected else {
          Issue.record("machine \(number) of \(Self.machines), \(threads) threads: other bits")
          return
        }
        setEnvironment("TENSORCHAIN_TEST_PRINT", print)
      }
      if number + 1 < Self.machines.count {
        let next = Self.machines[number + 1]
        restartProcess([
          "TENSORCHAIN_TEST_MACHINE": String(number + 1), "TENSORCHAIN_ISA": next.level,
          "OPENBLAS_CORETYPE": next.core,
          "TENSORCHAIN_TEST_PRINT": getEnvironment("TENSORCHAIN_TEST_PRINT")!,
        ])
      }
    }
  }

  @Test func largeElementwiseAndRowKernelsHaveTheSameBitsOnAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      func results() -> [[UInt8]] {
        let x = Tensor.randomNormal([300, 501], key: RandomKey(seed: 8))
        let y = Tensor.randomNormal([501], key: RandomKey(seed: 9))
        let flat = Tensor.randomNormal([200_003], key: RandomKey(seed: 10))
        let z = x.transposed()
        return [
          x.exp(), flat.tanh(), x + y, z + y.reshaped(to: [501, 1]), z.sigmoid(), x * x,
          x.less(than: y),
          x.softmax(), z.softmax(), x.logSoftmax(), flat.sum(), flat.max(), flat.mean(),
          x.sum(axis: 0),
          x.sum(axis: 1), z.max(axis: 0), x.sum(), z.reshaped(to: [300 * 501]),
          flat.sliced(0..<200_003, step: 3).exp(),
          Tensor.crossEntropy(
            logits: x, labels: (0..<300).map { $0 % 501 }),
        ].map(\.bytes)
      }
      TensorRuntime.threads = 1
      let expected = results()
      for threads in 2...4 {
        TensorRuntime.threads = threads
        for (index, result) in results().enumerated() {
          #expect(result == expected[index], "result \(index), \(threads) threads")
        }
      }
    }
  }

  @Test func demandForReproducibleNumbersEndsWithItsScope() throws {
    struct Stop: Error {}
    #expect(withReproducibleNumerics { withReproducibleNumerics { 1 } } == 1)
    #expect(throws: Stop.self) { try withReproducibleNumerics { throw Stop() } }
  }
}

extension Tensor {
  fileprivate static func identity(_ n: Int, _ dtype: DType) -> Tensor {
    Tensor((0..<n * n).map { $0 % (n + 1) == 0 ? 1.0 : 0.0 }, shape: [n, n]).cast(to: dtype)
  }

  /// The last row of each sequence in front.
  fileprivate func rollingForward() -> Tensor {
    let length = shape[1]
    return indexSelect((0..<length).map { ($0 + length - 1) % length }, axis: 1)
  }
}
