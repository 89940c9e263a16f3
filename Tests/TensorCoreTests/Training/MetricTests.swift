// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TensorCore

@Suite struct MetricTests {
  @Test func meansAreWeighted() {
    var mean = MeanMetric()
    #expect(mean.mean.isNaN)
    mean.add(1, weight: 3)
    mean.add(5)
    #expect(mean.mean == 2)
    #expect((mean.perplexity - 7.38905609893065).magnitude < 1e-12)
  }

  @Test func confusionsAreCountedAndShown() {
    var table = ConfusionTable(classes: 3)
    table.add(
      logits: Tensor([1, 0, 0, 0, 2, 1, 0, 3, 1, 5, 5, 0] as [Float], shape: [4, 3]),
      labels: Tensor([0, 1, 2, 1] as [Int64]))
    #expect(table[actual: 2, predicted: 1] == 1 && table[actual: 1, predicted: 0] == 1)
    #expect(table.correct == 2 && table.total == 4 && table.accuracy == 0.5)
    #expect(
      table.description
        == ["     0 1 2", " 0 | 1 . .", " 1 | 1 1 .", " 2 | . 1 ."].joined(separator: "\n"))
  }

  @Test func theProgressLineIsPlainWithoutColours() {
    var line = ProgressLine(steps: 200, isTerminal: true, hasColors: false)
    let step = TrainingStep(
      step: 50, position: .init(epoch: 2, batch: 3), batchesPerEpoch: 9, loss: 1.23456,
      gradientNorm: 1, learningRate: 3e-4, isSkipped: false)
    #expect(
      line.text(for: .step(step))
        == "[#####---------------] 50/200  epoch 2  loss 1.235  rate 3.0e-4")
    #expect(line.text(for: .evaluation(step: 50, metrics: ["accuracy": 0.5], isBest: true)) == nil)
    #expect(line.text(for: .step(step))?.hasSuffix("rate 3.0e-4  accuracy 0.5") == true)
    var colored = ProgressLine(steps: 200, isTerminal: true, hasColors: true)
    #expect(colored.text(for: .step(step))?.contains("\u{1B}[36m") == true)
    for (value, text) in [
      (0.0, "0.0"), (12345.6, "12345.6"), (-0.01234, "-0.0123"), (1e7, "1.0e7"), (.nan, "nan"),
    ] { #expect(ProgressLine.short(value) == text) }
  }

  @Test func theBestMetricWaits() {
    var best = BestMetric("accuracy", .up, by: 0.01)
    #expect(best.observe(0.5, step: 1) && !best.observe(0.505, step: 2))
    #expect(!best.observe(.nan, step: 3) && best.waited == 2 && best.bestStep == 1)
    #expect(best.observe(0.52, step: 4) && best.waited == 0 && best.best == 0.52)
  }
}
