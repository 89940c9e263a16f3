// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Lion (Chen and others 2023, https://arxiv.org/abs/2302.06675), as `optax.lion`: the step is the sign of
/// β₁ m + (1 - β₁) g, then m ← β₂ m + (1 - β₂) g; weight decay is decoupled.
///
/// Every number moves by the learning rate: take a third to a tenth of Adam's.
public struct Lion: Optimizer {
  /// Size of a step; a schedule sets it before each.
  public var learningRate: Double
  /// How much of the direction is the mean's and not the gradient's, in [0, 1).
  public var beta1: Double
  /// Decay of the mean of gradients, in [0, 1).
  public var beta2: Double
  /// Decay of a parameter per unit of learning rate.
  public var weightDecay: Double
  /// Parameters that differ from the others; the first whose pattern fits a path counts.
  public var groups: [ParameterGroup] = []
  /// Steps taken and what is remembered of each parameter; empty before the first step.
  public var state = OptimizerState()

  /// An optimizer that has taken no step.
  ///
  /// - Parameters:
  ///   - learningRate: size of a step.
  ///   - beta1: how much of the direction is the mean's, in [0, 1).
  ///   - beta2: decay of the mean of gradients, in [0, 1).
  ///   - weightDecay: decay of a parameter per unit of learning rate.
  public init(
    learningRate: Double = 1e-4, beta1: Double = 0.9, beta2: Double = 0.99, weightDecay: Double = 0
  ) {
    precondition(
      (0..<1).contains(beta1) && (0..<1).contains(beta2),
      "Lion's betas are \(beta1) and \(beta2), not in 0..<1")
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.weightDecay = weightDecay
  }

  /// Numbers that stay the same, for checkpoints.
  public var settings: String {
    "Lion(beta1: \(beta1), beta2: \(beta2), weightDecay: \(weightDecay))"
  }

  /// The state before the first step.
  ///
  /// - Parameter parameters: the parameters; only their shapes and types matter.
  public func initialState(for parameters: [Tensor]) -> OptimizerState {
    OptimizerState(["firstMoments"], like: parameters)
  }

  /// Takes one step, as ``Optimizer`` says.
  ///
  /// - Parameters:
  ///   - parameters: float32 or float64 tensors; each is written in place where nobody else holds it.
  ///   - gradients: one for each parameter, of its shape and type.
  ///   - paths: where each parameter is in its module, for ``groups``; empty for their places.
  ///   - gradientScale: what gradients are multiplied by first.
  public mutating func update(
    _ parameters: inout [Tensor], gradients: [Tensor], paths: [String], gradientScale: Double
  ) {
    begin("Lion", parameters, gradients, paths)
    var common = Kernels.RuleNumbers()
    common.rate = learningRate
    common.beta1 = beta1
    common.beta2 = beta2
    let numbers = numbers(
      parameters.count, paths, weightDecay: weightDecay, isDecoupled: true, scale: gradientScale,
      common)
    apply(.lion, numbers, &parameters, gradients)
  }
}
