// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// From one rate to another in equal steps, then the latter: `torch.optim.lr_scheduler.LinearLR`.
public struct LinearRate: Schedule, Hashable {
  /// Rate of step 0.
  public var first: Double
  /// Rate of step steps and all later ones.
  public var last: Double
  /// How many steps it takes.
  public var steps: Int

  /// A schedule along a line.
  ///
  /// - Parameters:
  ///   - first: rate of step 0.
  ///   - last: rate of step `steps` and all later ones.
  ///   - steps: how many steps it takes.
  public init(from first: Double, to last: Double, steps: Int) {
    precondition(steps >= 0, "a line of \(steps) steps")
    self.first = first
    self.last = last
    self.steps = steps
  }

  /// The rate for a step.
  ///
  /// - Parameter step: the number of the step, from 0.
  public func rate(at step: Int) -> Double {
    checkStep(step)
    if step >= steps { return last }
    return first + (last - first) * (Double(step) / Double(steps))
  }

  /// The call that makes it.
  public var description: String {
    "LinearRate(from: \(first), to: \(last), steps: \(steps))"
  }
}
