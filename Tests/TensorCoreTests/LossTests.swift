// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import TestSupport
import Testing

/// Losses against their definitions, written as loops over Doubles.
@Suite struct LossTests {
  static func random(
    _ shape: [Int], _ range: ClosedRange<Double> = -2...2, seed: UInt64
  ) -> Tensor {
    var random = SeededGenerator(seed: seed)
    return Tensor(
      (0..<shape.reduce(1, *)).map { _ in Double.random(in: range, using: &random) }, shape: shape)
  }

  static func expect(
    _ tensor: Tensor, _ values: [Double], absolute: Double = 1e-13, _ comment: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectClose(
      tensor.scalars(as: Double.self), values, ulps: 4, absolute: absolute, comment,
      sourceLocation: sourceLocation)
  }

  static func error(
    _ expected: TensorError, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () -> Tensor
  ) {
    #expect(throws: expected, sourceLocation: sourceLocation) { try withTensorErrors { body() } }
  }

  /// Checks all reductions of a loss whose elements are known.
  static func expectReductions(
    _ values: [Double], sourceLocation: SourceLocation = #_sourceLocation,
    _ loss: (Tensor.LossReduction) -> Tensor
  ) {
    expect(loss(.none), values, sourceLocation: sourceLocation)
    expect(loss(.sum), [values.reduce(0, +)], absolute: 1e-12, sourceLocation: sourceLocation)
    expect(
      loss(.mean), [values.reduce(0, +) / Double(values.count)], sourceLocation: sourceLocation)
  }

  // MARK: Cross entropy

  /// One option of each kind.
  struct Options: CustomTestStringConvertible, Sendable {
    var isWeighted: Bool
    var smoothing: Double
    var ignored: Int?
    var testDescription: String {
      "weights \(isWeighted), smoothing \(smoothing), ignored \(String(describing: ignored))"
    }
  }
  static let options = [false, true].flatMap { weighted in
    [0, 0.2, 1].flatMap { smoothing in
      [nil, -100, 2].map {
        Options(isWeighted: weighted, smoothing: smoothing, ignored: $0)
      }
    }
  }

  /// PyTorch's definition: losses, and what a mean divides by.
  static func crossEntropy(
    _ x: [[Double]], _ labels: [Int], weights: [Double], _ options: Options
  ) -> (losses: [Double], divisor: Double) {
    var losses: [Double] = []
    var divisor = 0.0
    for (row, label) in zip(x, labels) {
      if label == options.ignored {
        losses.append(0)
        continue
      }
      let top = row.max() ?? 0
      let logSum = top + log(row.map { exp($0 - top) }.reduce(0, +))
      let even = zip(row, weights).map { ($0.0 - logSum) * $0.1 }.reduce(0, +)
      losses.append(
        -(1 - options.smoothing) * weights[label] * (row[label] - logSum)
          - options.smoothing / Double(row.count) * even)
      divisor += weights[label]
    }
    return (losses, divisor)
  }

  @Test(arguments: options) func crossEntropyFollowsItsDefinition(_ options: Options) throws {
    let (rows, classes) = (7, 5)
    let x = Self.random([rows, classes], -4...4, seed: 81)
    let w = Self.random([classes], 0.2...2, seed: 82)
    let labels = [4, 2, 0, options.ignored ?? 3, 1, 2, 3]
    let values = x.scalars(as: Double.self)
    let (losses, divisor) = Self.crossEntropy(
      (0..<rows).map { Array(values[($0 * classes)..<(($0 + 1) * classes)]) }, labels,
      weights: options.isWeighted
        ? w.scalars(as: Double.self) : [Double](repeating: 1, count: classes), options)
    func loss(_ x: Tensor, _ w: Tensor, _ reduction: Tensor.LossReduction) -> Tensor {
      .crossEntropy(
        logits: x, labels: labels, classWeights: options.isWeighted ? w : nil,
        ignoreIndex: options.ignored, labelSmoothing: options.smoothing, reduction: reduction)
    }
    Self.expect(loss(x, w, .none), losses)
    Self.expect(loss(x, w, .sum), [losses.reduce(0, +)])
    Self.expect(loss(x, w, .mean), [losses.reduce(0, +) / divisor])
    let report = try gradientCheck(at: [x, w]) {
      loss($0[0], $0[1], .mean) + loss($0[0], $0[1], .none).weighed()
    }
    #expect(report.worstError < 1e-8, "\(report)")
    let second = try gradientCheck(at: [x, w]) { inputs in
      try gradient(at: inputs) { loss($0[0], $0[1], .mean) }.map { $0.weighed() }.reduce(
        Tensor.scalar(0, dtype: .float64), +)
    }
    #expect(second.worstError < 1e-7, "\(second)")
  }

