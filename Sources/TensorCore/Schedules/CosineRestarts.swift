// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Half a cosine from one rate down to another, again and again (Loshchilov, Hutter 2017,
/// https://arxiv.org/abs/1608.03983): `torch.optim.lr_scheduler.CosineAnnealingWarmRestarts`.
public struct CosineRestarts: Schedule, Hashable {
  /// Rate at the beginning of every period.
  public var first: Double
  /// Rate that a period comes near to at its end.
  public var last: Double
  /// Steps of the first period.
  public var period: Int
  /// How many times as long as the last a period is.
  public var growth: Int

  /// A schedule of periods.
  ///
  /// - Parameters:
  ///   - first: rate at the beginning of every period.
  ///   - last: rate that a period comes near to at its end.
  ///   - period: steps of the first period; above 0.
  ///   - growth: how many times as long as the last a period is; above 0.
  public init(from first: Double, to last: Double = 0, period: Int, growth: Int = 1) {
    precondition(period > 0, "a period of \(period) steps")
    precondition(growth > 0, "periods that grow by \(growth)")
    self.first = first
    self.last = last
    self.period = period
    self.growth = growth
  }

  /// - Complexity: O(1) where growth is 1, else O(log `step`).
  public func rate(at step: Int) -> Double {
    checkStep(step)
    var (place, length) = (step, period)
    if growth == 1 {
      place %= period
    } else {
      while place >= length {
        place -= length
        let (longer, overflow) = length.multipliedReportingOverflow(by: growth)
        length = overflow ? .max : longer
      }
    }
    return cosine(from: first, to: last, at: Double(place) / Double(length))
  }

  /// The call that makes it.
  public var description: String {
    "CosineRestarts(from: \(first), to: \(last), period: \(period), growth: \(growth))"
  }
}
