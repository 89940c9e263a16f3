// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A rate that rises evenly for a while, then falls with the root of the step (Vaswani and others 2017,
/// https://arxiv.org/abs/1706.03762).
public struct InverseRootRate: Schedule, Hashable {
  /// The largest rate, at step warmup.
  public var peak: Double
  /// Steps that go up; above 0.
  public var warmup: Int

  /// A schedule that falls slowly.
  ///
  /// - Parameters:
  ///   - peak: the largest rate.
  ///   - warmup: steps that go up; above 0.
  public init(peak: Double, warmup: Int) {
    precondition(warmup > 0, "a warm-up of \(warmup) steps")
    self.peak = peak
    self.warmup = warmup
  }

  /// The rate for a step.
  ///
  /// - Parameter step: the number of the step, from 0.
  public func rate(at step: Int) -> Double {
    checkStep(step)
    if step < warmup { return peak * (Double(step) / Double(warmup)) }
    return peak * (Double(warmup) / Double(step)).squareRoot()
  }

  /// The call that makes it.
  public var description: String {
    "InverseRootRate(peak: \(peak), warmup: \(warmup))"
  }
}