  @Test func classesMayStandInAxisOne() throws {
    let x = Self.random([2, 3, 4, 5], seed: 83)
    let labels = Tensor((0..<40).map { Int64($0 * 7 % 3) }, shape: [2, 4, 5])
    let rows = x.transposed([0, 2, 3, 1]).reshaped(to: [40, 3])
    for reduction in [Tensor.LossReduction.none, .mean, .sum] {
      let found = Tensor.crossEntropy(logits: x, labels: labels, reduction: reduction)
      let expected = Tensor.crossEntropy(
        logits: rows, labels: labels.reshaped(to: [40]), reduction: reduction)
      #expect(found.shape == (reduction == .none ? [2, 4, 5] : []))
      #expect(found.bytes == expected.bytes)
      let likelihood = Tensor.negativeLogLikelihood(
        logProbabilities: x.logSoftmax(axis: 1), labels: labels, reduction: reduction)
      Self.expect(likelihood, found.scalars(as: Double.self))
    }
    let one = Tensor.crossEntropy(
      logits: Tensor([1.0, 2, 3]), labels: Tensor([Int64(1)], shape: []), reduction: .none)
    #expect(one.shape == [])
    Self.expect(one, [log(exp(1) + exp(2) + exp(3)) - 2])
  }

  @Test func ignoringAllRowsLeavesNothingToAverage() throws {
    let x = Self.random([2, 3], seed: 84)
    func loss(_ reduction: Tensor.LossReduction) -> Tensor {
      .crossEntropy(logits: x, labels: [9, 9], ignoreIndex: 9, reduction: reduction)
    }
    #expect(loss(.mean).item().isNaN)
    #expect(loss(.sum).item() == 0)
    #expect(loss(.none).scalars(as: Double.self) == [0, 0])
    let g = try gradient(at: x) {
      .crossEntropy(logits: $0, labels: [9, 9], ignoreIndex: 9, reduction: .sum)
    }
    #expect(g.scalars(as: Double.self).allSatisfy { $0 == 0 })
  }

  @Test func whatStandsInIgnoredRowsDoesNotMatter() throws {
    let x = Tensor([0.5, -0.5, .nan, .infinity, 0.25, 1], shape: [3, 2])
    for smoothing in [0, 0.1] {
      for weights in [nil, Tensor([1.0, 2])] {
        func loss(_ x: Tensor) -> Tensor {
          .crossEntropy(
            logits: x, labels: [0, -1, 1], classWeights: weights, ignoreIndex: -1,
            labelSmoothing: smoothing)
        }
        #expect(loss(x).item().isFinite)
        let g = try gradient(at: x, of: loss).scalars(as: Double.self)
        #expect(g.allSatisfy { $0.isFinite } && g[2] == 0 && g[3] == 0, "\(g)")
      }
    }
  }

