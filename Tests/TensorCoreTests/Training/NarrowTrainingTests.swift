// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TensorCore

/// Models that keep their parameters in a narrow type.
@Suite struct NarrowTrainingTests {
  /// A sum of narrow gradients that are multiplied by their batches' sizes would overflow, or lose what is
  /// small beside the rest.
  @Test(arguments: [DType.float16, .bfloat16])
  func narrowGradientsAreAddedUpInTheWideType(dtype: DType) throws {
    let (large, small) = dtype == .float16 ? (10_000.0, 20_000.0) : (1, 0x1p-8)
    let inputs = Tensor((0..<16).map { Float($0 < 8 ? large : small) }, shape: [16, 1])
    let model = MixedPrecisionTests.Line(weight: Tensor([0] as [Float]).cast(to: dtype))
    var trainer = Trainer(
      model, optimizer: SGD(learningRate: 1e-4),
      loader: DataLoader(
        TensorDataset(inputs: inputs, targets: .zeros([16], dtype: .int64)), batchSize: 8)
    ) { model, batch in (model.weight.cast(to: .float32) * batch.inputs.mean()).sum() }
    trainer.master = MasterWeights(of: model, scaler: LossScaler(scale: 1))
    trainer.accumulation = 2
    let step = try trainer.advance()
    #expect(!step.isSkipped && step.gradientNorm == (large + small) / 2)
  }

  /// Means are kept in float32, and evaluations see them in the model's type.
  @Test func aNarrowModelIsEvaluatedWithAveragedWeights() throws {
    var model = SmallModel(key: RandomKey(seed: 1))
    model.visitState { entry, tensor in
      if entry.kind != .buffer { tensor = tensor.cast(to: .bfloat16) }
    }
    var trainer = Trainer(
      model, optimizer: SGD(learningRate: 0.05),
      loader: DataLoader(SmallTraining.data, batchSize: 8)
    ) { model, batch in
      .crossEntropy(logits: model(batch.inputs.cast(to: .bfloat16)), labels: batch.targets)
    }
    trainer.master = MasterWeights(of: model)
    trainer.average = WeightAverage(decay: 0.5)
    var evaluations = 0
    try trainer.run(
      TrainingPlan(steps: 4, evaluateEvery: 2) { model in
        #expect(model.parameters.allSatisfy { $0.dtype == .bfloat16 })
        return ["mean": model(SmallTraining.data.inputs.cast(to: .bfloat16)).mean().item()]
      }
    ) { if case .evaluation = $0 { evaluations += 1 } }
    #expect(evaluations == 2)
    let means = try #require(trainer.average?.parameters)
    #expect(means.allSatisfy { $0.dtype == .float32 })
    #expect(
      trainer.evaluated.parameters.map(\.bytes) == means.map { $0.cast(to: .bfloat16).bytes })
    #expect(trainer.evaluated.parameters.map(\.bytes) != trainer.model.parameters.map(\.bytes))
    // A mean of the narrow parameters themselves is kept wide too.
    var alone = WeightAverage(decay: 0.5)
    alone.update(with: model)
    alone.update(with: trainer.model)
    let expected =
      (model.parameters[0].cast(to: .float32) + trainer.model.parameters[0].cast(to: .float32)) / 2
    #expect(alone.parameters[0].bytes == expected.bytes)
  }
}
