// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Stochastic gradient descent, with a momentum where wanted (Sutskever, Martens, Dahl, Hinton 2013,
/// https://proceedings.mlr.press/v28/sutskever13.html), as `torch.optim.SGD`.
///
/// With a momentum μ, v ← μ v + (1 - dampening) g, without the dampening in the first step, and
/// p ← p - η v, or with Nesterov's p ← p - η (g + μ v).
public struct SGD: Optimizer {
  /// Size of a step; a schedule sets it before each.
  public var learningRate: Double
  /// What stays of the last direction, in [0, 1]; 0 for none.
  public var momentum: Double
  /// What a new gradient loses before it joins the momentum.
  public var dampening: Double
  /// Whether the gradient is taken as if the momentum had acted already.
  public var isNesterov: Bool
  /// What of a parameter is added to its gradient.
  public var weightDecay: Double
  /// Parameters that differ from the others; the first whose pattern fits a path counts.
  public var groups: [ParameterGroup] = []
  /// Steps taken and what is remembered of each parameter; empty before the first step.
  public var state = OptimizerState()

  /// An optimizer that has taken no step.
  ///
  /// - Parameters:
  ///   - learningRate: size of a step.
  ///   - momentum: what stays of the last direction, in [0, 1].
  ///   - dampening: what a new gradient loses before it joins the momentum.
  ///   - isNesterov: whether Nesterov's form is taken; then the momentum must not be 0, and the dampening
  ///     must.
  ///   - weightDecay: what of a parameter is added to its gradient.
  public init(
    learningRate: Double, momentum: Double = 0, dampening: Double = 0, isNesterov: Bool = false,
    weightDecay: Double = 0
  ) {
    precondition((0...1).contains(momentum), "SGD's momentum is \(momentum), not in 0...1")
    precondition(
      !isNesterov || momentum > 0 && dampening == 0,
      "SGD: Nesterov's form needs a momentum and no dampening, not \(momentum) and \(dampening)")
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.isNesterov = isNesterov
    self.weightDecay = weightDecay
  }

  /// Numbers that stay the same, for checkpoints.
  public var settings: String {
    """
    SGD(momentum: \(momentum), dampening: \(dampening), isNesterov: \(isNesterov), \
    weightDecay: \(weightDecay))
    """
  }

  /// The state before the first step.
  ///
  /// - Parameter parameters: the parameters; only their shapes and types matter.
  public func initialState(for parameters: [Tensor]) -> OptimizerState {
    OptimizerState(momentum == 0 ? [] : ["momentum"], like: parameters)
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
    begin("SGD", parameters, gradients, paths)
    var common = Kernels.RuleNumbers()
    common.rate = learningRate
    common.beta1 = momentum
    common.beta2 = step == 1 ? 1 : 1 - dampening
    let numbers = numbers(
      parameters.count, paths, weightDecay: weightDecay, isDecoupled: false, scale: gradientScale,
      common)
    apply(
      momentum == 0 ? .sgd : isNesterov ? .nesterov : .momentum, numbers, &parameters, gradients)
  }
}
