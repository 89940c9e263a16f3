// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// For how long a trainer goes on, and what it does on the way.
public struct TrainingPlan<Model: Module>: Sendable {
  /// Steps to have taken at the end, with those before it was resumed.
  public var steps: Int
  /// After how many steps the model is evaluated, and after the last; `nil` for never.
  public var evaluateEvery: Int?
  /// What is found out about a model, by name.
  public var evaluate: @Sendable (Model) throws -> [String: Double]
  /// Evaluations without an improvement of the trainer's best metric after which it ends; `nil` to go on.
  public var patience: Int?
  /// Where checkpoints go; `nil` for none. The folder exists, which is looked at before the first step.
  public var checkpointPath: String?
  /// After how many steps one is written, and after the last; `nil` for the last alone.
  public var checkpointEvery: Int?
  /// Where the checkpoint of the best evaluation goes; `nil` for none.
  public var bestPath: String?

  /// A plan.
  ///
  /// - Parameters:
  ///   - steps: steps to have taken at the end.
  ///   - evaluateEvery: after how many steps the model is evaluated.
  ///   - patience: evaluations without an improvement after which it ends.
  ///   - checkpointPath: where checkpoints go.
  ///   - checkpointEvery: after how many steps one is written.
  ///   - bestPath: where the checkpoint of the best evaluation goes.
  ///   - evaluate: what is found out about a model: its averaged weights where the trainer has these.
  ///     Operations of it that fail are thrown by the trainer.
  /// - Precondition: `steps` is at least 0, what is counted in steps or evaluations above 0, and the best
  ///   evaluation has a path of its own.
  public init(
    steps: Int, evaluateEvery: Int? = nil, patience: Int? = nil, checkpointPath: String? = nil,
    checkpointEvery: Int? = nil, bestPath: String? = nil,
    evaluate: @escaping @Sendable (Model) throws -> [String: Double] = { _ in [:] }
  ) {
    self.steps = steps
    self.evaluateEvery = evaluateEvery
    self.evaluate = evaluate
    self.patience = patience
    self.checkpointPath = checkpointPath
    self.checkpointEvery = checkpointEvery
    self.bestPath = bestPath
    checkNumbers()
  }

  /// Stops at what cannot be meant; properties can have been set since the plan was made.
  func checkNumbers() {
    precondition(steps >= 0, "a plan of \(steps) steps")
    precondition(
      (evaluateEvery ?? 1) > 0 && (checkpointEvery ?? 1) > 0 && (patience ?? 1) > 0,
      "something is done every \(evaluateEvery ?? 1), \(checkpointEvery ?? 1), \(patience ?? 1) steps"
    )
    precondition(
      bestPath == nil || bestPath != checkpointPath,
      "the last checkpoint would take the place of the best at \(bestPath ?? "")")
  }
}
