// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Adam (Kingma, Ba 2015, https://arxiv.org/abs/1412.6980), as `torch.optim.Adam`.
///
/// m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², and p ← p - η m̂ / (√v̂ + ε) with m̂ = m / (1 - β₁ᵗ) and
/// v̂ = v / (1 - β₂ᵗ). Weight decay is added to the gradient; AdamW has the decoupled one.
public struct Adam: Optimizer {
  /// Size of a step; a schedule sets it before each.
  public var learningRate: Double
  /// Decay of the mean of gradients, in [0, 1).
  public var beta1: Double
  /// Decay of the mean of squared gradients, in [0, 1).
  public var beta2: Double
  /// Added to the root of the mean square.
  public var epsilon: Double
  /// What of a parameter is added to its gradient.
  public var weightDecay: Double
  /// Whether the largest mean square so far is taken (Reddi, Kale, Kumar 2018).
  public var isAMSGrad: Bool
  /// Whether the means are corrected for having begun at zero.
  public var correctsBias: Bool
  /// Parameters that differ from the others; the first whose pattern fits a path counts.
  public var groups: [ParameterGroup] = []
  /// Steps taken and what is remembered of each parameter; empty before the first step.
  public var state = OptimizerState()

  /// An optimizer that has taken no step.
  ///
  /// - Parameters:
  ///   - learningRate: size of a step.
  ///   - beta1: decay of the mean of gradients, in [0, 1).
  ///   - beta2: decay of the mean of squared gradients, in [0, 1).
  ///   - epsilon: added to the root of the mean square.
  ///   - weightDecay: what of a parameter is added to its gradient.
  ///   - isAMSGrad: whether the largest mean square so far is taken.
  ///   - correctsBias: whether the means are corrected for having begun at zero.
  public init(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0, isAMSGrad: Bool = false,
    correctsBias: Bool = true
  ) {
    precondition(
      (0..<1).contains(beta1) && (0..<1).contains(beta2),
      "Adam's betas are \(beta1) and \(beta2), not in 0..<1")
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.isAMSGrad = isAMSGrad
    self.correctsBias = correctsBias
  }

  /// Means of the gradients, one for each parameter; empty before the first step.
  public var firstMoments: [Tensor] { state["firstMoments"] ?? [] }
  /// Means of the squared gradients, one for each parameter; empty before the first step.
  public var secondMoments: [Tensor] { state["secondMoments"] ?? [] }

  /// Numbers that stay the same, for checkpoints.
  public var settings: String {
    """
    Adam(beta1: \(beta1), beta2: \(beta2), epsilon: \(epsilon), \
    weightDecay: \(weightDecay), isAMSGrad: \(isAMSGrad), correctsBias: \(correctsBias))
    """
  }

  /// The state before the first step.
  ///
  /// - Parameter parameters: the parameters; only their shapes and types matter.
  public func initialState(for parameters: [Tensor]) -> OptimizerState {
    let names = ["firstMoments", "secondMoments"] + (isAMSGrad ? ["largestSecondMoments"] : [])
    return OptimizerState(names, like: parameters)
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
    begin("Adam", parameters, gradients, paths)
    let numbers = numbers(
      parameters.count, paths, weightDecay: weightDecay, isDecoupled: false, scale: gradientScale,
      .adam(learningRate, beta1, beta2, epsilon, step: correctsBias ? step : nil))
    apply(isAMSGrad ? .amsgrad : .adam, numbers, &parameters, gradients)
  }
}

extension Kernels.RuleNumbers {
  /// The numbers of a step of Adam; without a step, its means are not corrected.
  static func adam(
    _ rate: Double, _ beta1: Double, _ beta2: Double, _ epsilon: Double, step: Int?
  ) -> Self {
    var numbers = Self()
    numbers.rate = rate
    numbers.beta1 = beta1
    numbers.beta2 = beta2
    numbers.epsilon = epsilon
    if let step {
      numbers.correction1 = 1 / (1 - Kernels.power(beta1, step))
      numbers.correction2 = 1 / (1 - Kernels.power(beta2, step))
    }
    return numbers
  }
}
