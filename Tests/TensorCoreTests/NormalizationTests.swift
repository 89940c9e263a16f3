// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Glibc
import TensorCore
import TestSupport
import Testing

@Suite struct NormalizationTests {
  /// Normalises sets of places, in double precision; weights by place.
  static func slow(
    _ x: [Double], sets: [[Int]], centers: Bool = true, epsilon: Double,
    weight: (Int) -> Double = { _ in 1 }, bias: (Int) -> Double = { _ in 0 }
  ) -> [Double] {
    var y = x
    for set in sets where !set.isEmpty {
      let n = Double(set.count)
      let mean = centers ? set.reduce(0) { $0 + x[$1] } / n : 0
      let variance = set.reduce(0) { $0 + (x[$1] - mean) * (x[$1] - mean) } / n
      for i in set {
        y[i] = (x[i] - mean) / (variance + epsilon).squareRoot() * weight(i) + bias(i)
      }
    }
    return y
  }

  static func values(_ count: Int, seed: UInt64, center: Double = 0) -> [Double] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in center + Double.random(in: -1...1, using: &random) }
  }

  /// Rows of whole vectors are taken four at a time: 11 are two such fours and three alone.
  @Test(arguments: [16, 48, 768, 4096], [DType.float32, .float64])
  func rowsTogetherHaveTheBitsOfRowsAlone(n: Int, dtype: DType) {
    let rows = 11
    let x = Tensor(Self.values(rows * n, seed: UInt64(n), center: 3), shape: [rows, n])
      .cast(to: dtype)
    let (w, b) = (
      Tensor(Self.values(n, seed: 1)).cast(to: dtype),
      Tensor(Self.values(n, seed: 2)).cast(to: dtype)
    )
    let alone = (0..<rows).flatMap {
      x.sliced($0..<($0 + 1)).layerNorm(weight: w, bias: b).scalars(as: Double.self)
    }
    for (level, y) in onEveryLevel({ _ in x.layerNorm(weight: w, bias: b) }) {
      #expect(y.scalars(as: Double.self) == alone, "\(rows) rows of \(n) \(dtype) on \(level)")
    }
  }

  /// Rows around the lanes (16) and the blocks (4096).
  @Test(arguments: [1, 2, 15, 16, 17, 100, 768, 4096, 4100, 9000])
  func rowsAgreeWithTheDefinition(n: Int) {
    let x = Self.values(3 * n, seed: UInt64(n), center: 5)
    let (w, b) = (Self.values(n, seed: 1), Self.values(n, seed: 2))
    let sets = (0..<3).map { row in (row * n..<(row + 1) * n).map { $0 } }
    let input = Tensor(x, shape: [3, n])
    for (level, y) in onEveryLevel({ _ in
      (
        input.layerNorm(weight: Tensor(w), bias: Tensor(b)), input.rmsNorm(weight: Tensor(w)),
        input.layerNorm(epsilon: 0.5)
      )
    }) {
      expectClose(
        y.0.scalars(as: Double.self),
        Self.slow(x, sets: sets, epsilon: 1e-5, weight: { w[$0 % n] }, bias: { b[$0 % n] }),
        absolute: 1e-10, "layerNorm of \(n) on \(level)")
      expectClose(
        y.1.scalars(as: Double.self),
        Self.slow(x, sets: sets, centers: false, epsilon: 1e-6, weight: { w[$0 % n] }),
        absolute: 1e-12, "rmsNorm of \(n) on \(level)")
      expectClose(
        y.2.scalars(as: Double.self), Self.slow(x, sets: sets, epsilon: 0.5), absolute: 1e-12,
        "layerNorm without weights of \(n) on \(level)")
    }
  }

  @Test(arguments: [
    [2, 6, 5], [3, 6, 4, 7], [1, 6, 2, 2, 2], [4, 6, 1], [2, 6, 5000], [5, 6],
  ])
  func channelsAgreeWithTheDefinition(shape: [Int]) {
    let (batch, plane) = (shape[0], shape[2...].reduce(1, *))
    let x = Self.values(batch * 6 * plane, seed: 3, center: -2)
    let (w, b) = (Self.values(6, seed: 4), Self.values(6, seed: 5))
    func channel(_ i: Int) -> Int { i / plane % 6 }
    func sets(_ count: Int, _ key: (Int) -> Int) -> [[Int]] {
      var sets = [[Int]](repeating: [], count: count)
      for i in x.indices { sets[key(i)].append(i) }
      return sets
    }
    let input = Tensor(x, shape: shape)
    func check(_ y: Tensor, _ sets: [[Int]], _ name: String) {
      #expect(y.shape == shape)
      expectClose(
        y.scalars(as: Double.self),
        Self.slow(
          x, sets: sets, epsilon: 1e-5, weight: { w[channel($0)] }, bias: { b[channel($0)] }),
        absolute: 1e-9, "\(name) of \(shape)")
    }
    check(
      input.batchNorm(weight: Tensor(w), bias: Tensor(b)), sets(6, channel), "batchNorm")
    for groups in [1, 2, 3, 6] {
      check(
        input.groupNorm(groups: groups, weight: Tensor(w), bias: Tensor(b)),
        sets(batch * groups) { $0 / plane / 6 * groups + channel($0) / (6 / groups) },
        "groupNorm in \(groups)")
    }
    check(
      input.instanceNorm(weight: Tensor(w), bias: Tensor(b)), sets(batch * 6) { $0 / plane },
      "instanceNorm")
  }

  /// Recorded from JAX in float64: value, gradients of the sum of cubes.
  @Test func layerNormAgreesWithJAX() throws {
    let x = Tensor((0..<24).map { sin(Double($0) * 1.7) * 3 + 100 }, shape: [4, 6])
    let w = Tensor((0..<6).map { cos(Double($0)) })
    let b = Tensor((0..<6).map { Double($0) / 5 })
    let y = x.layerNorm(weight: w, bias: b).sliced(0..<1)
    expectClose(
      y.scalars(as: Double.self),
      [
        -0.2800579251684858, 0.8650050540025003, 0.6785644648611787, 2.273672512665783,
        0.490988108533716, 1.265645157279436,
      ], absolute: 1e-12)
    let g = try gradient(at: [x, w, b]) {
      let y = $0[0].layerNorm(weight: $0[1], bias: $0[2])
      return (y * y * y).sum()
    }
    expectClose(
      g[0].sliced(0..<1).scalars(as: Double.self),
      [
        1.9529713434189118, -1.2363325377481802, 2.491313304935421, -2.5228802441960383,
        -0.2430783837246766, -0.4419934826854379,
      ], absolute: 1e-11)
    expectClose(
      g[1].scalars(as: Double.self),
      [
        0.697156056931588, 4.227185754544386, -5.03798065593831, -40.076036443827846,
        -10.303264824333745, 10.12529171264233,
      ], absolute: 1e-10)
    expectClose(
      g[2].scalars(as: Double.self),
      [
        10.169809968983959, 3.8890767637167225, 4.754828278759367, 26.78559459994746,
        11.936688071340946, 15.056960044356536,
      ], absolute: 1e-10)
  }

  @Test func aLargeMeanCostsNoDigits() {
    let x = Tensor([1_000_001, 1_000_002, 1_000_003, 1_000_004] as [Float], shape: [1, 4])
    let small = Tensor([1, 2, 3, 4] as [Float], shape: [1, 4])
    expectClose(
      x.layerNorm().scalars(as: Float.self), small.layerNorm().scalars(as: Float.self), ulps: 4)
  }

  @Test func constantRowsBecomeZero() {
    let y = Tensor.full(7, shape: [2, 5]).layerNorm().scalars(as: Float.self)
    #expect(y == Array(repeating: 0, count: 10))
  }

  @Test func gradientsOfManyRowsAreTheSameForAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor.randomNormal([700, 130], key: RandomKey(seed: 1))
      let image = Tensor.randomNormal([6, 8, 40, 40], key: RandomKey(seed: 2))
      let inputs = [x, Tensor.ones([130]), Tensor.zeros([130]), image, Tensor.ones([8])]
      var prints: Set<UInt64> = []
      for threads in 1...4 {
        TensorRuntime.threads = threads
        let g = try gradient(at: inputs) {
          $0[0].layerNorm(weight: $0[1], bias: $0[2]).weighed()
            + $0[3].batchNorm(weight: $0[4]).weighed()
            + $0[3].groupNorm(groups: 4, weight: $0[4]).weighed()
        }
        prints.insert(fingerprint(g))
      }
      #expect(prints.count == 1)
    }
  }

  @Test func fusedGradientsOfManyRowsAgreeWithComposedOnes() throws {
    let inputs = [
      Tensor(Self.values(150 * 20, seed: 6), shape: [150, 20]), Tensor(Self.values(20, seed: 7)),
      Tensor(Self.values(20, seed: 8)),
    ]
    let fused = try gradient(at: inputs) {
      $0[0].layerNorm(weight: $0[1], bias: $0[2]).weighed()
    }
    let composed = try gradient(at: inputs) {
      let centered = $0[0] - $0[0].mean(axis: 1, keepDims: true)
      let variance = (centered * centered).mean(axis: 1, keepDims: true)
      return (centered / (variance + 1e-5).sqrt() * $0[1] + $0[2]).weighed()
    }
    for (a, b) in zip(fused, composed) {
      expectClose(a.scalars(as: Double.self), b.scalars(as: Double.self), absolute: 1e-12)
    }
  }

  /// Runs longer than the lanes, so that batches are normalised where they lie.
  @Test func gradientsOfChannelsAgreeWithDifferences() throws {
    let inputs = [
      Tensor(Self.values(3 * 4 * 18, seed: 11), shape: [3, 4, 18]),
      Tensor(Self.values(4, seed: 12)), Tensor(Self.values(4, seed: 13)),
    ]
    let batch = try gradientCheck(at: inputs) {
      $0[0].batchNorm(weight: $0[1], bias: $0[2]).weighed()
    }
    #expect(batch.worstError < 1e-7, "batchNorm: \(batch)")
    let groups = try gradientCheck(at: inputs) {
      $0[0].groupNorm(groups: 2, weight: $0[1], bias: $0[2]).weighed()
    }
    #expect(groups.worstError < 1e-7, "groupNorm: \(groups)")
  }

  @Test func runningStatisticsMoveTowardsTheBatch() throws {
    let x = Tensor([1, 3, 10, 30, 5, 7, 50, 70] as [Double], shape: [2, 2, 2])
    let start = Tensor.RunningStatistics(channels: 2, dtype: .float64)
    let (y, running) = x.batchNorm(updating: start, momentum: 0.25)
    #expect(y.bytes == x.batchNorm().bytes)
    // Means 4 and 40; unbiased variances 20/3 and 2000/3.
    expectClose(running.mean.scalars(as: Double.self), [1, 10])
    expectClose(
      running.variance.scalars(as: Double.self), [0.75 + 5.0 / 3, 0.75 + 500.0 / 3])
    let fixed = Tensor.RunningStatistics(
      mean: Tensor([4.0, 40]), variance: Tensor([5.0, 500]))
    expectClose(
      x.batchNorm(by: fixed, weight: Tensor([2.0, 3]), bias: Tensor([1.0, -1])).scalars(
        as: Double.self),
      x.batchNorm(weight: Tensor([2.0, 3]), bias: Tensor([1.0, -1])).scalars(as: Double.self),
      absolute: 1e-12)
    // No gradient leaks into the statistics of the next step.
    _ = try gradient(at: x) {
      let (y, running) = $0.batchNorm(updating: start)
      #expect(!running.mean.isTracked && !running.variance.isTracked)
      return y.weighed()
    }
  }

  @Test func lengthsBecomeOne() throws {
    let x = Tensor([3, 4, 0, 0] as [Double], shape: [2, 2])
    #expect(x.l2Normalized().scalars(as: Double.self) == [0.6, 0.8, 0, 0])
    let g = try gradient(at: x) { $0.l2Normalized(epsilon: 0.5).weighed() }
    #expect(g.scalars(as: Double.self).allSatisfy { $0.isFinite })
    let inputs = [Tensor(Self.values(12, seed: 9), shape: [3, 4])]
    let report = try gradientCheck(at: inputs) { $0[0].l2Normalized(axis: 0).weighed() }
    #expect(report.worstError < 1e-8)
  }

  /// torch.nn.functional.local_response_norm's definition, channel by channel.
  @Test(arguments: 1...4) func neighboursDampEachOther(size: Int) throws {
    let x = Self.values(2 * 5 * 3, seed: 10)
    let y = Tensor(x, shape: [2, 5, 3]).localResponseNorm(size: size, alpha: 0.5, k: 2)
    var expected = x
    for i in x.indices {
      let c = i / 3 % 5
      var sum = 0.0
      for other in (c - size / 2)...(c + (size - 1) / 2) where other >= 0 && other < 5 {
        sum += x[i + (other - c) * 3] * x[i + (other - c) * 3]
      }
      expected[i] = x[i] / pow(2 + 0.5 / Double(size) * sum, 0.75)
    }
    expectClose(y.scalars(as: Double.self), expected, ulps: 16)
  }

  @Test func nanStaysInItsRow() {
    var x = [Float](repeating: 1, count: 12)
    x[4] = .nan
    let y = Tensor(x, shape: [3, 4]).layerNorm().scalars(as: Float.self)
    for i in y.indices { #expect(y[i].isNaN == (i / 4 == 1)) }
  }

  static let mistakes: [(String, @Sendable () -> Tensor)] = {
    let x = Tensor.zeros([2, 6, 5])
    return [
      ("layerNorm weight: shapes [5] and [6]", { x.layerNorm(weight: .zeros([6])) }),
      ("layerNorm bias: shapes [6, 5] and [5]", { x.layerNorm(axes: 2, bias: .zeros([5])) }),
      ("layerNorm: shape [2, 6, 5] has no 4 last axes", { x.layerNorm(axes: 4) }),
      ("rmsNorm: shape [2, 6, 5] has no 0 last axes", { x.rmsNorm(axes: 0) }),
      ("batchNorm weight: shapes [6] and [5]", { x.batchNorm(weight: .zeros([5])) }),
      ("batchNorm: shape [5] is not [batch", { Tensor.zeros([5]).batchNorm() }),
      ("of 6 channels cannot be cut into 4 groups", { x.groupNorm(groups: 4) }),
      ("groupNorm bias: shapes [6] and [2]", { x.groupNorm(groups: 2, bias: .zeros([2])) }),
      (
        "too few for a variance",
        { Tensor.zeros([1, 6]).batchNorm(updating: .init(channels: 6)).result }
      ),
      ("batchNorm mean: shapes [6] and [4]", { x.batchNorm(by: .init(channels: 4)) }),
    ]
  }()

  @Test(arguments: mistakes.indices) func mistakesAreNamed(index: Int) {
    let (text, mistake) = Self.mistakes[index]
    let error = #expect(throws: TensorError.self) { try withTensorErrors { mistake() } }
    #expect(
      error?.description.contains(text) == true, "\(error.map(\.description) ?? "") / \(text)")
  }
}
