// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import TensorCore

/// A checkpoint records what the rest of a training follows from, and a trainer with something else is refused.
extension CheckpointTests {
  @Test func anotherScheduleIsRefused() throws {
    let cosine = CosineRate(from: 0.1, to: 0.01, steps: 20)
    func trainer(_ schedule: (any Schedule)?, taken: Int = 0) throws -> SmallTraining.AdamTrainer {
      var trainer = SmallTraining.trainer()
      trainer.plateau = nil
      trainer.schedule = schedule
      for _ in 0..<taken { try trainer.advance() }
      return trainer
    }
    let warm = cosine.warmedUp(over: 4)
    try trainer(warm, taken: 3).save(to: path)
    #expect(try error(trainer(cosine.warmedUp(over: 4))) == nil)
    let found = """
      ScaledRate(CosineRate(from: 0.1, to: 0.01, steps: 20), by: LinearRate(from: 0.0, to: 1.0, steps: 4))
      """
    for other: (any Schedule)? in [
      nil, cosine, cosine.warmedUp(over: 5), CosineRate(from: 0.1, to: 0.01, steps: 21),
    ] {
      let expected = other?.description ?? "none"
      #expect(
        try error(trainer(other))
          == .otherSetting(file: path, name: "schedule", expected: expected, found: found))
    }
    #expect(
      try error(trainer(cosine))?.description == """
        \(path): written with schedule: \(found); the trainer has \(cosine)
        """)
    // Set after resuming, it is taken.
    var moved = try trainer(warm)
    try moved.resume(from: path)
    moved.schedule = cosine
    #expect(try moved.advance().learningRate == cosine.rate(at: 3))

    // A schedule that says nothing about itself is told by its last rate.
    struct Own: Schedule {
      var factor: Double
      func rate(at step: Int) -> Double { factor / Double(step + 1) }
    }
    #expect(Own(factor: 1).description == "Own")
    for taken in [0, 1, 5] {
      let last = Double(max(taken, 1))
      try trainer(Own(factor: 0.5), taken: taken).save(to: path)
      #expect(try error(trainer(Own(factor: 0.5))) == nil)
      #expect(
        try error(trainer(Own(factor: 0.25)))
          == .otherSetting(
            file: path, name: "rate of step \(max(taken, 1) - 1)", expected: "\(0.25 / last)",
            found: "\(0.5 / last)"))
    }
  }

  @Test func anotherPlateauIsRefused() throws {
    var trainer = SmallTraining.trainer()
    var plan = SmallTraining.plan(9)
    plan.evaluate = { _ in ["loss": 1] }
    try trainer.run(plan)
    #expect(trainer.plateau?.rate == 0.005)
    try trainer.save(to: path)
    func other(_ plateau: PlateauRate?) -> SmallTraining.AdamTrainer {
      var other = SmallTraining.trainer()
      other.plateau = plateau
      return other
    }
    // A trainer that waits goes on waiting.
    var patient = SmallTraining.trainer()
    patient.plateau = PlateauRate(0.02, times: 0.5, patience: 2, cooldown: 3)
    try patient.run(plan)
    #expect(patient.plateau?.waited == 2)
    try patient.save(to: path)
    var waiting = SmallTraining.trainer()
    waiting.plateau = PlateauRate(0.02, times: 0.5, patience: 2, cooldown: 3)
    try waiting.resume(from: path)
    #expect(waiting.plateau == patient.plateau)
    try trainer.save(to: path)
    // Its rate and counters are restored, whatever they were.
    var same = other(PlateauRate(0.9, times: 0.5, patience: 0))
    #expect(error(same) == nil)
    try same.resume(from: path)
    #expect(same.plateau == trainer.plateau)
    for plateau in [
      nil, PlateauRate(0.02, times: 0.25, patience: 0), PlateauRate(0.02, times: 0.5, patience: 1),
      PlateauRate(0.02, times: 0.5, patience: 0, cooldown: 1),
      PlateauRate(0.02, times: 0.5, patience: 0, least: 0.001),
      PlateauRate(0.02, times: 0.5, patience: 0, threshold: .absolute(1e-4)),
      PlateauRate(0.02, times: 0.5, patience: 0, direction: .up),
    ] {
      guard case .otherSetting(path, "plateau", _, let found)? = error(other(plateau)) else {
        Issue.record("\(String(describing: plateau)) was taken")
        continue
      }
      #expect(
        found == """
          PlateauRate(times: 0.5, patience: 0, cooldown: 0, least: 0.0, threshold: .relative(0.0001), \
          direction: .down)
          """)
    }
    for best in [nil, BestMetric("loss", .up), BestMetric("other", .down)] {
      var other = SmallTraining.trainer()
      other.best = best
      guard case .otherSetting(path, "best", _, "BestMetric(loss, .down, by: 0.0)")? = error(other)
      else {
        Issue.record("\(String(describing: best)) was taken")
        continue
      }
    }
  }

  /// What a step follows from is recorded, and another one refused: the rest of the training would have
  /// other bits than one that never stopped.
  @Test func otherNumbersOfAStepAreRefused() throws {
    func fresh(
      _ change: (inout SmallTraining.AdamTrainer) -> Void = { _ in }
    ) -> SmallTraining.AdamTrainer {
      var trainer = SmallTraining.trainer()
      trainer.optimizer.groups = [ParameterGroup("**.bias", weightDecay: 0)]
      change(&trainer)
      return trainer
    }
    var trainer = fresh()
    try trainer.advance()
    try trainer.save(to: path)
    #expect(error(fresh()) == nil)
    func refused(
      _ name: String, _ expected: String, _ found: String,
      _ change: (inout SmallTraining.AdamTrainer) -> Void
    ) {
      #expect(
        error(fresh(change))
          == .otherSetting(file: path, name: name, expected: expected, found: found))
    }
    func adam(beta1: Double = 0.9, weightDecay: Double = 0.01) -> String {
      """
      AdamW(beta1: \(beta1), beta2: 0.999, epsilon: 1e-08, weightDecay: \(weightDecay), \
      isAMSGrad: true)
      """
    }
    refused("optimizer.settings", adam(beta1: 0.8), adam()) { $0.optimizer.beta1 = 0.8 }
    refused("optimizer.settings", adam(weightDecay: 0.1), adam()) {
      $0.optimizer.weightDecay = 0.1
    }
    let group = "[ParameterGroup(\"**.bias\", rateFactor: 1.0, weightDecay: 0.0, isFrozen: false)]"
    refused("optimizer.groups", "[]", group) { $0.optimizer.groups = [] }
    refused(
      "optimizer.groups", "[ParameterGroup(\"**.bias\", rateFactor: 1.0, isFrozen: true)]", group
    ) { $0.optimizer.groups = [ParameterGroup("**.bias", isFrozen: true)] }
    refused("clippingNorm", "none", "0.5") { $0.clippingNorm = nil }
    refused("clippingNorm", "0.25", "0.5") { $0.clippingNorm = 0.25 }
    refused(
      "average", "WeightAverage(decay: 0.9, warmsUp: true)",
      "WeightAverage(decay: 0.9, warmsUp: false)"
    ) { $0.average = WeightAverage(decay: 0.9, warmsUp: true) }
    // Who wants others sets them after it was resumed.
    var other = fresh()
    try other.resume(from: path)
    other.optimizer.beta1 = 0.8
    try other.advance()
    #expect(other.step == 2)
  }

  @Test func otherNumbersOfAScalerAreRefused() throws {
    func fresh(interval: Int) -> SmallTraining.AdamTrainer {
      var trainer = SmallTraining.trainer()
      trainer.master = MasterWeights(
        of: trainer.model, scaler: LossScaler(scale: 8, interval: interval))
      return trainer
    }
    try fresh(interval: 4).save(to: path)
    #expect(error(fresh(interval: 4)) == nil)
    #expect(
      error(fresh(interval: 5))
        == .otherSetting(
          file: path, name: "scaler",
          expected: "LossScaler(growth: 2.0, backoff: 0.5, interval: 5)",
          found: "LossScaler(growth: 2.0, backoff: 0.5, interval: 4)"))
  }

  @Test func everyOptimizerSaysItsSettings() {
    let texts: [(any Optimizer, String)] = [
      (
        SGD(learningRate: 1, momentum: 0.5, dampening: 0.25, weightDecay: 0.125),
        "SGD(momentum: 0.5, dampening: 0.25, isNesterov: false, weightDecay: 0.125)"
      ),
      (
        Adam(beta1: 0.5, weightDecay: 0.25, correctsBias: false),
        "Adam(beta1: 0.5, beta2: 0.999, epsilon: 1e-08, weightDecay: 0.25, isAMSGrad: false, "
          + "correctsBias: false)"
      ),
      (
        RMSprop(alpha: 0.5, momentum: 0.25, isCentered: true),
        "RMSprop(alpha: 0.5, epsilon: 1e-08, weightDecay: 0.0, momentum: 0.25, isCentered: true)"
      ),
      (
        Adagrad(rateDecay: 0.5, initialSum: 2),
        "Adagrad(rateDecay: 0.5, weightDecay: 0.0, initialSum: 2.0, epsilon: 1e-10)"
      ),
      (Lion(beta2: 0.5), "Lion(beta1: 0.9, beta2: 0.5, weightDecay: 0.0)"),
      (
        Adafactor(squareFloor: 0.5),
        "Adafactor(decayExponent: -0.8, squareFloor: 0.5, parameterFloor: 0.001, clipping: 1.0, "
          + "weightDecay: 0.0)"
      ),
      (LAMB(beta2: 0.5), "LAMB(beta1: 0.9, beta2: 0.5, epsilon: 1e-06, weightDecay: 0.0)"),
      (
        Muon(iterations: 3, scaling: .likeAdamW),
        "Muon(weightDecay: 0.1, momentum: 0.95, isNesterov: true, iterations: 3, epsilon: 1e-07, "
          + "scaling: .likeAdamW)"
      ),
    ]
    for (optimizer, text) in texts { #expect(optimizer.settings == text) }
  }

  @Test func everyScheduleSaysItsSettings() {
    let line = LinearRate(from: 0.5, to: 1, steps: 4)
    let texts: [(any Schedule, String)] = [
      (ConstantRate(0.1), "ConstantRate(0.1)"),
      (
        CosineRestarts(from: 1, to: 0.1, period: 3, growth: 2),
        "CosineRestarts(from: 1.0, to: 0.1, period: 3, growth: 2)"
      ),
      (ExponentialRate(1, times: 0.9), "ExponentialRate(1.0, times: 0.9)"),
      (InverseRootRate(peak: 1, warmup: 9), "InverseRootRate(peak: 1.0, warmup: 9)"),
      (
        OneCycleRate(peak: 1, steps: 9, shape: .linear),
        "OneCycleRate(peak: 1.0, steps: 9, rising: 0.3, startDivisor: 25.0, endDivisor: 10000.0, "
          + "shape: .linear, hasThreePhases: false)"
      ),
      (
        PolynomialRate(from: 1, to: 0.5, steps: 9, power: 2),
        "PolynomialRate(from: 1.0, to: 0.5, steps: 9, power: 2.0)"
      ),
      (StepRate(1, times: 0.5, every: 3), "StepRate(1.0, times: 0.5, every: 3)"),
      (StepRate(1, times: 0.5, at: [7, 3]), "StepRate(1.0, times: 0.5, at: [3, 7])"),
      (
        line.followed(by: ConstantRate(1), after: 4),
        "SequenceRate([LinearRate(from: 0.5, to: 1.0, steps: 4), ConstantRate(1.0)], switchingAt: [4])"
      ),
    ]
    for (schedule, text) in texts { #expect(schedule.description == text) }
  }
}
