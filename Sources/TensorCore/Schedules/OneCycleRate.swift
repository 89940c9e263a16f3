// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Up to a peak, then down below the start (Smith, Topin 2018, https://arxiv.org/abs/1708.07120):
/// `torch.optim.lr_scheduler.OneCycleLR`.
public struct OneCycleRate: Schedule, Hashable {
  /// How a rate goes from one to the next.
  public enum Shape: Sendable, Hashable {
    /// Along half a cosine.
    case cosine
    /// Along a line.
    case linear
  }

  /// The largest rate.
  public var peak: Double
  /// Steps of the whole cycle.
  public var steps: Int
  /// Share of the steps that go up, in 0...1.
  public var rising: Double
  /// How many times smaller than the peak the first rate is.
  public var startDivisor: Double
  /// How many times smaller than the first the last rate is.
  public var endDivisor: Double
  /// How a rate goes from one to the next.
  public var shape: Shape
  /// Whether the way down takes as long as the way up, and the last part leads below the start.
  public var hasThreePhases: Bool

  /// A schedule of one cycle.
  ///
  /// - Parameters:
  ///   - peak: the largest rate.
  ///   - steps: steps of the whole cycle; above 0. Later steps take the last rate.
  ///   - rising: share of the steps that go up, in 0...1.
  ///   - startDivisor: how many times smaller than the peak the first rate is.
  ///   - endDivisor: how many times smaller than the first the last rate is.
  ///   - shape: how a rate goes from one to the next.
  ///   - hasThreePhases: whether the way down takes as long as the way up, and a last part leads below the
  ///     start.
  public init(
    peak: Double, steps: Int, rising: Double = 0.3, startDivisor: Double = 25,
    endDivisor: Double = 1e4, shape: Shape = .cosine, hasThreePhases: Bool = false
  ) {
    precondition(steps > 0, "a cycle of \(steps) steps")
    precondition((0...1).contains(rising), "a share of \(rising) goes up")
    self.peak = peak
    self.steps = steps
    self.rising = rising
    self.startDivisor = startDivisor
    self.endDivisor = endDivisor
    self.shape = shape
    self.hasThreePhases = hasThreePhases
  }

  /// The rate for a step.
  ///
  /// - Parameter step: the number of the step, from 0.
  public func rate(at step: Int) -> Double {
    checkStep(step)
    let start = peak / startDivisor
    let end = start / endDivisor
    let top = rising * Double(steps) - 1
    let phases: [(end: Double, from: Double, to: Double)] =
      hasThreePhases
      ? [(top, start, peak), (2 * top, peak, start), (Double(steps - 1), start, end)]
      : [(top, start, peak), (Double(steps - 1), peak, end)]
    var begin = 0.0
    for (index, phase) in phases.enumerated() {
      if Double(step) <= phase.end || index == phases.count - 1 {
        let length = phase.end - begin
        let place = length > 0 ? min(1, (Double(step) - begin) / length) : 1
        return between(phase.from, phase.to, place)
      }
      begin = phase.end
    }
    return end
  }

  private func between(_ first: Double, _ last: Double, _ place: Double) -> Double {
    switch shape {
    case .cosine: cosine(from: first, to: last, at: place)
    case .linear: first + (last - first) * place
    }
  }

  /// The call that makes it.
  public var description: String {
    """
    OneCycleRate(peak: \(peak), steps: \(steps), rising: \(rising), startDivisor: \(startDivisor), \
    endDivisor: \(endDivisor), shape: .\(shape), hasThreePhases: \(hasThreePhases))
    """
  }
}
