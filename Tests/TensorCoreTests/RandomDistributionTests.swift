// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import Testing

/// Distributions against their theory. The keys are fixed, so a test either always passes or never; its
/// bounds are those that a right generator breaks with a probability of at most 10⁻⁶ for a random key.
@Suite struct RandomDistributionTests {
  static let key = RandomKey(seed: 20_261_122)

  /// The largest distance between the distribution of a sample and a function, times √n. It is above 2.7
  /// with a probability of 2 exp(-2 · 2.7²) = 9 · 10⁻⁷ (Kolmogorov).
  static func kolmogorov(_ values: [Double], _ function: (Double) -> Double) -> Double {
    let n = Double(values.count)
    var worst = 0.0
    for (i, x) in values.sorted().enumerated() {
      let f = function(x)
      worst = Swift.max(worst, (f - Double(i) / n).magnitude, (Double(i + 1) / n - f).magnitude)
    }
    return worst * n.squareRoot()
  }

  /// Pearson's sum, as standard deviations from what is expected: (χ² - k) / √(2 k). Above 6 with a
  /// probability below 10⁻⁶ for the k of these tests, 5 to 255.
  static func chiSquare(_ counts: [Int], _ probabilities: [Double]) -> Double {
    let n = Double(counts.reduce(0, +))
    var sum = 0.0
    for (count, p) in zip(counts, probabilities) where p > 0 {
      let difference = Double(count) - n * p
      sum += difference * difference / (n * p)
    }
    let degrees = Double(probabilities.count { $0 > 0 } - 1)
    return (sum - degrees) / (2 * degrees).squareRoot()
  }

