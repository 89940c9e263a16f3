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

/// Losses of numbers against their definitions, written as loops over Doubles.
@Suite struct RegressionLossTests {
  @Test func regressionLossesFollowTheirDefinition() throws {
    let x = LossChecks.random([4, 3], -3...3, seed: 95)
    let t = LossChecks.random([4, 3], -1...1, seed: 96)
    let residuals = zip(x.scalars(as: Double.self), t.scalars(as: Double.self)).map { $0 - $1 }
    LossChecks.expectReductions(residuals.map { $0 * $0 }) {
      .meanSquaredError(x, t, reduction: $0)
    }
    LossChecks.expectReductions(residuals.map(\.magnitude)) {
      .meanAbsoluteError(x, t, reduction: $0)
    }
    for delta in [0.3, 1, 2.5] {
      let huber = residuals.map {
        $0.magnitude <= delta ? $0 * $0 / 2 : delta * ($0.magnitude - delta / 2)
      }
      LossChecks.expectReductions(huber) { .huberLoss(x, t, delta: delta, reduction: $0) }
      LossChecks.expectReductions(huber.map { $0 / delta }) {
        .smoothL1Loss(x, t, beta: delta, reduction: $0)
      }
    }
    LossChecks.expectReductions(residuals.map(\.magnitude)) {
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
    let x = LossChecks.random([2, 3], -3...(-0.1), seed: 97)
    let t = Tensor([0.5, 0.2, 0, 0.1, 0.9, 0], shape: [2, 3])
    let targets = t.scalars(as: Double.self)
    let divergences = zip(x.scalars(as: Double.self), targets).map { x, t in
      t == 0 ? 0 : t * (log(t) - x)
    }
    LossChecks.expectReductions(divergences) {
      .klDivergence(logProbabilities: x, targets: t, reduction: $0)
    }
    let logs = LossChecks.random([2, 3], -3...0, seed: 98)
    let ofLogs = zip(x.scalars(as: Double.self), logs.scalars(as: Double.self)).map { x, t in
      exp(t) * (t - x)
    }
    LossChecks.expectReductions(ofLogs) {
      .klDivergence(
        logProbabilities: x, targets: logs, targetsAreLogarithms: true, reduction: $0)
    }
    let v = Tensor([0.5, 2, 1, 0.1, 0, 3], shape: [2, 3])
    let normal = (0..<6).map { i in
      let spread = Swift.max(v.scalars(as: Double.self)[i], 1e-6)
      let residual = x.scalars(as: Double.self)[i] - targets[i]
      return (log(spread) + residual * residual / spread) / 2
    }
    LossChecks.expectReductions(normal) {
      .gaussianNegativeLogLikelihood(means: x, targets: t, variances: v, reduction: $0)
    }
    LossChecks.expectReductions(normal.map { $0 + log(2 * .pi) / 2 }) {
      .gaussianNegativeLogLikelihood(
        means: x, targets: t, variances: v, isComplete: true, reduction: $0)
    }
    LossChecks.expectReductions(zip(x.scalars(as: Double.self), targets).map { exp($0) - $1 * $0 })
    {
      .poissonNegativeLogLikelihood(logRates: x, targets: t, reduction: $0)
    }
    let positive = LossChecks.random([2, 3], 0.2...2, seed: 99)
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
}
