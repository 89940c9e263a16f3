// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// RMSprop (Tieleman, Hinton 2012), centred where wanted (Graves 2013, https://arxiv.org/abs/1308.0850),
/// as `torch.optim.RMSprop`.
///
/// v ← α v + (1 - α) g², and p ← p - η g / (√v + ε); centred, the square of the mean gradient is taken from
/// v, and what rounding leaves below zero counts as zero. With a momentum μ, steps add up: b ← μ b + step.
public struct RMSprop: Optimizer {
  /// Size of a step; a schedule sets it before each.
  public var learningRate: Double
  /// Decay of the mean of squared gradients, in [0, 1).
  public var alpha: Double
  /// Added to the root of the mean square.
  public var epsilon: Double
  /// What of a parameter is added to its gradient.
  public var weightDecay: Double
  /// What stays of the last step; 0 for none.
  public var momentum: Double
  /// Whether gradients are divided by their deviation and not by their mean square's root.
  public var isCentered: Bool
  /// Parameters that differ from the others; the first whose pattern fits a path counts.
  public var groups: [ParameterGroup] = []
  /// Steps taken and what is remembered of each parameter; empty before the first step.
  public var state = OptimizerState()

  /// An optimizer that has taken no step.
  ///
  /// - Parameters:
  ///   - learningRate: size of a step.
  ///   - alpha: decay of the mean of squared gradients, in [0, 1).
  ///   - epsilon: added to the root of the mean square.
  ///   - weightDecay: what of a parameter is added to its gradient.
  ///   - momentum: what stays of the last step, in [0, 1].
  ///   - isCentered: whether gradients are divided by their deviation.
  public init(
    learningRate: Double = 0.01, alpha: Double = 0.99, epsilon: Double = 1e-8,
    weightDecay: Double = 0, momentum: Double = 0, isCentered: Bool = false
  ) {
    precondition((0..<1).contains(alpha), "RMSprop's alpha is \(alpha), not in 0..<1")
    precondition((0...1).contains(momentum), "RMSprop's momentum is \(momentum), not in 0...1")
    self.learningRate = learningRate
    self.alpha = alpha
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.momentum = momentum
    self.isCentered = isCentered
  }

  /// Numbers that stay the same, for checkpoints.
  public var settings: String {
    """
    RMSprop(alpha: \(alpha), epsilon: \(epsilon), weightDecay: \(weightDecay), \
    momentum: \(momentum), isCentered: \(isCentered))
    """
  }

  /// The state before the first step.
  ///
  /// - Parameter parameters: the parameters; only their shapes and types matter.
  public func initialState(for parameters: [Tensor]) -> OptimizerState {
    OptimizerState(
      ["secondMoments"] + (isCentered ? ["firstMoments"] : [])
        + (momentum > 0 ? ["momentum"] : []), like: parameters)
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
    begin("RMSprop", parameters, gradients, paths)
    var common = Kernels.RuleNumbers()
    common.rate = learningRate
    common.beta1 = momentum
    common.beta2 = alpha
    common.epsilon = epsilon
    let numbers = numbers(
      parameters.count, paths, weightDecay: weightDecay, isDecoupled: false, scale: gradientScale,
      common)
    let rule: Kernels.Rule =
      switch (isCentered, momentum > 0) {
      case (false, false): .rmsprop
      case (false, true): .rmspropWithMomentum
      case (true, false): .rmspropCentered
      case (true, true): .rmspropCenteredWithMomentum
      }
    apply(rule, numbers, &parameters, gradients)
  }
}