  @Test func probabilitiesMayBeTargets() throws {
    let x = Self.random([4, 3, 2], seed: 85)
    let p = Self.random([4, 3, 2], 0...1, seed: 86)
    let w = Self.random([3], 0.5...2, seed: 87)
    let logs = x.logSoftmax(axis: 1).scalars(as: Double.self)
    let (targets, weights) = (p.scalars(as: Double.self), w.scalars(as: Double.self))
    for smoothing in [0, 0.3] {
      var losses = [Double](repeating: 0, count: 8)
      for place in 0..<24 {
        let (row, c, column) = (place / 6, place / 2 % 3, place % 2)
        let target = targets[place] * (1 - smoothing) + smoothing / 3
        losses[row * 2 + column] -= logs[place] * target * weights[c]
      }
      Self.expectReductions(losses) {
        .crossEntropy(
          logits: x, probabilities: p, classWeights: w, labelSmoothing: smoothing, reduction: $0)
      }
      let report = try gradientCheck(at: [x, p, w]) {
        .crossEntropy(
          logits: $0[0], probabilities: $0[1], classWeights: $0[2], labelSmoothing: smoothing)
      }
      #expect(report.worstError < 1e-9, "\(report)")
    }
    // Labels are probabilities of 0 and 1.
    let labels = Tensor([Int64(0), 2, 1, 1])
    let hot = Tensor.oneHot(labels, classes: 3, dtype: .float64)
    let rows = Self.random([4, 3], seed: 88)
    Self.expect(
      .crossEntropy(logits: rows, probabilities: hot, labelSmoothing: 0.1),
      [Tensor.crossEntropy(logits: rows, labels: labels, labelSmoothing: 0.1).item()])
  }

