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

/// Fifty steps of every optimizer beside PyTorch's and optax's.
@Suite struct OptimizerVectorTests {
  private typealias Settings = OptimizerVectors.Settings

  private func optimizer(_ name: String, _ s: Settings) -> (any Optimizer)? {
    let rate = s.number("lr", s.number("learning_rate", .nan))
    let betas = s.numbers("betas")
    switch name {
    case "SGD":
      return SGD(
        learningRate: rate, momentum: s.number("momentum", 0),
        dampening: s.number("dampening", 0), isNesterov: s.flag("nesterov"),
        weightDecay: s.number("weight_decay", 0))
    case "Adam":
      return Adam(
        learningRate: rate, beta1: betas?[0] ?? 0.9, beta2: betas?[1] ?? 0.999,
        epsilon: s.number("eps", 1e-8), weightDecay: s.number("weight_decay", 0),
        isAMSGrad: s.flag("amsgrad"))
    case "AdamW":
      return AdamW(
        learningRate: rate, beta1: betas?[0] ?? 0.9, beta2: betas?[1] ?? 0.999,
        epsilon: s.number("eps", 1e-8), weightDecay: s.number("weight_decay", 0.01),
        isAMSGrad: s.flag("amsgrad"))
    case "RMSprop":
      return RMSprop(
        learningRate: rate, alpha: s.number("alpha", 0.99), epsilon: s.number("eps", 1e-8),
        weightDecay: s.number("weight_decay", 0), momentum: s.number("momentum", 0),
        isCentered: s.flag("centered"))
    case "Adagrad":
      return Adagrad(
        learningRate: rate, rateDecay: s.number("lr_decay", 0),
        weightDecay: s.number("weight_decay", 0),
        initialSum: s.number("initial_accumulator_value", 0), epsilon: s.number("eps", 1e-10))
    case "Lion":
      return Lion(
        learningRate: rate, beta1: s.number("b1", 0.9), beta2: s.number("b2", 0.99),
        weightDecay: s.number("weight_decay", 0))
    case "LAMB":
      return LAMB(
        learningRate: rate, beta1: s.number("b1", 0.9), beta2: s.number("b2", 0.999),
        epsilon: s.number("eps", 1e-6), weightDecay: s.number("weight_decay", 0))
    case "Adafactor":
      return Adafactor(
        learningRate: rate, decayExponent: s.number("beta2_decay", -0.8),
        squareFloor: s.numbers("eps")?[0], parameterFloor: s.numbers("eps")?[1] ?? 1e-3,
        clipping: s.number("d", 1), weightDecay: s.number("weight_decay", 0))
    case "Muon":
      return Muon(
        learningRate: rate, weightDecay: s.number("weight_decay", 0.1),
        momentum: s.number("momentum", 0.95),
        isNesterov: s.values["nesterov"] == nil || s.flag("nesterov"),
        iterations: s.int("ns_steps", 5),
        scaling: s.text("adjust_lr_fn") == "match_rms_adamw" ? .likeAdamW : .original)
    default: return nil
    }
  }

