// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Half a cosine from one rate down to another, then the latter (Loshchilov, Hutter 2017,
/// https://arxiv.org/abs/1608.03983).
public struct CosineRate: Schedule, Hashable {
  /// Rate of step 0.
  public var first: Double
  /// Rate of step steps and all later ones.
  public var last: Double
  /// How many steps it takes.
  public var steps: Int

  /// A schedule along a cosine.
  ///
  /// - Parameters:
  ///   - first: rate of step 0.
  ///   - last: rate of step `steps` and all later ones.
  ///   - steps: how many steps it takes.
  public init(from first: Double, to last: Double = 0, steps: Int) {
    precondition(steps >= 0, "a cosine of \(steps) steps")
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
    return cosine(from: first, to: last, at: Double(step) / Double(steps))
  }

  /// The call that makes it.
  public var description: String {
    "CosineRate(from: \(first), to: \(last), steps: \(steps))"
  }
}

/// What lies on half a cosine from `first` to `last`, for a place in 0...1.
func cosine(from first: Double, to last: Double, at place: Double) -> Double {
  last + (first - last) / 2 * (1 + reproducibleCosine(.pi * place))
}