  @Test func longRowsAndManyThreadsChangeNoBit() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor.randomNormal([70, 9001], key: RandomKey(seed: 1))
      let labels = (0..<70).map { $0 * 128 % 9001 }
      func prints() throws -> UInt64 {
        func loss(_ x: Tensor) -> Tensor {
          .crossEntropy(logits: x, labels: labels, labelSmoothing: 0.1)
        }
        return fingerprint([loss(x), try gradient(at: x, of: loss)])
      }
      TensorRuntime.threads = 1
      let one = try prints()
      TensorRuntime.threads = 3
      #expect(try prints() == one)
      for (level, found) in try onEveryLevel({ _ in try prints() }) {
        #expect(found == one, "\(level)")
      }
    }
  }

  @Test(arguments: options.filter { $0.smoothing == 0 })
  func likelihoodFollowsItsDefinition(_ options: Options) throws {
    let x = Self.random([5, 3], seed: 89)
    let w = Self.random([3], 0.2...2, seed: 90)
    let labels = [2, 1, options.ignored ?? 0, 0, 1]
    let weights = options.isWeighted ? w.scalars(as: Double.self) : [1, 1, 1]
    var losses: [Double] = []
    var divisor = 0.0
    for (row, label) in labels.enumerated() {
      if label == options.ignored {
        losses.append(0)
      } else {
        losses.append(-weights[label] * x.scalars(as: Double.self)[row * 3 + label])
        divisor += weights[label]
      }
    }
    func loss(_ x: Tensor, _ w: Tensor, _ reduction: Tensor.LossReduction) -> Tensor {
      .negativeLogLikelihood(
        logProbabilities: x, labels: Tensor(labels.map(Int64.init)),
        classWeights: options.isWeighted ? w : nil, ignoreIndex: options.ignored,
        reduction: reduction)
    }
    Self.expect(loss(x, w, .none), losses)
    Self.expect(loss(x, w, .sum), [losses.reduce(0, +)])
    Self.expect(loss(x, w, .mean), [losses.reduce(0, +) / divisor])
    let report = try gradientCheck(at: [x, w]) {
      loss($0[0], $0[1], .mean) + loss($0[0], $0[1], .none).weighed()
    }
    #expect(report.worstError < 1e-9, "\(report)")
    // An impossible class costs nothing where it is not the label.
    let impossible = Tensor([-Double.infinity, -1, -2], shape: [1, 3])
    let g = try gradient(at: impossible) {
      .negativeLogLikelihood(logProbabilities: $0, labels: Tensor([Int64(1)]))
    }
    #expect(g.scalars(as: Double.self) == [0, -1, 0])
  }

  @Test func mistakesOfLabelsAreNamed() {
    let x = Tensor.zeros([2, 3])
    Self.error(
      .shapeMismatch(operation: "crossEntropy", left: [2, 3, 4], right: [2, 5], axis: 2)
    ) { .crossEntropy(logits: .zeros([2, 3, 4]), labels: .zeros([2, 5], dtype: .int64)) }
    Self.error(
      .shapeMismatch(operation: "crossEntropy", left: [2, 3], right: [2, 3], axis: 0)
    ) { .crossEntropy(logits: x, labels: .zeros([2, 3], dtype: .int64)) }
    Self.error(.unsupportedType(operation: "crossEntropy", dtype: .float32)) {
      .crossEntropy(logits: x, labels: Tensor.zeros([2]), ignoreIndex: 0)
    }
    Self.error(.indexOutOfRange(operation: "crossEntropy", index: -100, bound: 3)) {
      .crossEntropy(logits: x, labels: [0, -100])
    }
    Self.error(.indexOutOfRange(operation: "crossEntropy", index: 3, bound: 3)) {
      .crossEntropy(logits: x, labels: [3, 7], ignoreIndex: 7)
    }
    Self.error(
      .shapeMismatch(operation: "crossEntropy weights", left: [3], right: [2], axis: 0)
    ) { .crossEntropy(logits: x, labels: [0, 1], classWeights: .ones([2])) }
    Self.error(
      .invalidArgument(
        operation: "crossEntropy", reason: "a label smoothing of 1.5, not in 0...1")
    ) { .crossEntropy(logits: x, labels: [0, 1], labelSmoothing: 1.5) }
    Self.error(
      .shapeMismatch(operation: "negativeLogLikelihood", left: [2, 3], right: [1], axis: 0)
    ) { .negativeLogLikelihood(logProbabilities: x, labels: .zeros([1], dtype: .int64)) }
    // [n] against [n, 1] would be n² losses.
    Self.error(
      .shapeMismatch(operation: "meanSquaredError", left: [4], right: [4, 1], axis: nil)
    ) { .meanSquaredError(.zeros([4]), .zeros([4, 1])) }
    Self.error(.shapeMismatch(operation: "huberLoss", left: [4], right: [5], axis: 0)) {
      .huberLoss(.zeros([4]), .zeros([5]))
    }
  }

  // MARK: Binary

  @Test func binaryLossesFollowTheirDefinition() throws {
    let x = Self.random([3, 4], -6...6, seed: 91)
    let t = Self.random([3, 4], 0...1, seed: 92)
    let (v, w) = (Self.random([4], 0.5...3, seed: 93), Self.random([3, 1], 0.5...3, seed: 94))
    let p = x.sigmoid()
    var plain: [Double] = []
    var full: [Double] = []
    for i in 0..<12 {
      let yes = log(1 / (1 + exp(-x.scalars(as: Double.self)[i])))
      let no = log(1 / (1 + exp(x.scalars(as: Double.self)[i])))
      let target = t.scalars(as: Double.self)[i]
      plain.append(-(target * yes + (1 - target) * no))
      full.append(
        -(v.scalars(as: Double.self)[i % 4] * target * yes + (1 - target) * no)
          * w.scalars(as: Double.self)[i / 4])
    }
    Self.expectReductions(plain) { .binaryCrossEntropy(logits: x, targets: t, reduction: $0) }
    Self.expectReductions(plain) {
      .binaryCrossEntropy(probabilities: p, targets: t, reduction: $0)
    }
    Self.expectReductions(full) {
      .binaryCrossEntropy(
        logits: x, targets: t, positiveWeight: v, weight: w, reduction: $0)
    }
    let report = try gradientCheck(at: [x, t, v, w]) {
      .binaryCrossEntropy(logits: $0[0], targets: $0[1], positiveWeight: $0[2], weight: $0[3])
    }
    #expect(report.worstError < 1e-9, "\(report)")
    let single = Tensor.binaryCrossEntropy(
      logits: x.cast(to: .float32), targets: t.cast(to: .float32), reduction: .none)
    Self.expect(single, plain, absolute: 2e-6)
  }

  @Test func binaryLossesHaveNoOverflow() throws {
    let x = Tensor([-1000.0, 1000, -1000, 1000])
    let t = Tensor([0.0, 1, 1, 0])
    let losses = Tensor.binaryCrossEntropy(logits: x, targets: t, reduction: .none)
    #expect(losses.scalars(as: Double.self) == [0, 0, 1000, 1000])
    let g = try gradient(at: x) { .binaryCrossEntropy(logits: $0, targets: t, reduction: .sum) }
    #expect(g.scalars(as: Double.self) == [0, 0, -1, 1])
    // Probabilities of 0 and 1 cost 100, and have PyTorch's slope.
    let p = Tensor([0.0, 1, 1, 0])
    func loss(_ p: Tensor) -> Tensor {
      .binaryCrossEntropy(
        probabilities: p, targets: Tensor([0.0, 1, 0, 1]), reduction: .none)
    }
    #expect(loss(p).scalars(as: Double.self) == [0, 0, 100, 100])
    let slopes = try gradient(at: p) { loss($0).sum() }
    #expect(slopes.scalars(as: Double.self) == [0, 0, 1e12, -1e12])
    #expect(
      loss(Tensor([-0.1, 1.1, 0.5, .nan])).scalars(as: Double.self).map(\.isNaN)
        == [true, true, false, true])
    let targets = try gradient(at: Tensor([1.0, 0, 0, 1])) {
      .binaryCrossEntropy(probabilities: p, targets: $0, reduction: .sum)
    }
    #expect(targets.scalars(as: Double.self) == [100, -100, -100, 100])
  }

  @Test func logSigmoidIsAccurateEverywhere() {
    var values: [Double] = [-745, -104, -88, -20, -1e-3, 0, 1e-3, 0.5, 3, 17, 40, 88, 104, 700]
    values += stride(from: -30, to: 30, by: 0.37)
    for value in values {
      let expected = Swift.min(value, 0) - log1p(exp(-value.magnitude))
      let double = Tensor([value]).logSigmoid().item()
      #expect((double - expected).magnitude <= 4 * expected.magnitude.ulp, "\(value)")
      let single = Tensor([Float(value)]).logSigmoid().scalars(as: Float.self)[0]
      let exact = Double(Float(value))
      let truth = Float(Swift.min(exact, 0) - log1p(exp(-exact.magnitude)))
      #expect(
        (single - truth).magnitude <= Swift.max(4 * truth.ulp, .leastNonzeroMagnitude), "\(value)")
    }
    let ends = Tensor([-Double.infinity, .infinity]).logSigmoid().scalars(as: Double.self)
    #expect(ends == [-.infinity, 0])
  }

  // MARK: Regression

  @Test func regressionLossesFollowTheirDefinition() throws {
    let x = Self.random([4, 3], -3...3, seed: 95)
    let t = Self.random([4, 3], -1...1, seed: 96)
    let residuals = zip(x.scalars(as: Double.self), t.scalars(as: Double.self)).map { $0 - $1 }
    Self.expectReductions(residuals.map { $0 * $0 }) { .meanSquaredError(x, t, reduction: $0) }
    Self.expectReductions(residuals.map(\.magnitude)) { .meanAbsoluteError(x, t, reduction: $0) }
    for delta in [0.3, 1, 2.5] {
      let huber = residuals.map {
        $0.magnitude <= delta ? $0 * $0 / 2 : delta * ($0.magnitude - delta / 2)
      }
      Self.expectReductions(huber) { .huberLoss(x, t, delta: delta, reduction: $0) }
      Self.expectReductions(huber.map { $0 / delta }) {
        .smoothL1Loss(x, t, beta: delta, reduction: $0)
      }
    }
    Self.expectReductions(residuals.map(\.magnitude)) {
      .smoothL1Loss(x, t, beta: 0, reduction: $0)
    }
    let losses: [@Sendable ([Tensor]) -> Tensor] = [
      { .meanSquaredError($0[0], $0[1]) }, { .meanAbsoluteError($0[0], $0[1]) },
      { .huberLoss($0[0], $0[1]) }, { .smoothL1Loss($0[0], $0[1], beta: 0.5) },
    ]
    for loss in losses {
      let report = try gradientCheck(at: [x, t], of: loss)
      #expect(report.worstError < 1e-9, "\(report)")
    }
    let flat = try gradient(at: Tensor([0.0, .infinity, .nan])) {
      .huberLoss($0, .zeros([3], dtype: .float64), delta: 2, reduction: .sum)
    }.scalars(as: Double.self)
    #expect(flat[0] == 0 && flat[1] == 2 && flat[2].isNaN)
    for delta in [0, -1, .nan] {
      #expect(throws: TensorError.self) {
        try withTensorErrors { Tensor.huberLoss(x, t, delta: delta) }
      }
    }
  }

  @Test func likelihoodsOfDistributionsFollowTheirDefinition() throws {
    let x = Self.random([2, 3], -3...(-0.1), seed: 97)
    let t = Tensor([0.5, 0.2, 0, 0.1, 0.9, 0], shape: [2, 3])
    let targets = t.scalars(as: Double.self)
    let divergences = zip(x.scalars(as: Double.self), targets).map { x, t in
      t == 0 ? 0 : t * (log(t) - x)
    }
    Self.expectReductions(divergences) {
      .klDivergence(logProbabilities: x, targets: t, reduction: $0)
    }
    let logs = Self.random([2, 3], -3...0, seed: 98)
    let ofLogs = zip(x.scalars(as: Double.self), logs.scalars(as: Double.self)).map { x, t in
      exp(t) * (t - x)
    }
    Self.expectReductions(ofLogs) {
      .klDivergence(
        logProbabilities: x, targets: logs, targetsAreLogarithms: true, reduction: $0)
    }
    let v = Tensor([0.5, 2, 1, 0.1, 0, 3], shape: [2, 3])
    let normal = (0..<6).map { i in
      let spread = Swift.max(v.scalars(as: Double.self)[i], 1e-6)
      let residual = x.scalars(as: Double.self)[i] - targets[i]
      return (log(spread) + residual * residual / spread) / 2
    }
    Self.expectReductions(normal) {
      .gaussianNegativeLogLikelihood(means: x, targets: t, variances: v, reduction: $0)
    }
    Self.expectReductions(normal.map { $0 + log(2 * .pi) / 2 }) {
      .gaussianNegativeLogLikelihood(
        means: x, targets: t, variances: v, isComplete: true, reduction: $0)
    }
    Self.expectReductions(zip(x.scalars(as: Double.self), targets).map { exp($0) - $1 * $0 }) {
      .poissonNegativeLogLikelihood(logRates: x, targets: t, reduction: $0)
    }
    let positive = Self.random([2, 3], 0.2...2, seed: 99)
    let losses: [@Sendable ([Tensor]) -> Tensor] = [
      { .klDivergence(logProbabilities: $0[0], targets: $0[1]) },
      { .klDivergence(logProbabilities: $0[0], targets: $0[1], targetsAreLogarithms: true) },
      { .gaussianNegativeLogLikelihood(means: $0[0], targets: $0[0] * 2, variances: $0[1]) },
      { .poissonNegativeLogLikelihood(logRates: $0[0], targets: $0[1]) },
    ]
    for loss in losses {
      let report = try gradientCheck(at: [x, positive], of: loss)
      #expect(report.worstError < 1e-8, "\(report)")
    }
    let g = try gradient(at: t) { .klDivergence(logProbabilities: x, targets: $0) }
    #expect(g.scalars(as: Double.self).allSatisfy { $0.isFinite })
  }

  // MARK: Distances

  @Test func distanceLossesFollowTheirDefinition() throws {
    let (rows, width) = (4, 3)
    let x = (0..<3).map { Self.random([rows, width], seed: 100 + UInt64($0)) }
    func row(_ tensor: Int, _ i: Int) -> [Double] {
      Array(x[tensor].scalars(as: Double.self)[(i * width)..<((i + 1) * width)])
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }
    func far(_ a: [Double], _ b: [Double]) -> Double {
      let difference = zip(a, b).map { $0 - $1 + 1e-6 }
      return dot(difference, difference).squareRoot()
    }
    let cosines = (0..<rows).map { i in
      let (a, b) = (row(0, i), row(1, i))
      return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
    }
    Self.expect(.cosineSimilarity(x[0], x[1]), cosines)
    Self.expect(.cosineSimilarity(x[0].transposed(), x[1].transposed(), axis: 0), cosines)
    let labels = Tensor([Int32(1), -1, 1, -1])
    let embedding = cosines.enumerated().map { i, c in
      i % 2 == 0 ? 1 - c : Swift.max(0, c - 0.1)
    }
    Self.expectReductions(embedding) {
      .cosineEmbeddingLoss(x[0], x[1], labels: labels, margin: 0.1, reduction: $0)
    }
    for swap in [false, true] {
      let triplets = (0..<rows).map { i in
        var away = far(row(0, i), row(2, i))
        if swap { away = Swift.min(away, far(row(1, i), row(2, i))) }
        return Swift.max(0, far(row(0, i), row(1, i)) - away + 1)
      }
      Self.expectReductions(triplets) {
        .tripletMarginLoss(
          anchors: x[0], positives: x[1], negatives: x[2], swap: swap, reduction: $0)
      }
    }
    let (a, b) = (x[0].sum(axis: 1), x[1].sum(axis: 1))
    let (first, second) = (a.scalars(as: Double.self), b.scalars(as: Double.self))
    let ranking = (0..<rows).map { i -> Double in
      let sign: Double = i % 2 == 0 ? 1 : -1
      return Swift.max(0, 0.2 - sign * (first[i] - second[i]))
    }
    Self.expectReductions(ranking) {
      .marginRankingLoss(a, b, labels: labels, margin: 0.2, reduction: $0)
    }
    let hinges = (0..<rows).map { i -> Double in
      i % 2 == 0 ? first[i] : Swift.max(0, 1 - first[i])
    }
    Self.expectReductions(hinges) { .hingeEmbeddingLoss(a, labels: labels, reduction: $0) }
    let losses: [@Sendable ([Tensor]) -> Tensor] = [
      { Tensor.cosineSimilarity($0[0], $0[1]).weighed() },
      { .cosineEmbeddingLoss($0[0], $0[1], labels: labels) },
      { .tripletMarginLoss(anchors: $0[0], positives: $0[1], negatives: $0[2], swap: true) },
      { .marginRankingLoss($0[0].sum(axis: 1), $0[1].sum(axis: 1), labels: labels, margin: 0.2) },
      { .hingeEmbeddingLoss($0[0].sum(axis: 1), labels: labels) },
    ]
    for loss in losses {
      let report = try gradientCheck(at: x, of: loss)
      #expect(report.worstError < 1e-8, "\(report)")
    }
  }

  @Test func vectorsOfZerosHaveFiniteGradients() throws {
    let zeros = Tensor.zeros([2, 3], dtype: .float64)
    let ones = Tensor.ones([2, 3], dtype: .float64)
    #expect(Tensor.cosineSimilarity(zeros, ones).scalars(as: Double.self) == [0, 0])
    let g = try gradient(at: [zeros, ones]) { Tensor.cosineSimilarity($0[0], $0[1]).sum() }
    #expect(g.allSatisfy { $0.scalars(as: Double.self).allSatisfy { $0.isFinite } })
    let triplet = try gradient(at: ones) {
      .tripletMarginLoss(anchors: $0, positives: $0, negatives: $0)
    }
    #expect(triplet.scalars(as: Double.self).allSatisfy { $0.isFinite })
    Self.error(
      .invalidArgument(operation: "cosineEmbeddingLoss", reason: "a label of 0.0, not 1 or -1")
    ) { .cosineEmbeddingLoss(zeros, ones, labels: Tensor([0.0, 1])) }
  }

  // MARK: CTC

  /// The definition: the sum over every way through the classes that reads as the labels.
  static func ctc(_ x: [[Double]], _ labels: [Int], blank: Int) -> Double {
    var total = 0.0
    let classes = x.first?.count ?? 1
    let ways = x.reduce(1) { ways, _ in ways * classes }
    for way in 0..<ways {
      var rest = way
      var reading: [Int] = []
      var previous: Int?
      var logProbability = 0.0
      for row in x {
        let symbol = rest % classes
        rest /= classes
        logProbability += row[symbol]
        if symbol != previous && symbol != blank { reading.append(symbol) }
        previous = symbol
      }
      if reading == labels { total += exp(logProbability) }
    }
    return -log(total)
  }

  @Test func ctcFollowsItsDefinition() throws {
    let (steps, classes) = (5, 3)
    let items: [(labels: [Int], steps: Int)] = [
      ([1, 2], 5), ([1, 1], 5), ([], 4), ([2], 1), ([2, 1, 2], 5), ([1, 2], 3),
    ]
    for blank in [0, 2] {
      // Labels of the other blank: 0 and 2 exchanged.
      let own = items.map { item in item.labels.map { blank == 0 ? $0 : 2 - $0 } }
      let x = Self.random([steps, items.count, classes], seed: 110).logSoftmax()
      let values = x.scalars(as: Double.self)
      let losses = items.indices.map { i in
        Self.ctc(
          (0..<items[i].steps).map { t in
            (0..<classes).map { values[(t * items.count + i) * classes + $0] }
          }, own[i], blank: blank)
      }
      let labels = Tensor(
        own.flatMap { $0.map(Int64.init) + [Int64](repeating: -7, count: 3 - $0.count) },
        shape: [items.count, 3])
      func loss(_ x: Tensor, _ reduction: Tensor.LossReduction) -> Tensor {
        .ctcLoss(
          logProbabilities: x, labels: labels, stepCounts: items.map(\.steps),
          labelCounts: own.map(\.count), blank: blank, reduction: reduction)
      }
      Self.expect(loss(x, .none), losses, absolute: 1e-12)
      Self.expect(loss(x, .sum), [losses.reduce(0, +)], absolute: 1e-12)
      let means = zip(losses, own).map { $0 / Double(Swift.max($1.count, 1)) }
      Self.expect(
        loss(x, .mean), [means.reduce(0, +) / Double(items.count)], absolute: 1e-12)
      let report = try gradientCheck(at: [x]) { loss($0[0], .none).weighed() }
      #expect(report.worstError < 1e-8, "\(report)")
      let single = loss(x.cast(to: .float32), .none)
      Self.expect(single, losses, absolute: 1e-5)
    }
  }

  @Test func labelsThatDoNotFitAreInfiniteOrZero() throws {
    let x = Self.random([2, 2, 3], seed: 111).logSoftmax()
    let labels = Tensor([Int64(1), 1, 1, 2], shape: [2, 2])
    func loss(_ x: Tensor, _ zeroInfinity: Bool) -> Tensor {
      .ctcLoss(
        logProbabilities: x, labels: labels, zeroInfinity: zeroInfinity, reduction: .none)
    }
    let infinite = loss(x, false).scalars(as: Double.self)
    #expect(infinite[0] == .infinity && infinite[1].isFinite)
    #expect(loss(x, true).scalars(as: Double.self) == [0, infinite[1]])
    let g = try gradient(at: x) { loss($0, true).sum() }.scalars(as: Double.self)
    for t in 0..<2 { #expect(g[(t * 6)..<(t * 6 + 3)].allSatisfy { $0 == 0 }) }
    #expect(g.allSatisfy { $0.isFinite } && g.contains { $0 != 0 })
    let none = Tensor.ctcLoss(
      logProbabilities: x, labels: labels, stepCounts: [0, 0], labelCounts: [0, 1],
      reduction: .none)
    #expect(none.scalars(as: Double.self) == [0, .infinity])
  }

  @Test func mistakesOfSequencesAreNamed() {
    let x = Tensor.zeros([4, 2, 3])
    let labels = Tensor([Int64(1), 2, 1, 2], shape: [2, 2])
    Self.error(.shapeMismatch(operation: "ctcLoss", left: [4, 2, 3], right: [1, 4], axis: 1)) {
      .ctcLoss(logProbabilities: x, labels: labels.reshaped(to: [1, 4]))
    }
    Self.error(.indexOutOfRange(operation: "ctcLoss", index: 3, bound: 3)) {
      .ctcLoss(logProbabilities: x, labels: Tensor([Int64(2), 3, 1, 2], shape: [2, 2]))
    }
    Self.error(.invalidArgument(operation: "ctcLoss", reason: "the blank 2 among the labels")) {
      .ctcLoss(logProbabilities: x, labels: labels, blank: 2)
    }
    Self.error(.indexOutOfRange(operation: "ctcLoss blank", index: 3, bound: 3)) {
      .ctcLoss(logProbabilities: x, labels: labels, blank: 3)
    }
    Self.error(.indexOutOfRange(operation: "ctcLoss step counts", index: 5, bound: 5)) {
      .ctcLoss(logProbabilities: x, labels: labels, stepCounts: [5, 1])
    }
    Self.error(
      .shapeMismatch(operation: "ctcLoss label counts", left: [2], right: [1], axis: 0)
    ) { .ctcLoss(logProbabilities: x, labels: labels, labelCounts: [1]) }
  }
}
