// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import TensorCore

@Suite struct MixedPrecisionTests {
  /// A line whose weights are kept in a narrow type.
  struct Line: Layer {
    var weight: Tensor

    func callAsFunction(_ x: Tensor) -> Tensor { x * weight }

    mutating func visitParameters(_ visit: ParameterVisitor) { visit("weight", &weight) }
  }

  /// Steps too small for bfloat16 add up in float32.
  @Test func smallStepsAreNotLostInTheNarrowType() {
    var model = Line(weight: Tensor([1] as [Float]).cast(to: .bfloat16))
    var master = MasterWeights(of: model, scaler: LossScaler(scale: 1))
    var sgd = SGD(learningRate: 1e-4)
    let gradient = [Tensor([-1] as [Float]).cast(to: .bfloat16)]
    for _ in 0..<200 { master.update(&model, gradients: gradient, with: &sgd) }
    #expect(master.parameters[0].dtype == .float32)
    #expect((master.parameters[0].item() - 1.02).magnitude < 1e-5)
    #expect(model.weight.dtype == .bfloat16)
    #expect(model.weight.item() == master.parameters[0].cast(to: .bfloat16).item())
    #expect(model.weight.item() > 1)
  }

  @Test func theScaleGrowsAfterGoodStepsInARowAlone() {
    var scaler = LossScaler(scale: 8, growth: 4, interval: 3)
    var scales: [Double] = []
    for isGood in [true, true, false, true, true, true, true, true, true, false, false] {
      scaler.observe(isFinite: isGood)
      scales.append(scaler.scale)
    }
    #expect(scales == [8, 8, 4, 4, 4, 16, 16, 16, 64, 32, 16])
    #expect(scaler.skippedSteps == 3 && scaler.goodSteps == 0)
    // A scale that no loss survives is of no use, whatever is seen.
    for _ in 0..<400 { scaler.observe(isFinite: false) }
    #expect(scaler.scale == 0x1p-100)
    for _ in 0..<900 { scaler.observe(isFinite: true) }
    #expect(scaler.scale == 0x1p100)
  }

  @Test func anAverageThatWarmsUpForgetsEarlySteps() {
    var (warm, plain) = (WeightAverage(decay: 0.5, warmsUp: true), WeightAverage(decay: 0.5))
    var expected = 3.0
    for (step, value) in [3.0, 5, -1, 7, 2, 2, 9, 0, 4].enumerated() {
      let now = [Tensor([value])]
      warm.update(with: now)
      plain.update(with: now)
      if step == 0 { continue }
      let kept = min(0.5, Double(step + 2) / Double(step + 11))
      expected = kept * expected + (1 - kept) * value
      #expect((warm.parameters[0].item() - expected).magnitude < 1e-12, "step \(step)")
    }
    #expect(warm.step == 9 && warm.parameters[0].item() != plain.parameters[0].item())
  }

  @Test func aScaleKeepsSmallGradientsAndAnOverflowIsLeftOut() throws {
    var model = Line(weight: Tensor([0.5] as [Float]).cast(to: .float16))
    var scaler = LossScaler(scale: 0x1p16, interval: 3)
    scaler.growth = 4
    var master = MasterWeights(of: model, scaler: scaler)
    var sgd = SGD(learningRate: 0x1p20, momentum: 0.5)
    // Below the least number of float16, unless scaled.
    let loss: (Line) -> Tensor = { line in
      (line.weight.cast(to: .float32) * 0x1p-26) * master.scaler.scale
    }
    let (_, scaled) = try valueAndGradient(at: model) { loss($0).sum() }
    #expect(scaled[0].dtype == .float16 && scaled[0].item() == 0x1p-10)
    let norm = master.update(&model, gradients: scaled, with: &sgd)
    #expect(norm.isFinite && norm.value == 0x1p-26)
    #expect(master.parameters[0].item() == 0.5 - 0x1p-6)
    #expect(sgd.step == 1 && master.scaler.scale == 0x1p16)

    let before = (master.parameters[0].bytes, sgd.state, model.weight.bytes)
    let overflow = [Tensor([Float.infinity]).cast(to: .float16)]
    #expect(!master.update(&model, gradients: overflow, with: &sgd).isFinite)
    #expect(master.parameters[0].bytes == before.0 && sgd.state == before.1)
    #expect(model.weight.bytes == before.2)
    #expect(master.scaler.scale == 0x1p15 && master.scaler.skippedSteps == 1)
    for _ in 0..<3 { master.update(&model, gradients: scaled, with: &sgd) }
    #expect(master.scaler.scale == 0x1p17)
  }
}
