// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The same rate at every step.
public struct ConstantRate: Schedule, Hashable {
  /// The rate.
  public var rate: Double

  /// A schedule that never changes.
  ///
  /// - Parameter rate: the rate.
  public init(_ rate: Double) { self.rate = rate }

  /// The rate for a step.
  ///
  /// - Parameter step: the number of the step, from 0.
  public func rate(at step: Int) -> Double {
    checkStep(step)
    return rate
  }

  /// The call that makes it.
  public var description: String {
    "ConstantRate(\(rate))"
  }
}
