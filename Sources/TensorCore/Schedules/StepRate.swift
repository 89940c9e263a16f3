// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A rate that is multiplied by a factor every so many steps, or at chosen ones:
/// `torch.optim.lr_scheduler.StepLR` and `MultiStepLR`.
public struct StepRate: Schedule, Hashable {
  private enum Milestones: Hashable {
    case every(Int)
    case at([Int])
  }

  /// Rate of step 0, unless it is a milestone.
  public var first: Double
  /// What the rate is multiplied by.
  public var factor: Double
  private let milestones: Milestones

  /// A rate that changes regularly.
  ///
  /// - Parameters:
  ///   - first: the first rate.
  ///   - factor: what it is multiplied by.
  ///   - period: after how many steps; above 0.
  public init(_ first: Double, times factor: Double, every period: Int) {
    precondition(period > 0, "a period of \(period) steps")
    self.first = first
    self.factor = factor
    milestones = .every(period)
  }

  /// A rate that changes at chosen steps.
  ///
  /// - Parameters:
  ///   - first: the first rate.
  ///   - factor: what it is multiplied by.
  ///   - milestones: from which steps on; one that is named twice counts twice.
  public init(_ first: Double, times factor: Double, at milestones: [Int]) {
    self.first = first
    self.factor = factor
    self.milestones = .at(milestones.sorted())
  }

  /// The rate for a step.
  ///
  /// - Parameter step: the number of the step, from 0.
  public func rate(at step: Int) -> Double {
    checkStep(step)
    let changes =
      switch milestones {
      case .every(let period): step / period
      case .at(let steps): steps.count { $0 <= step }
      }
    return first * Kernels.power(factor, changes)
  }

  /// The call that makes it.
  public var description: String {
    let changes =
      switch milestones {
      case .every(let period): "every: \(period)"
      case .at(let steps): "at: \(steps)"
      }
    return "StepRate(\(first), times: \(factor), \(changes))"
  }
}
