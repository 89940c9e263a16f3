// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Improves parameters by their gradients, step after step.
///
/// An optimizer is a value that belongs to one list of parameters, always given in the same order. What
/// it remembers is its state: a copy of the optimizer goes on where it stands, and one that is given
/// the state of another goes on with the same bits.
///
/// ```swift
/// var optimizer = AdamW(learningRate: 3e-4)
/// optimizer.groups = [ParameterGroup("**.bias", weightDecay: 0)]
/// optimizer.update(&model, gradients: gradients)
/// ```
///
/// A step costs one pass over the parameters and the same bits on every processor, for any number of
/// threads.
public protocol Optimizer: Sendable {
  /// Size of a step; a schedule sets it before each.
  var learningRate: Double { get set }
  /// Parameters that differ from the others; the first whose pattern fits a path counts.
  var groups: [ParameterGroup] { get set }
  /// Steps taken and what is remembered of each parameter; empty before the first step.
  var state: OptimizerState { get set }

  /// What a step follows from besides the learning rate, the groups and the state, as text that differs
  /// where these do. A checkpoint records it, so that a training is not resumed with other numbers by
  /// mistake; without one of its own an optimizer has its name.
  var settings: String { get }

  /// The state before the first step.
  ///
  /// - Parameter parameters: the parameters; only their shapes and types matter.
  func initialState(for parameters: [Tensor]) -> OptimizerState

  /// Takes one step.
  ///
  /// - Parameters:
  ///   - parameters: float32 or float64 tensors; each is written in place where nobody else holds it.
  ///   - gradients: one for each parameter, of its shape and type.
  ///   - paths: where each parameter is in its module, for groups; empty for their places `0`, `1`, …
  ///   - gradientScale: what gradients are multiplied by first.
  /// - Precondition: the parameters are those of the earlier steps.
  /// - Complexity: O(n), n the number of elements.
  mutating func update(
    _ parameters: inout [Tensor], gradients: [Tensor], paths: [String], gradientScale: Double)
}

extension Optimizer {
  /// The name of the optimizer's type.
  public var settings: String { "\(Self.self)" }

  /// Steps taken.
  public var step: Int { state.step }

  /// Takes one step.
  ///
  /// - Parameters:
  ///   - parameters: float32 or float64 tensors; each is written in place where nobody else holds it.
  ///   - gradients: one for each parameter, of its shape and type.
  ///   - gradientScale: what gradients are multiplied by first.
  /// - Precondition: the parameters are those of the earlier steps.
  /// - Complexity: O(n), n the number of elements.
  public mutating func update(
    _ parameters: inout [Tensor], gradients: [Tensor], gradientScale: Double = 1
  ) {
    update(&parameters, gradients: gradients, paths: [], gradientScale: gradientScale)
  }

  /// Takes one step for the parameters of a module.
  ///
  /// - Parameters:
  ///   - module: the module.
  ///   - gradients: one for each parameter, in the order of the visit.
  ///   - gradientScale: what gradients are multiplied by first.
  /// - Precondition: the module is the one of the earlier steps.
  /// - Complexity: O(n), n the number of elements.
  public mutating func update<M: Module>(
    _ module: inout M, gradients: [Tensor], gradientScale: Double = 1
  ) {
    module.withParameters { parameters, paths in
      update(&parameters, gradients: gradients, paths: paths, gradientScale: gradientScale)
    }
  }

  /// Takes on the state of another optimizer of the same kind, so that the next step is the one that the
  /// other would take.
  ///
  /// - Parameters:
  ///   - state: the state.
  ///   - parameters: the parameters it must fit.
  /// - Throws: `OptimizerError.stateMismatch`, with all that does not fit; nothing is changed then.
  public mutating func restore(
    _ state: OptimizerState, for parameters: [Tensor]
  ) throws(OptimizerError) {
    try state.check(against: initialState(for: parameters))
    self.state = state
  }
}

