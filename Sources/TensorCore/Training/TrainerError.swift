// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What stops a training. Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum TrainerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is not a finite number.
  public enum Culprit: Sendable, Hashable {
    /// A parameter before the step: its path.
    case parameter(String)
    /// The gradient of a parameter: its path.
    case gradient(String)
    /// Nothing but the loss.
    case loss
  }

  /// A number is not finite: the step from 0, the first batch it was taken from, the loss, and the first
  /// thing in the order of the visit that is not finite. The trainer is as it was before the step.
  case notFinite(step: Int, position: LoaderPosition, loss: Double, culprit: Culprit)
  /// So many steps in a row were left out because of gradients that are not finite.
  case tooManySkips(step: Int, position: LoaderPosition, skips: Int, culprit: Culprit)
  /// An evaluation did not give the metric that is watched.
  case noMetric(String, found: [String])
  /// The loss is not a single number.
  case lossIsNoNumber(shape: [Int])

  /// One sentence that says what was wrong, with the values.
  public var description: String {
    switch self {
    case .notFinite(let step, let position, let loss, let culprit):
      """
      step \(step) (epoch \(position.epoch), batch \(position.batch)): the loss is \(loss), and \
      \(culprit.text)
      """
    case .tooManySkips(let step, let position, let skips, let culprit):
      """
      step \(step) (epoch \(position.epoch), batch \(position.batch)): \(skips) steps in a row were \
      left out; \(culprit.text)
      """
    case .noMetric(let name, let found):
      "the evaluation gave no '\(name)', only \(found)"
    case .lossIsNoNumber(let shape):
      "the loss has shape \(shape) and is not a single number"
    }
  }
}

extension TrainerError.Culprit {
  fileprivate var text: String {
    switch self {
    case .parameter(let path): "parameter \(path) is not finite"
    case .gradient(let path): "the gradient of \(path) is not finite"
    case .loss: "all parameters and gradients are finite"
    }
  }
}