  static func normalDistribution(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

  @Test(arguments: [DType.float32, .float64]) func uniformNumbersAreUniform(dtype: DType) {
    let x = Tensor.randomUniform([50_000], in: -2..<6, key: Self.key, dtype: dtype)
    let values = x.scalars(as: Double.self)
    #expect(Self.kolmogorov(values) { ($0 + 2) / 8 } < 2.7)
    #expect(values.allSatisfy { $0 >= -2 && $0 < 6 })
    // Neighbours are not related: 64 squares.
    var squares = [Int](repeating: 0, count: 64)
    for i in stride(from: 0, to: values.count, by: 2) {
      squares[Int(values[i] + 2) * 8 + Int(values[i + 1] + 2)] += 1
    }
    #expect(Self.chiSquare(squares, Array(repeating: 1.0 / 64, count: 64)) < 6)
  }

  @Test(arguments: [DType.float32, .float64]) func normalNumbersAreNormal(dtype: DType) {
    let n = 100_000
    let x = Tensor.randomNormal([n], key: Self.key, dtype: dtype).scalars(as: Double.self)
    #expect(Self.kolmogorov(x, Self.normalDistribution) < 2.7)
    let mean = x.reduce(0, +) / Double(n)
    let variance = x.reduce(0) { $0 + $1 * $1 } / Double(n)
    // Their standard deviations are 1/√n and √(2/n); 4.9 of them are left with a probability of 10⁻⁶.
    #expect(mean.magnitude < 4.9 / Double(n).squareRoot())
    #expect((variance - 1).magnitude < 4.9 * (2 / Double(n)).squareRoot())
    let product = zip(x, x.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(n)
    #expect(product.magnitude < 4.9 / Double(n).squareRoot())
    // Beyond 3: 0.0027 of them.
    let far = Double(x.count { $0.magnitude > 3 })
    #expect((far - 270).magnitude < 4.9 * 270.0.squareRoot())
    let scaled = Tensor.randomNormal(
      [n], mean: -3, standardDeviation: 0.5, key: Self.key, dtype: dtype)
    #expect(
      Self.kolmogorov(scaled.scalars(as: Double.self)) {
        Self.normalDistribution(($0 + 3) * 2)
      } < 2.7)
  }

  @Test func normalFloatsAreThoseOfTheBlocksUpToRounding() {
    let seed: UInt64 = 0x0123_4567_89ab_cdef
    let x = Tensor.randomNormal([100], key: RandomKey(seed: seed)).scalars(as: Double.self)
    for i in stride(from: 0, to: 100, by: 2) {
      let block = Philox.block(counter: [UInt32(i / 4), 0, 0, 0], key: [0x89ab_cdef, 0x0123_4567])
      let radius = (-2 * log((Double(block[i % 4]) + 0.5) * 0x1p-32)).squareRoot()
      let angle = Double(block[i % 4 + 1]) * 0x1p-32 * 2 * .pi
      #expect((x[i] - radius * cos(angle)).magnitude < 2e-6)
      #expect((x[i + 1] - radius * sin(angle)).magnitude < 2e-6)
    }
  }

  @Test func halfWidthNumbersAreThoseOfFloat32Rounded() {
    for dtype in [DType.float16, .bfloat16] {
      let normal = Tensor.randomNormal([999], key: Self.key, dtype: dtype)
      #expect(normal == Tensor.randomNormal([999], key: Self.key).cast(to: dtype))
      let uniform = Tensor.randomUniform([20_000], key: Self.key, dtype: dtype)
      #expect(uniform.dtype == dtype && uniform.cast(to: .float32).max().item() < 1)
    }
  }

  @Test(arguments: [
    (-2.0, 2.0), (-0.5, 0.7), (1, 2), (0, .infinity), (3, 9), (6, .infinity), (-.infinity, -4),
    (-8, -3), (-0.1, 5), (5, 5.01), (-.infinity, .infinity),
  ])
  func truncatedNormalNumbersFollowTheirDistribution(low: Double, high: Double) {
    let n = 20_000
    let x = Tensor.randomTruncatedNormal(
      [n], mean: 10, standardDeviation: 3, in: (10 + 3 * low)...(10 + 3 * high), key: Self.key,
      dtype: .float64
    ).scalars(as: Double.self)
    #expect(x.allSatisfy { $0 >= 10 + 3 * low && $0 <= 10 + 3 * high })
    // In the tail, where 1 - p would lose all digits, by symmetry.
    let flip = low > 0 ? -1.0 : 1.0
    let (a, b) = low > 0 ? (-high, -low) : (low, high)
    let (from, to) = (Self.normalDistribution(a), Self.normalDistribution(b))
    let distance = Self.kolmogorov(x.map { flip * ($0 - 10) / 3 }) {
      (Self.normalDistribution($0) - from) / (to - from)
    }
    #expect(distance < 2.7)
  }

  @Test func truncationDefaultsToTwoStandardDeviations() {
    let x = Tensor.randomTruncatedNormal([5000], mean: 1, standardDeviation: 0.5, key: Self.key)
    #expect(x.dtype == .float32 && x.max().item() <= 2 && (-x).max().item() <= 0)
    #expect(x.max().item() > 1.9)
  }

  @Test func truthValuesComeWithTheirProbability() {
    let n = 100_000.0
    for p in [0, 0.001, 0.3, 0.5, 0.99, 1] {
      let x = Tensor.randomBernoulli([Int(n)], probability: p, key: Self.key)
      let count = Double(x.scalars(as: Bool.self).count { $0 })
      #expect((count - n * p).magnitude <= 4.9 * (n * p * (1 - p)).squareRoot())
    }
    let p = Tensor([0, 1, 0.5, 0.25])
    let x = Tensor.randomBernoulli(probabilities: p, shape: [2000, 4], key: Self.key)
    #expect(x.dtype == .bool && x.shape == [2000, 4])
    let sums = x.cast(to: .float64).sum(axis: 0).scalars(as: Double.self)
    #expect(sums[0] == 0 && sums[1] == 2000)
    #expect((sums[2] - 1000).magnitude < 4.9 * 500.0.squareRoot())
    #expect((sums[3] - 500).magnitude < 4.9 * 375.0.squareRoot())
    // A larger probability is true wherever a smaller one is.
    let few = Tensor.randomBernoulli([500], probability: 0.2, key: Self.key)
    let many = Tensor.randomBernoulli([500], probability: 0.6, key: Self.key)
    #expect((few & many) == few)
  }

  @Test func integersAreAllAlike() {
    for range in [0..<7, -100..<156, 5..<6] {
      let x = Tensor.randomIntegers([60_000], in: range, key: Self.key).scalars(as: Int64.self)
      var counts = [Int](repeating: 0, count: range.count)
      for value in x { counts[Int(value) - range.lowerBound] += 1 }
      if range.count > 1 {
        let p = 1 / Double(range.count)
        #expect(Self.chiSquare(counts, Array(repeating: p, count: range.count)) < 6)
      }
    }
    // Two thirds of what is drawn here is thrown away or not by a hair: 2⁶³ · 2/3 values.
    let span = Int.max / 3 * 2
    let wide = Tensor.randomIntegers([30_000], in: -5..<(span - 5), key: Self.key)
    let unit = wide.scalars(as: Int64.self).map { (Double($0) + 5) / Double(span) }
    #expect(Self.kolmogorov(unit) { $0 } < 2.7)
    let all = Tensor.randomIntegers([1000], in: .min..<(.max), key: Self.key)
    #expect(
      Self.kolmogorov(all.scalars(as: Int64.self).map { Double($0) / 0x1p64 + 0.5 }) { $0 } < 2.7)
    let bytes = Tensor.randomIntegers([1000], in: 0..<256, key: Self.key, dtype: .uint8)
    #expect(bytes.dtype == .uint8 && Set(bytes.bytes).count > 200)
  }

