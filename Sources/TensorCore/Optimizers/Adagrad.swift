// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// AdaGrad (Duchi, Hazan, Singer 2011, https://jmlr.org/papers/v12/duchi11a.html), as
/// `torch.optim.Adagrad`: s ← s + g², and p ← p - η / (1 + (t - 1) δ) · g / (√s + ε).
public struct Adagrad: Optimizer {
  /// Size of a step; a schedule sets it before each.
  public var learningRate: Double
  /// How the rate falls with the number of steps: by 1 / (1 + (t - 1) δ).
  public var rateDecay: Double
  /// What of a parameter is added to its gradient.
  public var weightDecay: Double
  /// What sums of squares begin with.
  public var initialSum: Double
  /// Added to the root of the sum.
  public var epsilon: Double
  /// Parameters that differ from the others; the first whose pattern fits a path counts.
  public var groups: [ParameterGroup] = []
  /// Steps taken and what is remembered of each parameter; empty before the first step.
  public var state = OptimizerState()

  /// An optimizer that has taken no step.
  ///
  /// - Parameters:
  ///   - learningRate: size of a step.
  ///   - rateDecay: how the rate falls with the number of steps.
  ///   - weightDecay: what of a parameter is added to its gradient.
  ///   - initialSum: what sums of squares begin with; at least 0.
  ///   - epsilon: added to the root of the sum.
  public init(
    learningRate: Double = 0.01, rateDecay: Double = 0, weightDecay: Double = 0,
    initialSum: Double = 0, epsilon: Double = 1e-10
  ) {
    precondition(initialSum >= 0, "Adagrad's sums cannot begin at \(initialSum)")
    self.learningRate = learningRate
    self.rateDecay = rateDecay
    self.weightDecay = weightDecay
    self.initialSum = initialSum
    self.epsilon = epsilon
  }

  /// Numbers that stay the same, for checkpoints.
  public var settings: String {
    """
    Adagrad(rateDecay: \(rateDecay), weightDecay: \(weightDecay), \
    initialSum: \(initialSum), epsilon: \(epsilon))
    """
  }

  /// The state before the first step.
  ///
  /// - Parameter parameters: the parameters; only their shapes and types matter.
  public func initialState(for parameters: [Tensor]) -> OptimizerState {
    OptimizerState(["sums"], like: parameters, value: initialSum)
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
    begin("Adagrad", parameters, gradients, paths)
    var common = Kernels.RuleNumbers()
    common.rate = learningRate / (1 + Double(step - 1) * rateDecay)
    common.epsilon = epsilon
    let numbers = numbers(
      parameters.count, paths, weightDecay: weightDecay, isDecoupled: false, scale: gradientScale,
      common)
    apply(.adagrad, numbers, &parameters, gradients)
  }
}
