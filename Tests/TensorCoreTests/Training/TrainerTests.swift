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

/// A model with everything that must be saved: buffers, dropout, and parameters.
struct SmallModel: Layer {
  var first: Linear
  var norm: BatchNorm
  var dropout = Dropout(0.3)
  var second: Linear

  init(key: RandomKey, hidden: Int = 8) {
    let (a, b) = key.split()
    first = Linear(inputs: 4, outputs: hidden, key: a)
    norm = BatchNorm(channels: hidden)
    second = Linear(inputs: hidden, outputs: 3, key: b)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { second(dropout(norm(first(x)).relu())) }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("first", &first)
    visit("norm", &norm)
    visit("second", &second)
  }
}

/// Trainers of the small model, with all there is to save or with little.
enum SmallTraining {
  static var data: TensorDataset {
    let x = Tensor.randomNormal([48, 4], key: RandomKey(seed: 100))
    let labels = (x.sliced(0..<3, axis: 1) * 1).argmax(axis: 1)
    return TensorDataset(inputs: x, targets: labels)
  }

  typealias AdamTrainer = Trainer<SmallModel, AdamW, TensorDataset>

  static func trainer(hidden: Int = 8, batchSize: Int = 7, accumulation: Int = 2) -> AdamTrainer {
    var trainer = Trainer(
      SmallModel(key: RandomKey(seed: 1), hidden: hidden),
      optimizer: AdamW(learningRate: 0.01, isAMSGrad: true),
      loader: DataLoader(data, batchSize: batchSize, key: RandomKey(seed: 2)),
      key: RandomKey(seed: 3)
    ) { model, batch in
      .crossEntropy(logits: model(batch.inputs), labels: batch.targets)
    }
    trainer.plateau = PlateauRate(0.02, times: 0.5, patience: 0)
    trainer.average = WeightAverage(decay: 0.9)
    trainer.clippingNorm = 0.5
    trainer.accumulation = accumulation
    trainer.best = BestMetric("loss", .down)
    return trainer
  }

  static func plan(_ steps: Int, path: String? = nil) -> TrainingPlan<SmallModel> {
    TrainingPlan(steps: steps, evaluateEvery: 3, checkpointPath: path, checkpointEvery: 1) {
      model in
      let logits = model(data.inputs)
      return ["loss": Tensor.crossEntropy(logits: logits, labels: data.targets).item()]
    }
  }

  /// Every bit that a training has.
  static func bits<Rule: Optimizer>(_ trainer: Trainer<SmallModel, Rule, TensorDataset>) -> [String]
  {
    trainer.model.stateDictionary.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.bytes)" }
      + trainer.optimizer.state.slots.map { "\($0.name) \($0.tensors.map(\.bytes))" }
      + (trainer.average?.parameters ?? []).map { "\($0.bytes)" }
      + (trainer.master?.parameters ?? []).map { "\($0.bytes)" }
      + [
        "\(trainer.optimizer.state.step) \(trainer.optimizer.learningRate.bitPattern)",
        "\(trainer.step) \(trainer.standing) \(trainer.loader.position)",
        "\(String(describing: trainer.plateau)) \(String(describing: trainer.best))",
        "\(String(describing: trainer.master?.scaler)) \(trainer.average?.step ?? -1)",
      ]
  }
}

@Suite struct TrainerTests {
  @Test func aModelLearns() throws {
    var trainer = SmallTraining.trainer(accumulation: 1)
    trainer.plateau = nil
    var losses: [Double] = []
    var evaluations = 0
    let outcome = try trainer.run(SmallTraining.plan(60)) { event in
      switch event {
      case .step(let step): losses.append(step.loss)
      case .evaluation: evaluations += 1
      default: break
      }
    }
    #expect(outcome.steps == 60 && outcome.reason == .finished && evaluations == 20)
    let late: Double = losses.suffix(8).reduce(0, +)
    let early: Double = losses.prefix(8).reduce(0, +)
    #expect(late < 0.8 * early)
    #expect(try #require(outcome.best) < 1.1)
    #expect(trainer.loader.position == LoaderPosition(epoch: 8, batch: 4))
  }

  @Test func aScheduleSetsTheRateOfEachStep() throws {
    var trainer = SmallTraining.trainer()
    let schedule = CosineRate(from: 0.1, steps: 10).warmedUp(over: 3)
    trainer.schedule = schedule
    var rates: [Double] = []
    try trainer.run(TrainingPlan(steps: 5)) { event in
      if case .step(let step) = event { rates.append(step.learningRate) }
    }
    #expect(rates == (0..<5).map(schedule.rate(at:)))
    #expect(rates[0] == 0 && rates[3] == CosineRate(from: 0.1, steps: 10).rate(at: 3))
  }

