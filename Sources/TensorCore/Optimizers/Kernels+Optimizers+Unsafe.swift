// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

extension Kernels {
  /// What an optimizer does to one number, given its gradient.
  enum Rule {
    case sgd, momentum, nesterov
    case adam, amsgrad
    case rmsprop, rmspropWithMomentum, rmspropCentered, rmspropCenteredWithMomentum
    case adagrad
    case lion
    /// The "gradient" is the number whose running mean is kept.
    case average

    fileprivate var code: Int {
      switch self {
      case .sgd: TC_RULE_SGD
      case .momentum: TC_RULE_MOMENTUM
      case .nesterov: TC_RULE_NESTEROV
      case .adam: TC_RULE_ADAM
      case .amsgrad: TC_RULE_AMSGRAD
      case .rmsprop: TC_RULE_RMSPROP
      case .rmspropWithMomentum: TC_RULE_RMSPROP_MOMENTUM
      case .rmspropCentered: TC_RULE_RMSPROP_CENTERED
      case .rmspropCenteredWithMomentum: TC_RULE_RMSPROP_CENTERED_MOMENTUM
      case .adagrad: TC_RULE_ADAGRAD
      case .lion: TC_RULE_LION
      case .average: TC_RULE_AVERAGE
      }
    }
  }

  /// The numbers of a step for one parameter; which of them matter depends on the rule.
  struct RuleNumbers {
    /// Of the gradient, before everything else.
    var scale = 1.0
    /// Of the parameter, added to the gradient.
    var decay = 0.0
    /// What decoupled weight decay keeps of the parameter.
    var keep = 1.0
    /// Decoupled weight decay per unit of rate.
    var shrink = 0.0
    var rate = 0.0
    var beta1 = 0.0
    var beta2 = 0.0
    var epsilon = 0.0
    var correction1 = 1.0
    var correction2 = 1.0
  }

  /// One step over all parameters at once, in place where nobody else holds them.
  ///
  /// - Parameters:
  ///   - rule: the rule.
  ///   - numbers: for each parameter; `nil` leaves it as it is.
  ///   - gradients: of the shape and type of each parameter.
  ///   - parameters: float32 or float64.
  ///   - slots: up to three lists of what the rule remembers of each parameter.
  static func step(
    _ rule: Rule, _ numbers: [RuleNumbers?], gradients: [Tensor], parameters: inout [Tensor],
    slots: inout [[Tensor]]
  ) {
    do throws(TensorError) {
      var held: [Tensor] = []
      var jobs: [tc_rule_tensor] = []
      held.reserveCapacity(parameters.count)
      jobs.reserveCapacity(parameters.count)
      // One that is still to be computed may hold a parameter, which could not be changed in place then.
      for gradient in gradients { gradient.evaluate() }
      for index in parameters.indices {
        guard let numbers = numbers[index] else { continue }
        let gradient = try dense(gradients[index])
        held.append(gradient)
        try parameters[index].makeWritable()
        var job = tc_rule_tensor()
        job.dtype = parameters[index].dtype.code
        job.n = Int64(parameters[index].count)
        job.gradient = UnsafeRawPointer(gradient.data)
        job.parameter = parameters[index].data
        job.numbers = tc_rule(
          scale: numbers.scale, decay: numbers.decay, keep: numbers.keep, shrink: numbers.shrink,
          rate: numbers.rate,
          beta1: numbers.beta1, beta2: numbers.beta2, epsilon: numbers.epsilon,
          correction1: numbers.correction1, correction2: numbers.correction2)
        for slot in slots.indices { try slots[slot][index].makeWritable() }
        if slots.count > 0 { job.state.0 = slots[0][index].data }
        if slots.count > 1 { job.state.1 = slots[1][index].data }
        if slots.count > 2 { job.state.2 = slots[2][index].data }
        jobs.append(job)
      }
      tc_rule_step(Int32(rule.code), Int64(jobs.count), jobs)
      withExtendedLifetime((held, parameters, slots)) {}
    } catch {
      fatalError(error.description)
    }
  }

  /// The sum of squares of each tensor in float64, not a finite number where an element is not (or, in
  /// float64 alone, where the sum overflows). The same bits for any number of threads.
  ///
  /// - Parameter tensors: float32 or float64.
  static func sumsOfSquares(_ tensors: [Tensor]) -> [Double] {
    do throws(TensorError) {
      var held: [Tensor] = []
      var jobs: [tc_rule_tensor] = []
      for tensor in tensors {
        let dense = try dense(tensor)
        held.append(dense)
        var job = tc_rule_tensor()
        job.dtype = dense.dtype.code
        job.n = Int64(dense.count)
        job.gradient = UnsafeRawPointer(dense.data)
        jobs.append(job)
      }
      var sums = [Double](repeating: 0, count: tensors.count)
      tc_sums_of_squares(Int64(jobs.count), jobs, &sums)
      withExtendedLifetime(held) {}
      return sums
    } catch {
      fatalError(error.description)
    }
  }

  /// By repeated squaring: the same bits everywhere, which libm's `pow` does not promise.
  static func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var square = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
