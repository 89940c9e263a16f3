// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

extension Kernels {
  /// The numbers of one step of Adam.
  struct AdamStep {
    let learningRate: Double
    let beta1: Double
    let beta2: Double
    let epsilon: Double
    let weightDecay: Double
    let step: Int
  }

  /// One step on one parameter, in place where nobody else holds it.
  static func adam(
    _ step: AdamStep, gradient: Tensor, parameter: inout Tensor, first: inout Tensor,
    second: inout Tensor
  ) {
    var settings = tc_adam_settings(
      learning_rate: step.learningRate, beta1: step.beta1, beta2: step.beta2,
      epsilon: step.epsilon, weight_decay: step.weightDecay,
      correction1: 1 / (1 - power(step.beta1, step.step)),
      correction2: 1 / (1 - power(step.beta2, step.step)))
    do throws(TensorError) {
      let gradient = try dense(gradient)
      try parameter.makeWritable()
      try first.makeWritable()
      try second.makeWritable()
      tc_adam(
        parameter.dtype.code, Int64(parameter.count), &settings, gradient.data, parameter.data,
        first.data, second.data)
      withExtendedLifetime((gradient.body, parameter.body, first.body, second.body)) {}
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
