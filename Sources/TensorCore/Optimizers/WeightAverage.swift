// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A running mean of a model's parameters over its steps, which often does better than the last ones
/// (Polyak, Juditsky 1992, https://doi.org/10.1137/0330046).
///
/// mean ← d · mean + (1 - d) · parameter, beginning with the first parameters it sees.
public struct WeightAverage: Sendable {
  /// What stays of the mean at a step, in 0..<1.
  public var decay: Double
  /// Whether early means forget faster: the decay is at most (1 + t) / (10 + t).
  public var warmsUp: Bool
  /// Steps taken into account.
  public private(set) var step = 0
  /// The means in the order of the visit, in float32 where the parameters are of a narrow type; empty before
  /// the first step.
  public private(set) var parameters: [Tensor] = []

  /// A mean of nothing yet.
  ///
  /// - Parameters:
  ///   - decay: what stays of the mean at a step, in 0..<1.
  ///   - warmsUp: whether early means forget faster.
  public init(decay: Double = 0.999, warmsUp: Bool = false) {
    precondition((0..<1).contains(decay), "a mean that keeps \(decay) of itself")
    self.decay = decay
    self.warmsUp = warmsUp
  }

  /// Takes a model's parameters into account, after a step.
  ///
  /// - Parameter module: the model, the same at every step.
  /// - Complexity: O(n), n the number of elements.
  public mutating func update<M: Module>(with module: M) { update(with: module.parameters) }

  /// Takes parameters into account, after a step.
  ///
  /// - Parameter current: the parameters, of floating-point types, the same at every step.
  /// - Complexity: O(n), n the number of elements.
  public mutating func update(with current: [Tensor]) {
    let current = MasterWeights.widened(current)
    step += 1
    if parameters.isEmpty {
      parameters = current
      return
    }
    precondition(
      parameters.count == current.count
        && zip(parameters, current).allSatisfy {
          $0.layout.hasShape(of: $1.layout) && $0.dtype == $1.dtype && $0.dtype.isComputed
        }, "a mean of other parameters than before")
    var numbers = Kernels.RuleNumbers()
    numbers.beta1 = warmsUp ? Swift.min(decay, Double(1 + step) / Double(10 + step)) : decay
    var slots: [[Tensor]] = []
    Kernels.step(
      .average, Array(repeating: numbers, count: current.count), gradients: current,
      parameters: &parameters, slots: &slots)
  }

  /// A copy of a model with the means as its parameters, rounded to its types; its own where there are none
  /// yet.
  ///
  /// - Parameter module: the model.
  /// - Complexity: O(n), n the number of elements that are rounded.
  public func applied<M: Module>(to module: M) -> M {
    var copy = module
    guard !parameters.isEmpty else { return copy }
    let own = copy.parameters
    precondition(
      own.count == parameters.count,
      "a mean of \(parameters.count) parameters for a module that has \(own.count)")
    copy.parameters = zip(parameters, own).map { $0.cast(to: $1.dtype) }
    return copy
  }

  /// Goes on where another mean stood.
  ///
  /// - Parameters:
  ///   - parameters: its means.
  ///   - step: its steps.
  mutating func restore(_ parameters: [Tensor], step: Int) {
    self.parameters = parameters
    self.step = step
  }
}
