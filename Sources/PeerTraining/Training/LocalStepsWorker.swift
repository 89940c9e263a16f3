// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// One peer of a coordinated run: its local steps, what it sends, and what it does with the mean.
///
/// A run over links and its re-execution use this same code, in the same order of operations.
struct LocalStepsWorker<Problem: TrainingTask>: Sendable {
  let peer: Int
  let layout: PartLayout
  private let task: Problem
  private let plan: LocalStepsPlan
  private(set) var model: Problem.Model
  /// What all peers agree on: the parameters after the last exchange that was applied.
  private(set) var agreed: [Float]
  private var optimizer: Adam
  private var sampler: BatchSampler
  private var feedback: [ErrorFeedback]
  private var momentum: [Float] = []
  private var sent: [Float] = []

  init(task: Problem, peer: Int, plan: LocalStepsPlan) {
    self.task = task
    self.peer = peer
    self.plan = plan
    model = task.makeModel()
    agreed = model.parameterVector
    layout = PartLayout(count: agreed.count, peers: task.peerCount)
    optimizer = Adam(learningRate: plan.learningRate)
    sampler = BatchSampler(key: task.key, peer: peer, count: task.sampleCount(of: peer))
    feedback = layout.parts.map { _ in ErrorFeedback(codec: plan.codec) }
  }

  /// Samples between two exchanges.
  var samplesPerRound: Int { plan.localSteps * plan.batchSize }

  /// One local step.
  mutating func step() throws {
    let samples = sampler.next(plan.batchSize)
    let (_, gradients) = try valueAndGradient(at: model) { model in
      task.loss(of: model, peer: peer, samples: samples)
    }
    optimizer.update(&model, gradients: gradients)
  }

  /// What this peer has learnt since the agreed parameters, in parts.
  ///
  /// - Throws: `TrainingError.diverged` where a parameter is not finite.
  mutating func contributions(round: UInt32) throws(TrainingError) -> [Contribution] {
    let now = model.parameterVector
    guard now.allSatisfy(\.isFinite) else { throw .diverged(peer: peer, round: round) }
    sent = now
    var contributions: [Contribution] = []
    for (index, part) in layout.parts.enumerated() {
      let update = part.map { agreed[$0] - now[$0] }
      let body = try feedback[index].encode(update).bytes
      contributions.append(Contribution(samples: UInt32(samplesPerRound), body: body))
    }
    return contributions
  }

  /// Moves the agreed parameters by the mean of all updates, and this peer's model with them: the
  /// local steps taken since the contribution are kept on top.
  ///
  /// - Throws: `TrainingError.malformedMessage` where the mean has another length.
  mutating func apply(_ mean: [Float]) throws(TrainingError) {
    guard mean.count == agreed.count else {
      throw .malformedMessage("a mean of \(mean.count) values for \(agreed.count) parameters")
    }
    if plan.outerMomentum > 0 && momentum.isEmpty {
      momentum = Array(repeating: 0, count: mean.count)
    }
    let now = model.parameterVector
    var next = now
    for index in mean.indices {
      var move = mean[index]
      if plan.outerMomentum > 0 {
        momentum[index] = plan.outerMomentum * momentum[index] + mean[index]
        move += plan.outerMomentum * momentum[index]
      }
      agreed[index] -= plan.outerLearningRate * move
      next[index] = agreed[index] + (now[index] - sent[index])
    }
    try model.load(parameterVector: next)
  }
}
