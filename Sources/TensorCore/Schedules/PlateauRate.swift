// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A rate that falls when a metric has not become better for a while:
/// `torch.optim.lr_scheduler.ReduceLROnPlateau`.
///
/// Unlike a Schedule it has a memory, which is `Codable`: save it with the rest.
public struct PlateauRate: Sendable, Hashable, Codable {
  /// What is better.
  public enum Direction: String, Sendable, Hashable, Codable {
    /// A smaller metric, such as a loss.
    case down
    /// A larger metric, such as an accuracy.
    case up
  }

  /// How much better counts.
  public enum Threshold: Sendable, Hashable, Codable {
    /// By this share of the best metric.
    case relative(Double)
    /// By this much.
    case absolute(Double)
  }

  /// The rate by now.
  public private(set) var rate: Double
  /// What the rate is multiplied by.
  public let factor: Double
  /// How many metrics without improvement are borne.
  public let patience: Int
  /// How many metrics are not counted after a change.
  public let cooldown: Int
  /// What the rate does not fall below.
  public let least: Double
  /// How much better counts.
  public let threshold: Threshold
  /// What is better.
  public let direction: Direction
  /// The best metric so far; `nil` before the first.
  public private(set) var best: Double?
  /// Metrics since the best one, without those of a cooldown.
  public private(set) var waited = 0
  /// Metrics that are still not counted.
  public private(set) var cooling = 0

  /// A rate that has not fallen yet.
  ///
  /// - Parameters:
  ///   - rate: the first rate.
  ///   - factor: what it is multiplied by, in 0..<1.
  ///   - patience: how many metrics without improvement are borne.
  ///   - cooldown: how many metrics are not counted after a change.
  ///   - least: what the rate does not fall below.
  ///   - threshold: how much better counts.
  ///   - direction: what is better.
  public init(
    _ rate: Double, times factor: Double = 0.1, patience: Int = 10, cooldown: Int = 0,
    least: Double = 0, threshold: Threshold = .relative(1e-4), direction: Direction = .down
  ) {
    precondition((0..<1).contains(factor), "a rate that falls by a factor of \(factor)")
    precondition(patience >= 0 && cooldown >= 0, "a patience of \(patience), cooldown \(cooldown)")
    self.rate = rate
    self.factor = factor
    self.patience = patience
    self.cooldown = cooldown
    self.least = least
    self.threshold = threshold
    self.direction = direction
  }

  /// Takes a metric into account.
  ///
  /// - Parameter metric: the metric; one that is not a number is no improvement.
  /// - Returns: whether the rate fell.
  @discardableResult public mutating func observe(_ metric: Double) -> Bool {
    if isBetter(metric) {
      best = metric
      waited = 0
    } else {
      waited += 1
    }
    if cooling > 0 {
      cooling -= 1
      waited = 0
    }
    guard waited > patience else { return false }
    cooling = cooldown
    waited = 0
    let next = max(rate * factor, least)
    // As PyTorch: a change that nobody would notice is none.
    guard rate - next > 1e-8 else { return false }
    rate = next
    return true
  }

  /// Goes on where another rate stood.
  mutating func restore(rate: Double, best: Double?, waited: Int, cooling: Int) {
    self.rate = rate
    self.best = best
    self.waited = waited
    self.cooling = cooling
  }

  private func isBetter(_ metric: Double) -> Bool {
    guard let best else { return !metric.isNaN }
    return switch (direction, threshold) {
    case (.down, .relative(let share)): metric < best * (1 - share)
    case (.down, .absolute(let amount)): metric < best - amount
    case (.up, .relative(let share)): metric > best * (1 + share)
    case (.up, .absolute(let amount)): metric > best + amount
    }
  }
}
