// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What happens in a training, for those who watch. Switch over it with a `default`: later versions add
/// cases.
@nonexhaustive
public enum TrainingEvent: Sendable {
  /// A step was taken.
  case step(TrainingStep)
  /// The model was evaluated.
  case evaluation(step: Int, metrics: [String: Double], isBest: Bool)
  /// A checkpoint is safe on the disk.
  case checkpoint(step: Int, path: String)
}

/// A step that was taken.
public struct TrainingStep: Sendable, Equatable {
  /// Steps taken, with this one.
  public var step: Int
  /// Where the first batch of the step was.
  public var position: LoaderPosition
  /// Batches of an epoch.
  public var batchesPerEpoch: Int
  /// The mean loss over the step's examples.
  public var loss: Double
  /// The norm of all gradients before clipping.
  public var gradientNorm: Double
  /// The rate of the step.
  public var learningRate: Double
  /// Whether nothing was changed, because a gradient was not finite.
  public var isSkipped: Bool
}

/// How a training ended.
public struct TrainingOutcome: Sendable, Equatable {
  /// Why it ended.
  public enum Reason: Sendable, Hashable {
    /// All steps were taken.
    case finished
    /// The metric has not become better for long enough.
    case stoppedEarly
  }

  /// Steps taken, with those before it was resumed.
  public var steps: Int
  /// Why it ended.
  public var reason: Reason
  /// What the last evaluation found; `nil` where there was none.
  public var metrics: [String: Double]?
  /// The best value of the metric that is watched.
  public var best: Double?
}
