// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// LAMB (You and others 2020, https://arxiv.org/abs/1904.00962), as `optax.lamb`: the step of Adam plus
/// the decay of the parameter, made as long as the parameter itself, so that large batches train well.
public struct LAMB: Optimizer {
  /// Size of a step; a schedule sets it before each.
  public var learningRate: Double
  /// Decay of the mean of gradients, in [0, 1).
  public var beta1: Double
  /// Decay of the mean of squared gradients, in [0, 1).
  public var beta2: Double
  /// Added to the root of the mean square.
  public var epsilon: Double
  /// What of a parameter is added to its step.
  public var weightDecay: Double
  /// Parameters that differ from the others; the first whose pattern fits a path counts.
  public var groups: [ParameterGroup] = []
  /// Steps taken and what is remembered of each parameter; empty before the first step.
  public var state = OptimizerState()

  /// An optimizer that has taken no step.
  ///
  /// - Parameters:
  ///   - learningRate: size of a step, as a share of the parameter's norm.
  ///   - beta1: decay of the mean of gradients, in [0, 1).
  ///   - beta2: decay of the mean of squared gradients, in [0, 1).
  ///   - epsilon: added to the root of the mean square.
  ///   - weightDecay: what of a parameter is added to its step.
  public init(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-6, weightDecay: Double = 0
  ) {
    precondition(
      (0..<1).contains(beta1) && (0..<1).contains(beta2),
      "LAMB's betas are \(beta1) and \(beta2), not in 0..<1")
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Numbers that stay the same, for checkpoints.
  public var settings: String {
    "LAMB(beta1: \(beta1), beta2: \(beta2), epsilon: \(epsilon), weightDecay: \(weightDecay))"
  }

  /// The state before the first step.
  ///
  /// - Parameter parameters: the parameters; only their shapes and types matter.
  public func initialState(for parameters: [Tensor]) -> OptimizerState {
    OptimizerState(["firstMoments", "secondMoments"], like: parameters)
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
    begin("LAMB", parameters, gradients, paths)
    let (beta1, beta2, epsilon) = (beta1, beta2, epsilon)
    let correction1 = 1 / (1 - Kernels.power(beta1, step))
    let correction2 = 1 / (1 - Kernels.power(beta2, step))
    compose(&parameters, gradients, paths, scale: gradientScale, weightDecay: weightDecay) {
      parameter, gradient, slots, rate, weightDecay in
      slots[0] = slots[0] * beta1 + gradient * (1 - beta1)
      slots[1] = slots[1] * beta2 + gradient * gradient * (1 - beta2)
      var update = (slots[0] * correction1) / ((slots[1] * correction2).sqrt() + epsilon)
      if weightDecay != 0 { update = update + parameter * weightDecay }
      let (length, stepLength) = (parameter.magnitude, update.magnitude)
      let trust = length == 0 || stepLength == 0 ? 1 : length / stepLength
      return parameter - update * (rate * trust)
    }
  }
}