  @Test func classesComeWithTheirProbabilities() {
    let p = [0.5, 0.25, 0, 0.125, 0.125, 0]
    let n = 40_000
    let logits = Tensor(p.map { log($0) })
    for x in [
      Tensor.randomCategorical(probabilities: Tensor(p), count: n, key: Self.key),
      Tensor.randomCategorical(probabilities: Tensor(p) * 0.5, count: n, key: Self.key.child(1)),
      Tensor.randomCategorical(logits: logits, count: n, key: Self.key.child(2)),
      Tensor.randomCategorical(logits: logits + 700, count: n, key: Self.key.child(3)),
    ] {
      #expect(x.dtype == .int64 && x.shape == [n])
      var counts = [Int](repeating: 0, count: 6)
      for value in x.scalars(as: Int64.self) { counts[Int(value)] += 1 }
      #expect(counts[2] == 0 && counts[5] == 0)
      #expect(Self.chiSquare(counts, p) < 6)
    }
    let rows = Tensor([[0, -Float.infinity], [-.infinity, 3]])
    #expect(
      Tensor.randomCategorical(logits: rows, key: Self.key) == Tensor([Int64(0), 1]))
    #expect(
      Tensor.randomCategorical(logits: rows, count: 2, key: Self.key)
        == Tensor([[Int64(0), 0], [1, 1]]))
    #expect(Tensor.randomCategorical(logits: .zeros([2, 0, 3]), key: Self.key).shape == [2, 0])
  }

  @Test func permutationsAndShuffles() throws {
    let order = Tensor.randomPermutation(50, key: Self.key)
    #expect(order.scalars(as: Int64.self).sorted() == (0..<50).map { $0 })
    #expect(order.scalars(as: Int64.self).map(Int.init) == Self.key.permutation(50))
    let x = Tensor.arange(60).reshaped(to: [3, 20])
    let shuffled = x.shuffled(axis: 1, key: Self.key)
    #expect(shuffled == x.indexSelect(.randomPermutation(20, key: Self.key), axis: 1))
    #expect(shuffled != x)
    let g = try gradient(at: x) { ($0.shuffled(key: Self.key) * $0).sum() }
    #expect(g.shape == [3, 20])
    #expect(Tensor.randomPermutation(0, key: Self.key).shape == [0])
  }

  @Test func choices() {
    let x = Tensor.arange(10, dtype: .int32)
    let all = x.randomChoice(10, replacing: false, key: Self.key).scalars(as: Int32.self)
    #expect(all.sorted() == (0..<10).map { $0 })
    let some = x.randomChoice(5000, key: Self.key).scalars(as: Int32.self)
    var counts = [Int](repeating: 0, count: 10)
    for value in some { counts[Int(value)] += 1 }
    #expect(Self.chiSquare(counts, Array(repeating: 0.1, count: 10)) < 6)
    let p = Tensor([0.5, 0.3, 0.2, 0])
    #expect(x.sliced(0..<4).randomChoice(0, key: Self.key).shape == [0])
    // The first of several without replacement has the probabilities, the second what is left of them.
    var first = [0, 0, 0, 0]
    var second = [0, 0, 0, 0]
    for i in 0..<4000 {
      let pair = x.sliced(0..<4).randomChoice(
        2, replacing: false, probabilities: p, key: Self.key.child(UInt64(i))
      ).scalars(as: Int32.self)
      first[Int(pair[0])] += 1
      second[Int(pair[1])] += 1
    }
    #expect(Self.chiSquare(first, [0.5, 0.3, 0.2, 0]) < 6)
    let left = [
      0.3 * 0.5 / 0.7 + 0.2 * 0.5 / 0.8, 0.5 * 0.3 / 0.5 + 0.2 * 0.3 / 0.8,
      0.5 * 0.2 / 0.5 + 0.3 * 0.2 / 0.7, 0,
    ]
    #expect(Self.chiSquare(second, left) < 6)
  }

  // MARK: Exactness

  static let generators: [(String, @Sendable (Int, RandomKey) -> Tensor)] = [
    ("uniform", { .randomUniform([$0], key: $1) }),
    ("uniform64", { .randomUniform([$0], in: -1..<2, key: $1, dtype: .float64) }),
    ("normal", { .randomNormal([$0], key: $1) }),
    ("normal64", { .randomNormal([$0], mean: 1, key: $1, dtype: .float64) }),
    ("normal16", { .randomNormal([$0], key: $1, dtype: .float16) }),
    ("truncated", { .randomTruncatedNormal([$0], key: $1) }),
    ("truncated tail", { .randomTruncatedNormal([$0], in: 3...4, key: $1) }),
    ("integers", { .randomIntegers([$0], in: -3..<(Int.max / 3 * 2), key: $1) }),
    ("truths", { .randomBernoulli([$0], probability: 0.4, key: $1) }),
    (
      "classes",
      { .randomCategorical(logits: Tensor([0.1, 2, -1, 0.7]), count: $0, key: $1) }
    ),
  ]

  @Test(arguments: generators.indices) func sameKeySameNumbersOnEveryLevelAndThreadCount(i: Int) {
    let (name, generate) = Self.generators[i]
    let n = 140_003
    let expected = fingerprint([generate(n, Self.key)])
    #expect(fingerprint([generate(n, Self.key)]) == expected)
    #expect(fingerprint([generate(n, Self.key.child(0))]) != expected)
    for (level, print) in onEveryLevel({ _ in fingerprint([generate(n, Self.key)]) }) {
      #expect(print == expected, "\(name) at \(level)")
    }
    let threads = TensorRuntime.threads
    defer { TensorRuntime.threads = threads }
    for count in [1, 3] {
      TensorRuntime.threads = count
      #expect(fingerprint([generate(n, Self.key)]) == expected, "\(name), \(count) threads")
    }
  }

  @Test(arguments: generators.indices) func anElementDoesNotDependOnHowManyThereAre(i: Int) {
    let (name, generate) = Self.generators[i]
    let long = generate(70_001, Self.key)
    for n in [0, 1, 2, 3, 5, 31, 33, 1023, 1025, 65_537] {
      let short = generate(n, Self.key)
      #expect(short.bytes == long.sliced(0..<n).bytes, "\(name) \(n)")
    }
  }

  @Test func numbersOfDifferentKindsAndKeysShareNothing() {
    let kinds = [
      Tensor.randomUniform([64], key: Self.key, dtype: .float64),
      Tensor.randomUniform([64], key: Self.key.split().0, dtype: .float64),
      Tensor.randomUniform([64], key: Self.key.split().1, dtype: .float64),
    ]
    let values = kinds.flatMap { $0.scalars(as: Double.self) }
    #expect(Set(values).count == values.count)
    // Correlation of a parent's and a child's numbers: its standard deviation is 1/√n.
    let n = 50_000
    let a = Tensor.randomNormal([n], key: Self.key)
    let b = Tensor.randomNormal([n], key: Self.key.child(0))
    #expect(((a * b).mean().item()).magnitude < 4.9 / Double(n).squareRoot())
  }

  // MARK: Errors

  static let mistakes: [@Sendable () -> Tensor] = [
    { .randomUniform([2], in: 1..<1, key: key) },
    { .randomUniform([2], in: -1e308..<1e308, key: key, dtype: .float64) },
    { .randomUniform([2], in: -3e38..<3e38, key: key) },
    { .randomUniform([2], in: 0..<(.infinity), key: key) },
    { .randomUniform([2], key: key, dtype: .int32) },
    { .randomUniform([-2], key: key) },
    { .randomNormal([2], standardDeviation: -1, key: key) },
    { .randomNormal([2], standardDeviation: .nan, key: key) },
    { .randomNormal([2], mean: .infinity, key: key) },
    { .randomNormal([2], key: key, dtype: .bool) },
    { .randomNormal([1 << 40, 1 << 40], key: key) },
    { .randomTruncatedNormal([2], standardDeviation: 0, key: key) },
    { .randomTruncatedNormal([2], in: 1...1, key: key) },
    { .randomTruncatedNormal([2], in: 1e9...2e9, key: key) },
    { .randomTruncatedNormal([2], key: key, dtype: .int64) },
    { .randomBernoulli([2], probability: 1.5, key: key) },
    { .randomBernoulli([2], probability: .nan, key: key) },
    { .randomBernoulli([2], probability: -0.1, key: key) },
    { .randomBernoulli(probabilities: Tensor([0.5, 0.5, 0.5]), shape: [2], key: key) },
    { .randomIntegers([2], in: 3..<3, key: key) },
    { .randomIntegers([2], in: 0..<300, key: key, dtype: .uint8) },
    { .randomIntegers([2], in: -1..<3, key: key, dtype: .uint8) },
    { .randomCategorical(probabilities: Tensor([0.5, 1.5]), key: key) },
    { .randomCategorical(probabilities: Tensor([0.5, .nan]), key: key) },
    { .randomCategorical(probabilities: Tensor([0, 0]), key: key) },
    { .randomCategorical(logits: Tensor([0, Float.nan]), key: key) },
    { .randomCategorical(logits: Tensor([0, Float.infinity]), key: key) },
    { .randomCategorical(logits: Tensor([-Float.infinity]), key: key) },
    { .randomCategorical(logits: .scalar(1), key: key) },
    { .randomCategorical(logits: .zeros([2, 0]), key: key) },
    { .randomCategorical(logits: .zeros([2]), count: -1, key: key) },
    { .randomPermutation(-1, key: key) },
    { Tensor([1, 2]).shuffled(axis: 1, key: key) },
    { Tensor([1, 2]).randomChoice(3, replacing: false, key: key) },
    { Tensor([1, 2]).randomChoice(-1, key: key) },
    { Tensor.zeros([0]).randomChoice(1, key: key) },
    { Tensor.scalar(1).randomChoice(1, key: key) },
    { Tensor([1, 2]).randomChoice(1, probabilities: Tensor([1]), key: key) },
    { Tensor([1, 2]).randomChoice(2, replacing: false, probabilities: Tensor([1, 0]), key: key) },
    { Tensor([1, 2]).randomChoice(1, probabilities: Tensor([1, 2]), key: key) },
  ]

  @Test(arguments: mistakes.indices) func whatCannotBeDrawnIsAnError(i: Int) {
    let error = #expect(throws: TensorError.self) { try withTensorErrors(Self.mistakes[i]) }
    #expect(error?.description.isEmpty == false)
  }

  @Test func probabilitiesHaveNoGradientAndSaySo() {
    let error = #expect(throws: TensorError.self) {
      try gradient(at: Tensor([0.5])) {
        ($0 + Tensor.randomBernoulli(probabilities: $0, key: Self.key).cast(to: .float32)).sum()
      }
    }
    guard case .notDifferentiable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
