// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Muon (Jordan and others 2024, https://kellerjordan.github.io/posts/muon/), as `torch.optim.Muon`: the
/// step of a matrix is its momentum with all singular values brought near 1 by Newton–Schulz iterations.
///
/// For the matrices inside a network. What is no matrix, and what groups with a rate factor of their
/// own do not suit, such as embeddings, belongs to another optimizer: give that one its parameters, and
/// freeze the others in its groups. PyTorch iterates in bfloat16; here the iteration has the type of the
/// parameter.
public struct Muon: Optimizer {
  /// How a step's size follows from a matrix of m rows and n columns.
  public enum Scaling: Sendable, Hashable {
    /// Times √max(1, m / n).
    case original
    /// Times 0.2 √max(m, n), so that rates of AdamW fit (Liu and others 2025,
    /// https://arxiv.org/abs/2502.16982).
    case likeAdamW
  }

  /// Size of a step; a schedule sets it before each.
  public var learningRate: Double
  /// Decay of a parameter per unit of learning rate.
  public var weightDecay: Double
  /// Decay of the mean of gradients, in [0, 1).
  public var momentum: Double
  /// Whether the gradient is mixed into its mean once more.
  public var isNesterov: Bool
  /// Iterations that bring the singular values near 1.
  public var iterations: Int
  /// What the norm of a momentum counts as at least.
  public var epsilon: Double
  /// How a step's size follows from the shape.
  public var scaling: Scaling
  /// Parameters that differ from the others; the first whose pattern fits a path counts.
  public var groups: [ParameterGroup] = []
  /// Steps taken and what is remembered of each parameter; empty before the first step.
  public var state = OptimizerState()

  /// An optimizer that has taken no step.
  ///
  /// - Parameters:
  ///   - learningRate: size of a step.
  ///   - weightDecay: decay of a parameter per unit of learning rate.
  ///   - momentum: decay of the mean of gradients, in [0, 1).
  ///   - isNesterov: whether the gradient is mixed into its mean once more.
  ///   - iterations: iterations that bring the singular values near 1.
  ///   - epsilon: what the norm of a momentum counts as at least.
  ///   - scaling: how a step's size follows from the shape.
  public init(
    learningRate: Double = 0.001, weightDecay: Double = 0.1, momentum: Double = 0.95,
    isNesterov: Bool = true, iterations: Int = 5, epsilon: Double = 1e-7,
    scaling: Scaling = .original
  ) {
    precondition((0..<1).contains(momentum), "Muon's momentum is \(momentum), not in 0..<1")
    precondition((0..<100).contains(iterations), "Muon iterates \(iterations) times")
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.momentum = momentum
    self.isNesterov = isNesterov
    self.iterations = iterations
    self.epsilon = epsilon
    self.scaling = scaling
  }

  /// Numbers that stay the same, for checkpoints.
  public var settings: String {
    """
    Muon(weightDecay: \(weightDecay), momentum: \(momentum), isNesterov: \(isNesterov), \
    iterations: \(iterations), epsilon: \(epsilon), scaling: .\(scaling))
    """
  }

  /// The state before the first step.
  ///
  /// - Parameter parameters: the parameters; only their shapes and types matter.
  public func initialState(for parameters: [Tensor]) -> OptimizerState {
    OptimizerState(["momentum"], like: parameters)
  }

  /// Takes one step, as ``Optimizer`` says.
  ///
  /// - Parameters:
  ///   - parameters: float32 or float64 tensors; each is written in place where nobody else holds it.
  ///   - gradients: one for each parameter, of its shape and type.
  ///   - paths: where each parameter is in its module, for ``groups``; empty for their places.
  ///   - gradientScale: what gradients are multiplied by first.
  /// - Precondition: parameters that are not frozen by a group are matrices.
  public mutating func update(
    _ parameters: inout [Tensor], gradients: [Tensor], paths: [String], gradientScale: Double
  ) {
    begin("Muon", parameters, gradients, paths)
    for (index, parameter) in parameters.enumerated() where parameter.rank != 2 {
      precondition(
        group(index, paths)?.isFrozen == true,
        "Muon: parameter \(paths.isEmpty ? "\(index)" : paths[index]) is \(parameter.shape), no matrix"
      )
    }
    let settings = self
    compose(&parameters, gradients, paths, scale: gradientScale, weightDecay: weightDecay) {
      parameter, gradient, slots, rate, weightDecay in
      slots[0] = slots[0] + (gradient - slots[0]) * (1 - settings.momentum)
      let direction =
        settings.isNesterov
        ? gradient + (slots[0] - gradient) * settings.momentum : slots[0]
      let (m, n) = (Double(parameter.shape[0]), Double(parameter.shape[1]))
      let size =
        switch settings.scaling {
        case .original: rate * Swift.max(1, m / n).squareRoot()
        case .likeAdamW: rate * 0.2 * Swift.max(m, n).squareRoot()
        }
      return parameter * (1 - rate * weightDecay) - settings.orthogonalized(direction) * size
    }
  }

  /// The matrix with its singular values brought near 1.
  private func orthogonalized(_ matrix: Tensor) -> Tensor {
    let isTall = matrix.shape[0] > matrix.shape[1]
    var x = isTall ? matrix.transposed() : matrix
    x = x / Swift.max(x.magnitude, epsilon)
    for _ in 0..<iterations {
      let gram = x.matmul(x.transposed())
      x = x * 3.4445 + (gram * -4.775 + gram.matmul(gram) * 2.0315).matmul(x)
    }
    return isTall ? x.transposed() : x
  }
}
