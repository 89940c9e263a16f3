// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A learning rate, or any other number, as a function of the step: the same step gives the same bits on
/// every machine, and nothing has to be saved.
///
/// Steps count from 0, before the first update.
///
/// ```swift
/// let schedule = CosineRate(from: 3e-4, to: 3e-5, steps: 10_000).warmedUp(over: 200)
/// optimizer.learningRate = schedule.rate(at: step)
/// ```
///
/// A checkpoint records the description, so that a training is not resumed under another schedule by mistake.
public protocol Schedule: Sendable, CustomStringConvertible {
  /// The rate for a step.
  ///
  /// - Parameter step: the number of the step, from 0.
  /// - Precondition: `step` is not negative.
  func rate(at step: Int) -> Double
}

extension Schedule {
  /// The name of the type. A schedule with settings should say them too.
  public var description: String { "\(Self.self)" }

  /// This schedule after a warm-up: its first `steps` steps take `factor`, rising evenly to 1, of its rates.
  ///
  /// - Parameters:
  ///   - steps: how long; the step of this number is the first with its whole rate.
  ///   - factor: what the first step is multiplied by.
  public func warmedUp(over steps: Int, from factor: Double = 0) -> some Schedule {
    ScaledRate(self, by: LinearRate(from: factor, to: 1, steps: steps))
  }

  /// This schedule for `steps` steps, then another one from its own beginning.
  ///
  /// - Parameters:
  ///   - next: what follows.
  ///   - steps: how long this one lasts.
  public func followed(by next: some Schedule, after steps: Int) -> some Schedule {
    SequenceRate([self, next], switchingAt: [steps])
  }

  /// The product of two schedules.
  ///
  /// - Parameter factor: what rates are multiplied by.
  public func scaled(by factor: some Schedule) -> some Schedule { ScaledRate(self, by: factor) }
}

/// Checks a step's number.
func checkStep(_ step: Int) {
  precondition(step >= 0, "a schedule has no step \(step)")
}

/// The cosine of an angle in float64, the same bits everywhere, which libm's does not promise.
func reproducibleCosine(_ angle: Double) -> Double {
  Tensor.scalar(angle, dtype: .float64).cos().item()
}