  @Test func aTrainingWithoutImprovementStopsEarlyAndLeavesTheBest() throws {
    let folder = try Program.Folder()
    var trainer = SmallTraining.trainer()
    trainer.plateau = nil
    let metrics = [3.0, 2, 1, 5, 0.5, 4, 4, 4]
    var plan = TrainingPlan<SmallModel>(
      steps: 100, evaluateEvery: 1, patience: 2, checkpointPath: folder.path + "/last",
      bestPath: folder.path + "/best")
    plan.evaluate = { _ in ["loss": 0] }
    var saved: [String] = []
    // The evaluation itself cannot count, so it is taken from the step it comes after.
    final class Counter: @unchecked Sendable { var step = 0 }
    let counter = Counter()
    plan.evaluate = { _ in
      counter.step += 1
      return ["loss": metrics[counter.step - 1]]
    }
    let outcome = try trainer.run(plan) { event in
      if case .checkpoint(let step, let path) = event {
        saved.append("\(step) \(path.split(separator: "/").last ?? "")")
      }
    }
    #expect(outcome.reason == .stoppedEarly && outcome.steps == 7 && outcome.best == 0.5)
    #expect(saved == ["1 best", "2 best", "3 best", "5 best", "7 last"])
    var best = SmallTraining.trainer()
    best.plateau = nil
    try best.resume(from: folder.path + "/best")
    #expect(best.step == 5 && best.best?.best == 0.5)
    var last = SmallTraining.trainer()
    last.plateau = nil
    try last.resume(from: folder.path + "/last")
    #expect(try last.run(plan).reason == .stoppedEarly)
    #expect(throws: TrainerError.noMetric("loss", found: ["accuracy"])) {
      plan.patience = nil
      plan.evaluate = { _ in ["accuracy": 1] }
      try last.run(plan)
    }
  }

  @Test(arguments: [1, 3]) func aLossThatIsNotFiniteStopsTheLoop(accumulation: Int) throws {
    var trainer = SmallTraining.trainer(accumulation: accumulation)
    var bad = SmallTraining.data.inputs.scalars(as: Float.self)
    bad[4 * 47 + 1] = .nan
    let data = TensorDataset(
      inputs: Tensor(bad, shape: [48, 4]), targets: SmallTraining.data.targets)
    trainer.loader = DataLoader(data, batchSize: 7)
    // The last example is in the last batch of seven.
    let badStep = 6 / accumulation
    for _ in 0..<badStep { try trainer.advance() }
    let before = SmallTraining.bits(trainer)
    for _ in 0..<2 {
      do {
        try trainer.advance()
        Issue.record("nothing was thrown")
      } catch TrainerError.notFinite(let step, let position, let loss, let culprit) {
        #expect(step == badStep && position == .init(epoch: 0, batch: badStep * accumulation))
        #expect(!loss.isFinite && culprit == .gradient("first.weight"))
      }
      #expect(SmallTraining.bits(trainer) == before)
    }
  }

  /// A label that is no class comes from outside, like everything that a batch has.
  @Test(arguments: [1, 2]) func anOperationThatFailsStopsTheLoop(accumulation: Int) throws {
    var trainer = SmallTraining.trainer(accumulation: accumulation)
    var labels = SmallTraining.data.targets.scalars(as: Int64.self)
    labels[40] = 3
    trainer.loader = DataLoader(
      TensorDataset(inputs: SmallTraining.data.inputs, targets: Tensor(labels)), batchSize: 7)
    let badStep = 5 / accumulation
    for _ in 0..<badStep { try trainer.advance() }
    let before = SmallTraining.bits(trainer)
    for _ in 0..<2 {
      let error = #expect(throws: TensorError.self) { try trainer.advance() }
      #expect(error.map { "\($0)" }?.contains("3") == true, "\(String(describing: error))")
      #expect(SmallTraining.bits(trainer) == before)
    }
    var plan = SmallTraining.plan(badStep + 1)
    plan.evaluateEvery = 1
    plan.evaluate = { model in ["loss": model(.zeros([2, 5])).sum().item()] }
    trainer.loader = DataLoader(SmallTraining.data, batchSize: 7)
    #expect(throws: TensorError.self) { try trainer.run(plan) }
    #expect(trainer.step == badStep + 1)
  }

  @Test func theFirstParameterThatIsNotFiniteIsNamed() throws {
    var trainer = SmallTraining.trainer(accumulation: 1)
    let weight = trainer.model.second.weight
    trainer.model.second.weight = weight + .infinity
    do {
      try trainer.advance()
      Issue.record("nothing was thrown")
    } catch let error as TrainerError {
      guard case .notFinite(0, _, _, .parameter("second.weight")) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(
        error.description.hasPrefix("step 0 (epoch 0, batch 0): the loss is")
          && error.description.hasSuffix("parameter second.weight is not finite"))
    }
    var vector = SmallTraining.trainer()
    vector = Trainer(
      vector.model, optimizer: vector.optimizer, loader: vector.loader
    ) { model, batch in model(batch.inputs) }
    #expect(throws: TrainerError.lossIsNoNumber(shape: [7, 3])) { try vector.advance() }
  }

  /// A power of two rounds nothing, so wide copies and a scale change no bit where the model is wide itself.
  @Test(arguments: [1, 3]) func aScaledLossTakesTheSameSteps(accumulation: Int) throws {
    var plain = SmallTraining.trainer(accumulation: accumulation)
    plain.clippingNorm = 0.25
    var scaled = plain
    scaled.master = MasterWeights(of: plain.model, scaler: LossScaler(scale: 1024))
    var clipped = 0
    for _ in 0..<8 {
      let step = try plain.advance()
      #expect(try scaled.advance() == step)
      if step.gradientNorm > 0.25 { clipped += 1 }
    }
    #expect(clipped > 0)
    #expect(plain.model.stateDictionary == scaled.model.stateDictionary)
    #expect(plain.optimizer.state == scaled.optimizer.state)
  }

  @Test func aStepTellsTheNormOfTheMeanGradients() throws {
    var trainer = SmallTraining.trainer(accumulation: 2)
    var loader = trainer.loader
    // The fourth step has the last batch of the epoch, which is smaller, and the first of the next.
    for step in 0..<4 {
      var model = trainer.model
      var gradients: [[Tensor]] = []
      var sizes: [Double] = []
      for part in 0..<2 {
        let batch = try loader.next()
        sizes.append(Double(batch.count))
        gradients.append(
          try valueAndGradient(
            training: &model, key: RandomKey(seed: 3).child(UInt64(step)).child(UInt64(part))
          ) { .crossEntropy(logits: $0(batch.inputs), labels: batch.targets) }.1)
      }
      let squares = zip(gradients[0], gradients[1]).map { a, b in
        ((a * sizes[0] + b * sizes[1]) / (sizes[0] + sizes[1])).cast(to: .float64).square().sum()
          .item()
      }
      let expected = squares.reduce(0, +).squareRoot()
      let found = try trainer.advance().gradientNorm
      #expect((found - expected).magnitude < 1e-6 * expected, "step \(step)")
    }
  }

  @Test func stepsThatOverflowAreLeftOutUntilTheScaleFits() throws {
    var trainer = SmallTraining.trainer(accumulation: 1)
    trainer.plateau = nil
    trainer.model.visitState { entry, tensor in
      if entry.kind != .buffer { tensor = tensor.cast(to: .float16) }
    }
    trainer.master = MasterWeights(
      of: trainer.model, scaler: LossScaler(scale: 0x1p40, interval: 1000))
    var skipped = 0
    for _ in 0..<40 {
      let before = SmallTraining.bits(trainer).filter { $0.hasPrefix("[") || $0.hasPrefix("first") }
      let step = try trainer.advance()
      if step.isSkipped {
        skipped += 1
        // Weights, wide copies and averages stay.
        #expect(
          before
            == SmallTraining.bits(trainer).filter { $0.hasPrefix("[") || $0.hasPrefix("first") }
        )
      }
      #expect(trainer.average?.step == trainer.step - skipped)
      #expect(step.loss.isFinite)
    }
    #expect(skipped > 10 && skipped < 40)
    #expect(trainer.optimizer.step == 40 - skipped && trainer.step == 40)
    #expect(trainer.master?.scaler.skippedSteps == skipped)
    trainer.mostSkips = 2
    trainer.master = MasterWeights(
      of: trainer.model, scaler: LossScaler(scale: 0x1p80, interval: 1000))
    try trainer.advance()
    try trainer.advance()
    #expect(throws: TrainerError.self) { try trainer.advance() }
  }
}
