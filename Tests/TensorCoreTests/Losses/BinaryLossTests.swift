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

/// Losses of two classes against their definitions, written as loops over Doubles.
@Suite struct BinaryLossTests {
  @Test func binaryLossesFollowTheirDefinition() throws {
    let x = LossChecks.random([3, 4], -6...6, seed: 91)
    let t = LossChecks.random([3, 4], 0...1, seed: 92)
    let (v, w) = (
      LossChecks.random([4], 0.5...3, seed: 93), LossChecks.random([3, 1], 0.5...3, seed: 94)
    )
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
    LossChecks.expectReductions(plain) { .binaryCrossEntropy(logits: x, targets: t, reduction: $0) }
    LossChecks.expectReductions(plain) {
      .binaryCrossEntropy(probabilities: p, targets: t, reduction: $0)
    }
    LossChecks.expectReductions(full) {
      .binaryCrossEntropy(
        logits: x, targets: t, positiveWeight: v, weight: w, reduction: $0)
    }
    let report = try gradientCheck(at: [x, t, v, w]) {
      .binaryCrossEntropy(logits: $0[0], targets: $0[1], positiveWeight: $0[2], weight: $0[3])
    }
    #expect(report.worstError < 1e-9, "\(report)")
    let single = Tensor.binaryCrossEntropy(
      logits: x.cast(to: .float32), targets: t.cast(to: .float32), reduction: .none)
    LossChecks.expect(single, plain, absolute: 2e-6)
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
}
