// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Schedules one after the other, each from its own beginning: `torch.optim.lr_scheduler.SequentialLR`.
public struct SequenceRate: Schedule {
  private let schedules: [any Schedule]
  private let starts: [Int]

  /// A sequence.
  ///
  /// - Parameters:
  ///   - schedules: the schedules; at least one.
  ///   - starts: the first step of each but the first, ascending.
  public init(_ schedules: [any Schedule], switchingAt starts: [Int]) {
    precondition(
      !schedules.isEmpty && starts.count == schedules.count - 1,
      "\(starts.count) switches between \(schedules.count) schedules")
    precondition(
      zip([0] + starts, starts).allSatisfy { $0 <= $1 }, "switches at \(starts) do not ascend")
    self.schedules = schedules
    self.starts = [0] + starts
  }

  /// The rate for a step.
  ///
  /// - Parameter step: the number of the step, from 0.
  public func rate(at step: Int) -> Double {
    checkStep(step)
    let index = starts.lastIndex { $0 <= step } ?? 0
    return schedules[index].rate(at: step - starts[index])
  }

  /// The call that makes it.
  public var description: String {
    let list = schedules.map(\.description).joined(separator: ", ")
    return "SequenceRate([\(list)], switchingAt: \(Array(starts.dropFirst())))"
  }
}