  @Test func fiftyStepsAreThoseOfPyTorchAndOptax() throws {
    let inputs = try OptimizerVectors.inputs()
    var checked: [String: Int] = [:]
    for (line, archive) in try OptimizerVectors.cases("optimizers-") {
      let (name, label) = (line.text("optimizer") ?? "", line.text("case") ?? "")
      let settings = line["settings"]
      var optimizer = try #require(self.optimizer(name, settings), "no optimizer \(name)")
      let dtype: DType = line.text("dtype") == "float64" ? .float64 : .float32
      let archive = try #require(archive)
      let paths = OptimizerVectors.names.filter { archive["\(label)/\($0)"] != nil }
      try #require(paths.count >= 2)
      if !line["biases"].isEmpty {
        optimizer.groups = [
          ParameterGroup(
            "bias", rateFactor: line["biases"].number("lr", .nan) / optimizer.learningRate,
            weightDecay: line["biases"].number("weight_decay", .nan))
        ]
      }
      var parameters = try paths.map { try OptimizerVectors.start(inputs, $0, dtype) }
      let tolerance = dtype == .float64 ? 1e-12 : 1e-6
      for step in 0..<OptimizerVectors.steps {
        let gradients = try paths.map {
          try OptimizerVectors.gradient(inputs, $0, step, dtype)
        }
        optimizer.update(&parameters, gradients: gradients, paths: paths, gradientScale: 1)
        for (path, parameter) in zip(paths, parameters) {
          let expected = try #require(archive["\(label)/\(path)"])[step]
          let distance = distance(parameter, expected, tolerance: tolerance)
          #expect(distance <= 1, "\(label) \(settings.values): \(path) after step \(step)")
          if distance > 1 { break }
        }
      }
      checked[name, default: 0] += 1
    }
    print("optimizers: \(checked.sorted { $0.key < $1.key })")
    #expect(checked.count == 9 && checked.values.reduce(0, +) >= 54)
  }

