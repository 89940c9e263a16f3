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

/// Cross entropy and the likelihood of classes against their definitions, written as loops over Doubles.
@Suite struct CrossEntropyTests {
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
    let x = LossChecks.random([rows, classes], -4...4, seed: 81)
    let w = LossChecks.random([classes], 0.2...2, seed: 82)
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
    LossChecks.expect(loss(x, w, .none), losses)
    LossChecks.expect(loss(x, w, .sum), [losses.reduce(0, +)])
    LossChecks.expect(loss(x, w, .mean), [losses.reduce(0, +) / divisor])
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
    let x = LossChecks.random([2, 3, 4, 5], seed: 83)
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
      LossChecks.expect(likelihood, found.scalars(as: Double.self))
    }
    let one = Tensor.crossEntropy(
      logits: Tensor([1.0, 2, 3]), labels: Tensor([Int64(1)], shape: []), reduction: .none)
    #expect(one.shape == [])
    LossChecks.expect(one, [log(exp(1) + exp(2) + exp(3)) - 2])
  }

  @Test func ignoringAllRowsLeavesNothingToAverage() throws {
    let x = LossChecks.random([2, 3], seed: 84)
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
    let x = LossChecks.random([4, 3, 2], seed: 85)
    let p = LossChecks.random([4, 3, 2], 0...1, seed: 86)
    let w = LossChecks.random([3], 0.5...2, seed: 87)
    let logs = x.logSoftmax(axis: 1).scalars(as: Double.self)
    let (targets, weights) = (p.scalars(as: Double.self), w.scalars(as: Double.self))
    for smoothing in [0, 0.3] {
      var losses = [Double](repeating: 0, count: 8)
      for place in 0..<24 {
        let (row, c, column) = (place / 6, place / 2 % 3, place % 2)
        let target = targets[place] * (1 - smoothing) + smoothing / 3
        losses[row * 2 + column] -= logs[place] * target * weights[c]
      }
      LossChecks.expectReductions(losses) {
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
    let rows = LossChecks.random([4, 3], seed: 88)
    LossChecks.expect(
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
    let x = LossChecks.random([5, 3], seed: 89)
    let w = LossChecks.random([3], 0.2...2, seed: 90)
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
    LossChecks.expect(loss(x, w, .none), losses)
    LossChecks.expect(loss(x, w, .sum), [losses.reduce(0, +)])
    LossChecks.expect(loss(x, w, .mean), [losses.reduce(0, +) / divisor])
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
    LossChecks.error(
      .shapeMismatch(operation: "crossEntropy", left: [2, 3, 4], right: [2, 5], axis: 2)
    ) { .crossEntropy(logits: .zeros([2, 3, 4]), labels: .zeros([2, 5], dtype: .int64)) }
    LossChecks.error(
      .shapeMismatch(operation: "crossEntropy", left: [2, 3], right: [2, 3], axis: 0)
    ) { .crossEntropy(logits: x, labels: .zeros([2, 3], dtype: .int64)) }
    LossChecks.error(.unsupportedType(operation: "crossEntropy", dtype: .float32)) {
      .crossEntropy(logits: x, labels: Tensor.zeros([2]), ignoreIndex: 0)
    }
    LossChecks.error(.indexOutOfRange(operation: "crossEntropy", index: -100, bound: 3)) {
      .crossEntropy(logits: x, labels: [0, -100])
    }
    LossChecks.error(.indexOutOfRange(operation: "crossEntropy", index: 3, bound: 3)) {
      .crossEntropy(logits: x, labels: [3, 7], ignoreIndex: 7)
    }
    LossChecks.error(
      .shapeMismatch(operation: "crossEntropy weights", left: [3], right: [2], axis: 0)
    ) { .crossEntropy(logits: x, labels: [0, 1], classWeights: .ones([2])) }
    LossChecks.error(
      .invalidArgument(
        operation: "crossEntropy", reason: "a label smoothing of 1.5, not in 0...1")
    ) { .crossEntropy(logits: x, labels: [0, 1], labelSmoothing: 1.5) }
    LossChecks.error(
      .shapeMismatch(operation: "negativeLogLikelihood", left: [2, 3], right: [1], axis: 0)
    ) { .negativeLogLikelihood(logProbabilities: x, labels: .zeros([1], dtype: .int64)) }
    // [n] against [n, 1] would be n² losses.
    LossChecks.error(
      .shapeMismatch(operation: "meanSquaredError", left: [4], right: [4, 1], axis: nil)
    ) { .meanSquaredError(.zeros([4]), .zeros([4, 1])) }
    LossChecks.error(.shapeMismatch(operation: "huberLoss", left: [4], right: [5], axis: 0)) {
      .huberLoss(.zeros([4]), .zeros([5]))
    }
  }
}
