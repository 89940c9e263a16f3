// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore

/// The optimizers of `ai.onnx.preview.training`. Inputs are a rate, the number of earlier steps, then all
/// parameters, all gradients, and each list of what is remembered.
extension ONNXCase {
  func training() throws -> [Tensor?]? {
    let decay = number("norm_coefficient", 0)
    switch op {
    case "Adagrad":
      let optimizer = Adagrad(
        learningRate: self[0].item(), rateDecay: number("decay_factor", 0), weightDecay: decay,
        epsilon: number("epsilon", 0))
      return try step(optimizer, slots: ["sums"], from: Int(self[1].item()))
    case "Momentum":
      let steps = Int(self[1].item())
      let optimizer = SGD(
        learningRate: self[0].item(), momentum: number("alpha", 0),
        dampening: steps > 0 ? 1 - number("beta", 1) : 0,
        isNesterov: text("mode", "standard") == "nesterov", weightDecay: decay)
      return try step(optimizer, slots: ["momentum"], from: steps)
    case "Adam":
      guard number("norm_coefficient_post", 0) == 0 else {
        throw Unsupported("a decay after the step")
      }
      // The operator corrects the means of its second step as ours those of the first, and adds epsilon
      // to the root before it corrects that.
      let steps = Int(self[1].item())
      let beta2 = number("beta", 0.999)
      let correction = steps > 0 ? (1 - pow(beta2, Double(steps))).squareRoot() : 1
      let optimizer = Adam(
        learningRate: self[0].item(), beta1: number("alpha", 0.9), beta2: beta2,
        epsilon: number("epsilon", 0) / correction, weightDecay: decay, correctsBias: steps > 0)
      return try step(
        optimizer, slots: ["firstMoments", "secondMoments"], from: max(0, steps - 1))
    default: return nil
    }
  }

  /// One step of an optimizer that has taken some, and what it remembers then.
  private func step<Rule: Optimizer>(
    _ optimizer: Rule, slots: [String], from steps: Int
  ) throws -> [Tensor?] {
    let count = (inputs.count - 2) / (2 + slots.count)
    func list(_ place: Int) -> [Tensor] { (0..<count).map { self[2 + place * count + $0] } }
    var (optimizer, parameters) = (optimizer, list(0))
    try optimizer.restore(
      OptimizerState(
        step: steps,
        slots: slots.enumerated().map { .init(name: $1, tensors: list(2 + $0)) }),
      for: parameters)
    optimizer.update(&parameters, gradients: list(1))
    return parameters + slots.flatMap { optimizer.state[$0] ?? [] }
  }
}