  @Test func ratesAreThoseOfPyTorch() throws {
    var checked: Set<String> = []
    for (line, _) in try OptimizerVectors.cases("schedules") {
      let (name, s) = (line.text("schedule") ?? "", line["settings"])
      let rate = line.number("rate", .nan)
      let rates = try #require(line.numbers("rates"))
      let found: [Double]
      if name == "ReduceLROnPlateau" {
        let threshold = s.number("threshold", 1e-4)
        var plateau = PlateauRate(
          rate, times: s.number("factor", 0.1), patience: s.int("patience", 10),
          cooldown: s.int("cooldown", 0), least: s.number("min_lr", 0),
          threshold: s.text("threshold_mode") == "abs"
            ? .absolute(threshold) : .relative(threshold),
          direction: s.text("mode") == "max" ? .up : .down)
        found = try #require(line.numbers("metrics")).map {
          plateau.observe($0)
          return plateau.rate
        }
      } else {
        let schedule = try #require(self.schedule(name, rate, s), "no schedule \(name)")
        found = rates.indices.map(schedule.rate(at:))
      }
      for (step, (a, b)) in zip(found, rates).enumerated() {
        #expect(
          (a - b).magnitude <= 1e-12 * max(1, rate),
          "\(name) \(s.values) at \(step): \(a), not \(b)")
      }
      checked.insert(name)
    }
    #expect(checked.count == 11)
  }

  private func schedule(_ name: String, _ rate: Double, _ s: Settings) -> (any Schedule)? {
    switch name {
    case "ConstantLR": return ConstantRate(rate)
    case "LinearLR":
      return LinearRate(
        from: rate * s.number("start_factor", .nan), to: rate * s.number("end_factor", .nan),
        steps: s.int("total_iters", 0))
    case "CosineAnnealingLR":
      return CosineRate(from: rate, to: s.number("eta_min", 0), steps: s.int("T_max", 0))
    case "CosineAnnealingWarmRestarts":
      return CosineRestarts(
        from: rate, to: s.number("eta_min", 0), period: s.int("T_0", 0),
        growth: s.int("T_mult", 1))
    case "OneCycleLR":
      return OneCycleRate(
        peak: s.number("max_lr", .nan), steps: s.int("total_steps", 0),
        rising: s.number("pct_start", 0.3), startDivisor: s.number("div_factor", 25),
        endDivisor: s.number("final_div_factor", 1e4),
        shape: s.text("anneal_strategy") == "linear" ? .linear : .cosine,
        hasThreePhases: s.flag("three_phase"))
    case "StepLR":
      return StepRate(rate, times: s.number("gamma", .nan), every: s.int("step_size", 0))
    case "MultiStepLR":
      return StepRate(
        rate, times: s.number("gamma", .nan), at: s.numbers("milestones")?.map { Int($0) } ?? [])
    case "ExponentialLR": return ExponentialRate(rate, times: s.number("gamma", .nan))
    case "PolynomialLR":
      return PolynomialRate(
        from: rate, steps: s.int("total_iters", 0), power: s.number("power", 1))
    case "SequentialLR":
      return LinearRate(from: 0.1 * rate, to: rate, steps: 5)
        .followed(by: CosineRate(from: rate, steps: 20), after: 5)
    default: return nil
    }
  }

  /// What PyTorch has no schedule for, by hand.
  @Test func ratesFollowTheirFormulas() {
    let root = InverseRootRate(peak: 2, warmup: 4)
    #expect((0...4).map(root.rate(at:)) == [0, 0.5, 1, 1.5, 2])
    #expect([9, 16, 64].map(root.rate(at:)) == [2 * (4.0 / 9).squareRoot(), 1, 0.5])
    let warm = ConstantRate(8).warmedUp(over: 4, from: 0.5)
    #expect((0...5).map(warm.rate(at:)) == [4, 5, 6, 7, 8, 8])
    let product = ConstantRate(3).scaled(by: LinearRate(from: 0, to: 4, steps: 2))
    #expect((0...3).map(product.rate(at:)) == [0, 6, 12, 12])
    let least = PolynomialRate(from: 5, to: 1, steps: 2, power: 0.5)
    #expect(least.rate(at: 0) == 5 && least.rate(at: 2) == 1 && least.rate(at: 9) == 1)
    #expect((least.rate(at: 1) - (1 + 4 * 0.5.squareRoot())).magnitude < 1e-14)
  }

  @Test func clippedGradientsAreThoseOfPyTorch() throws {
    let inputs = try OptimizerVectors.inputs()
    var count = 0
    for (line, archive) in try OptimizerVectors.cases("clipping") {
      let label = line.text("case") ?? ""
      let limit = line.number("limit", .nan)
      var gradients = try OptimizerVectors.names.map {
        try OptimizerVectors.gradient(inputs, $0, line.int("step", 0), .float32)
      }
      if line.text("by") == "norm" {
        let norm = clipGradients(&gradients, norm: limit)
        let expected = line.number("norm", .nan)
        #expect((norm.value - expected).magnitude <= 1e-6 * max(1, expected), "\(label)")
        #expect(norm.isFinite)
      } else {
        clipGradients(&gradients, value: limit)
      }
      for (name, gradient) in zip(OptimizerVectors.names, gradients) {
        let expected = try #require(archive?["\(label)/\(name)"])
        #expect(distance(gradient, expected, tolerance: 1e-6) <= 1, "\(label) \(name)")
      }
      count += 1
    }
    #expect(count == 12)
  }

  @Test(arguments: [DType.float32, .float64])
  func averagesAreThoseOfPyTorch(dtype: DType) throws {
    let inputs = try OptimizerVectors.inputs()
    let archive = try NumPyArchive(
      contentsOf: OptimizerVectors.folder.appending(path: "arrays-averages.npz").path,
      inflationAllowance: 1 << 26)
    var average = WeightAverage(decay: 0.9)
    let start = try OptimizerVectors.names.map { try OptimizerVectors.start(inputs, $0, dtype) }
    average.update(with: start)
    for step in 0..<OptimizerVectors.steps {
      let now = try OptimizerVectors.names.map { name in
        let sum =
          try OptimizerVectors.start(inputs, name, .float64)
          + OptimizerVectors.gradient(inputs, name, step, .float64)
        return sum.cast(to: dtype)
      }
      average.update(with: now)
      for (name, mean) in zip(OptimizerVectors.names, average.parameters) {
        let expected = try #require(archive["average-\(dtype)/\(name)"])[step]
        let distance = distance(mean, expected, tolerance: dtype == .float64 ? 1e-13 : 1e-6)
        #expect(distance <= 1, "\(name) after step \(step)")
      }
    }
  }
}
