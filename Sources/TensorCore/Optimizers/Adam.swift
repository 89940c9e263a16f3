// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Adam (Kingma, Ba 2015, https://arxiv.org/abs/1412.6980); with a weight decay, AdamW (Loshchilov,
/// Hutter 2019, https://arxiv.org/abs/1711.05101).
///
/// One fused pass over every parameter, the same bits on every processor. The optimizer belongs to one
/// list of parameters, always given in the same order.
public struct Adam: Sendable {
  /// Size of a step.
  public var learningRate: Double
  /// Decay of the mean of gradients.
  public var beta1: Double
  /// Decay of the mean of squared gradients.
  public var beta2: Double
  /// Added to the root of the mean square.
  public var epsilon: Double
  /// Decoupled weight decay per unit of learning rate; 0 for plain Adam.
  public var weightDecay: Double

  /// Steps taken.
  public private(set) var step = 0
  /// Means of the gradients, one for each parameter; empty before the first step.
  public private(set) var firstMoments: [Tensor] = []
  /// Means of the squared gradients, one for each parameter; empty before the first step.
  public private(set) var secondMoments: [Tensor] = []

  /// An optimizer that has taken no step.
  ///
  /// - Parameters:
  ///   - learningRate: size of a step.
  ///   - beta1: decay of the mean of gradients, in [0, 1).
  ///   - beta2: decay of the mean of squared gradients, in [0, 1).
  ///   - epsilon: added to the root of the mean square.
  ///   - weightDecay: decoupled weight decay per unit of learning rate.
  public init(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0
  ) {
    precondition(
      (0..<1).contains(beta1) && (0..<1).contains(beta2),
      "Adam's betas are \(beta1) and \(beta2), not in 0..<1")
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Takes one step.
  ///
  /// - Parameters:
  ///   - parameters: float32 or float64 tensors; each is written in place where nobody else holds it.
  ///   - gradients: one for each parameter, of its shape and type.
  /// - Precondition: the parameters are those of the earlier steps.
  /// - Complexity: O(n), n the number of elements.
  public mutating func update(_ parameters: inout [Tensor], gradients: [Tensor]) {
    precondition(
      parameters.count == gradients.count,
      "Adam: \(gradients.count) gradients for \(parameters.count) parameters")
    begin(parameters.count) { parameters[$0] }
    for index in parameters.indices {
      updateOne(&parameters[index], gradient: gradients[index], at: index)
    }
  }

  /// Takes one step for the parameters of a module.
  ///
  /// - Parameters:
  ///   - module: the module.
  ///   - gradients: one for each parameter, in the order of the visit.
  /// - Precondition: the module is the one of the earlier steps.
  /// - Complexity: O(n), n the number of elements.
  public mutating func update<M: Module>(_ module: inout M, gradients: [Tensor]) {
    if step == 0 {
      let parameters = module.parameters
      begin(parameters.count) { parameters[$0] }
    } else {
      begin(gradients.count) { gradients[$0] }
    }
    var index = 0
    module.visitParameters { path, parameter in
      precondition(index < gradients.count, "Adam: no gradient is given for \(path)")
      updateOne(&parameter, gradient: gradients[index], at: index)
      index += 1
    }
    precondition(
      index == gradients.count, "Adam: \(gradients.count) gradients for \(index) parameters")
  }

  private mutating func begin(_ count: Int, _ parameter: (Int) -> Tensor) {
    if step == 0 {
      firstMoments = (0..<count).map { .zeros(like: parameter($0)) }
      secondMoments = firstMoments.map { .zeros(like: $0) }
    }
    precondition(
      firstMoments.count == count,
      "Adam: \(count) parameters, where earlier steps had \(firstMoments.count)")
    step += 1
  }

  private mutating func updateOne(_ parameter: inout Tensor, gradient: Tensor, at index: Int) {
    check(parameter, gradient, moments: firstMoments[index], index)
    let settings = Kernels.AdamStep(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: weightDecay, step: step)
    Kernels.adam(
      settings, gradient: gradient, parameter: &parameter, first: &firstMoments[index],
      second: &secondMoments[index])
  }

  // A function of its own, so that no reference to the moments lives while they are written in place.
  private func check(_ parameter: Tensor, _ gradient: Tensor, moments: Tensor, _ index: Int) {
    precondition(
      parameter.layout.hasShape(of: gradient.layout) && parameter.dtype == gradient.dtype
        && parameter.layout.hasShape(of: moments.layout) && parameter.dtype == moments.dtype
        && parameter.dtype.isComputed,
      """
      Adam: parameter \(index) is \(parameter.shape) of \(parameter.dtype), its gradient \
      \(gradient.shape) of \(gradient.dtype), its moments \(moments.shape) of \(moments.dtype)
      """)
  }
}
