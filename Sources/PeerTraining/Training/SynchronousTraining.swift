// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// One peer of a synchronous run.
private struct SynchronousWorker<Problem: TrainingTask> {
  let task: Problem
  let peer: Int
  let share: Int
  let layout: PartLayout
  var model: Problem.Model
  var optimizer: Adam
  var sampler: BatchSampler
  var feedback: [ErrorFeedback]

  init(task: Problem, peer: Int, plan: SynchronousPlan) {
    self.task = task
    self.peer = peer
    let peers = task.peerCount
    share = plan.batchSize / peers + (peer < plan.batchSize % peers ? 1 : 0)
    model = task.makeModel()
    layout = PartLayout(count: model.parameterVector.count, peers: peers)
    optimizer = Adam(learningRate: plan.learningRate)
    sampler = BatchSampler(key: task.key, peer: peer, count: task.sampleCount(of: peer))
    feedback = layout.parts.map { _ in ErrorFeedback(codec: plan.codec) }
  }

  /// This peer's gradient over its share of the next batch, in parts.
  mutating func contributions(step: UInt32) throws -> [Contribution] {
    let samples = sampler.next(share)
    let gradient: [Float]
    if samples.isEmpty {
      gradient = Array(repeating: 0, count: layout.parts.last?.upperBound ?? 0)
    } else {
      let (_, gradients) = try valueAndGradient(at: model) { model in
        task.loss(of: model, peer: peer, samples: samples)
      }
      gradient = gradients.flatMap { $0.scalars(as: Float.self) }
    }
    guard gradient.allSatisfy(\.isFinite) else {
      throw TrainingError.diverged(peer: peer, round: step)
    }
    var contributions: [Contribution] = []
    for (index, part) in layout.parts.enumerated() {
      let body = try feedback[index].encode(Array(gradient[part])).bytes
      contributions.append(Contribution(samples: UInt32(samples.count), body: body))
    }
    return contributions
  }

  mutating func apply(_ mean: [Float]) {
    optimizer.update(&model, gradients: model.gradients(fromVector: mean))
  }
}

/// Trains synchronously over an emulated link until the goal is met or given up.
///
/// - Parameters:
///   - task: model, samples and held-out set.
///   - plan: batch, rate and codec.
///   - link: the links between the peers.
///   - goal: held-out target and limit.
///   - progress: told each evaluation, while the clock stands still.
/// - Returns: the curve, the time to the target, the traffic and the parameters.
/// - Throws: `TrainingError`, `CancellationError`; no peer is left waiting.
public func trainSynchronously<Problem: TrainingTask>(
  _ task: Problem, plan: SynchronousPlan, link: LinkProfile, goal: TrainingGoal,
  progress: @escaping @Sendable (CurvePoint) -> Void = { _ in }
) async throws -> TrainingRun {
  let session = try TrainingSession(task: task, link: link, goal: goal, progress: progress)
  return try await session.run(name: plan.name) { rank, transport in
    var worker = SynchronousWorker(task: task, peer: rank, plan: plan)
    var collective = ButterflyAllReduce(
      transport: transport, count: worker.model.parameterVector.count, codec: plan.codec)
    try await session.ready()
    for step in 1...UInt32(goal.maximumExchanges) {
      try Task.checkCancellation()
      let contributions = try worker.contributions(step: step)
      worker.apply(try await collective.exchange(contributions, round: step))
      let stop = try await session.arrive(
        rank: rank, exchange: Int(step), newSamples: worker.share,
        parameters: worker.model.parameterVector)
      if stop { break }
    }
    return PeerOutcome(parameters: worker.model.parameterVector, receipts: [], transcripts: [])
  }
}