extension Module {
  /// Takes all parameters out, lets `body` change them in place, and puts them back.
  mutating func withParameters<Result>(
    _ body: (inout [Tensor], [String]) throws -> Result
  ) rethrows -> Result {
    var parameters: [Tensor] = []
    var paths: [String] = []
    // Stands where a parameter is taken out.
    let placeholder = Tensor.zeros([0])
    visitParameters { path, parameter in
      paths.append(path)
      parameters.append(parameter)
      // The list has the sole reference now, so that an update happens in place.
      parameter = placeholder
    }
    defer {
      var index = 0
      visitParameters { _, parameter in
        parameter = parameters[index]
        index += 1
      }
    }
    return try body(&parameters, paths)
  }
}

/// What an optimizer prepares for a step; shared by all of them.
extension Optimizer {
  /// Checks a step's arguments and makes the state of the first one; `name` is for messages.
  mutating func begin(
    _ name: StaticString, _ parameters: [Tensor], _ gradients: [Tensor], _ paths: [String]
  ) {
    precondition(
      parameters.count == gradients.count,
      "\(name): \(gradients.count) gradients for \(parameters.count) parameters")
    precondition(
      paths.isEmpty || paths.count == parameters.count,
      "\(name): \(paths.count) paths for \(parameters.count) parameters")
    precondition(
      learningRate >= 0 && learningRate.isFinite, "\(name): a learning rate of \(learningRate)")
    for (index, parameter) in parameters.enumerated() {
      let gradient = gradients[index]
      precondition(
        parameter.dtype.isComputed,
        """
        \(name): parameter \(paths.isEmpty ? "\(index)" : paths[index]) is of \(parameter.dtype); steps are \
        taken in float32 and float64, which MasterWeights keeps beside narrow parameters
        """)
      precondition(
        parameter.layout.hasShape(of: gradient.layout) && parameter.dtype == gradient.dtype,
        """
        \(name): parameter \(paths.isEmpty ? "\(index)" : paths[index]) is \(parameter.shape) of \
        \(parameter.dtype), its gradient \(gradient.shape) of \(gradient.dtype)
        """)
    }
    if state.slots.isEmpty && state.step == 0 { state = initialState(for: parameters) }
    precondition(
      state.parameterCount == nil || state.parameterCount == parameters.count,
      """
      \(name): \(parameters.count) parameters, where earlier steps had \
      \(state.parameterCount ?? 0)
      """)
    state.step += 1
  }

  /// What differs for a parameter.
  func group(_ index: Int, _ paths: [String]) -> ParameterGroup? {
    if groups.isEmpty { return nil }
    let path = paths.isEmpty ? "\(index)" : paths[index]
    return groups.first { $0.pattern.matches(path) }
  }

  /// The numbers of a step for every parameter; `nil` for frozen ones.
  func numbers(
    _ count: Int, _ paths: [String], weightDecay: Double, isDecoupled: Bool, scale: Double,
    _ common: Kernels.RuleNumbers
  ) -> [Kernels.RuleNumbers?] {
    (0..<count).map { index in
      let group = group(index, paths)
      if group?.isFrozen == true { return nil }
      var numbers = common
      let decay = group?.weightDecay ?? weightDecay
      numbers.scale = scale
      numbers.rate = common.rate * (group?.rateFactor ?? 1)
      if isDecoupled {
        numbers.shrink = decay
        numbers.keep = 1 - learningRate * (group?.rateFactor ?? 1) * decay
      } else {
        numbers.decay = decay
      }
      return numbers
    }
  }

  /// Takes the step of a fused rule.
  mutating func apply(
    _ rule: Kernels.Rule, _ numbers: [Kernels.RuleNumbers?], _ parameters: inout [Tensor],
    _ gradients: [Tensor]
  ) {
    // Taken out, so that the state is written where it lies.
    var slots = state.slots.map(\.tensors)
    for index in state.slots.indices { state.slots[index].tensors = [] }
    Kernels.step(
      rule, numbers, gradients: gradients, parameters: &parameters, slots: &slots)
    for index in state.slots.indices { state.slots[index].tensors = slots[index] }
  }
}
