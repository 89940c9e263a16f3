// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The product of two schedules.
public struct ScaledRate: Schedule {
  private let first: any Schedule
  private let second: any Schedule

  /// A product.
  ///
  /// - Parameters:
  ///   - schedule: one factor.
  ///   - factor: the other.
  public init(_ schedule: any Schedule, by factor: any Schedule) {
    first = schedule
    second = factor
  }

  /// The rate for a step.
  ///
  /// - Parameter step: the number of the step, from 0.
  public func rate(at step: Int) -> Double { first.rate(at: step) * second.rate(at: step) }

  /// The call that makes it.
  public var description: String {
    "ScaledRate(\(first.description), by: \(second.description))"
  }
}
