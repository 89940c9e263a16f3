// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A rate that is multiplied by the same factor at every step: `torch.optim.lr_scheduler.ExponentialLR`.
public struct ExponentialRate: Schedule, Hashable {
  /// Rate of step 0.
  public var first: Double
  /// What it is multiplied by.
  public var factor: Double

  /// A schedule that decays.
  ///
  /// - Parameters:
  ///   - first: rate of step 0.
  ///   - factor: what it is multiplied by at every step.
  public init(_ first: Double, times factor: Double) {
    self.first = first
    self.factor = factor
  }

  /// The rate for a step.
  ///
  /// - Parameter step: the number of the step, from 0.
  public func rate(at step: Int) -> Double {
    checkStep(step)
    return first * Kernels.power(factor, step)
  }

  /// The call that makes it.
  public var description: String {
    "ExponentialRate(\(first), times: \(factor))"
  }
}
