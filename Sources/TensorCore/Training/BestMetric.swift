// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Remembers the best value of a metric, and for how long it has not become better.
public struct BestMetric: Sendable, Hashable {
  /// Which metric of an evaluation.
  public let name: String
  /// What is better.
  public let direction: PlateauRate.Direction
  /// How much better counts.
  public let least: Double
  /// The best value; `nil` before the first.
  public private(set) var best: Double?
  /// The step of the best value.
  public private(set) var bestStep = 0
  /// Evaluations since then.
  public private(set) var waited = 0

  /// A metric that was never measured.
  ///
  /// - Parameters:
  ///   - name: which metric of an evaluation.
  ///   - direction: what is better.
  ///   - least: how much better counts; at least 0.
  public init(_ name: String, _ direction: PlateauRate.Direction, by least: Double = 0) {
    precondition(least >= 0, "better by \(least)")
    self.name = name
    self.direction = direction
    self.least = least
  }

  /// Takes a value into account.
  ///
  /// - Parameters:
  ///   - value: the metric; what is not a number is never the best.
  ///   - step: steps taken when it was measured.
  /// - Returns: whether it is the best.
  @discardableResult public mutating func observe(_ value: Double, step: Int) -> Bool {
    let isBetter =
      switch (direction, best) {
      case (_, nil): !value.isNaN
      case (.down, let best?): value < best - least
      case (.up, let best?): value > best + least
      }
    if isBetter {
      best = value
      bestStep = step
      waited = 0
    } else {
      waited += 1
    }
    return isBetter
  }

  mutating func restore(best: Double?, step: Int, waited: Int) {
    self.best = best
    bestStep = step
    self.waited = waited
  }
}
