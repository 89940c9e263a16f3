// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// first · (1 - step / steps)ᵖ, plus what is left at the end: `torch.optim.lr_scheduler.PolynomialLR` where
/// that is 0.
public struct PolynomialRate: Schedule, Hashable {
  /// Rate of step 0.
  public var first: Double
  /// Rate of step steps and all later ones.
  public var last: Double
  /// How many steps it takes.
  public var steps: Int
  /// The exponent.
  public var power: Double

  /// A schedule along a power.
  ///
  /// - Parameters:
  ///   - first: rate of step 0.
  ///   - last: rate of step `steps` and all later ones.
  ///   - steps: how many steps it takes.
  ///   - power: the exponent; above 0.
  public init(from first: Double, to last: Double = 0, steps: Int, power: Double = 1) {
    precondition(steps >= 0, "a power of \(steps) steps")
    precondition(power > 0, "an exponent of \(power)")
    self.first = first
    self.last = last
    self.steps = steps
    self.power = power
  }

  /// The rate for a step.
  ///
  /// - Parameter step: the number of the step, from 0.
  public func rate(at step: Int) -> Double {
    checkStep(step)
    if step >= steps { return last }
    let rest = 1 - Double(step) / Double(steps)
    let share =
      power == power.rounded() && power <= 64
      ? Kernels.power(rest, Int(power))
      : (Tensor.scalar(rest, dtype: .float64).log() * power).exp().item()
    return last + (first - last) * share
  }

  /// The call that makes it.
  public var description: String {
    "PolynomialRate(from: \(first), to: \(last), steps: \(steps), power: \(power))"
  }
}
