// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// Trains by local steps with averaged updates over an emulated link.
///
/// - Parameters:
///   - task: model, samples and held-out set.
///   - plan: local steps, overlap, rates and codec.
///   - link: the links between the peers.
///   - goal: held-out target and limit; the agreed parameters are evaluated after each exchange.
///   - hash: what receipts are hashed with, as Keccak-256.
///   - progress: told each evaluation, while the clock stands still.
/// - Returns: the curve, the time to the target, the traffic, the parameters, and of each peer for each
///   round a receipt and what it stands for.
/// - Throws: `TrainingError`, `CancellationError`; no peer is left waiting.
public func trainWithLocalSteps<Problem: TrainingTask>(
  _ task: Problem, plan: LocalStepsPlan, link: LinkProfile, goal: TrainingGoal,
  hash: @escaping WorkHash, progress: @escaping @Sendable (CurvePoint) -> Void = { _ in }
) async throws -> TrainingRun {
  let session = try TrainingSession(task: task, link: link, goal: goal, progress: progress)
  return try await session.run(name: plan.name) { rank, transport in
    var worker = LocalStepsWorker(task: task, peer: rank, plan: plan)
    var exchange = OverlappedExchange(
      collective: ButterflyAllReduce(
        transport: transport, count: worker.agreed.count, codec: plan.codec))
    defer { exchange.cancel() }
    var receipts: [WorkReceipt] = []
    var transcripts: [WorkTranscript] = []

    /// Applies the exchange that is under way, if there is one, and asks whether to stop.
    func finishExchange() async throws -> Bool {
      guard let mean = try await exchange.finish() else { return false }
      try worker.apply(mean)
      return try await session.arrive(
        rank: rank, exchange: receipts.count, newSamples: worker.samplesPerRound,
        parameters: worker.agreed)
    }

    try await session.ready()
    training: for round in 1...UInt32(goal.maximumExchanges) {
      for step in 0..<plan.localSteps {
        try Task.checkCancellation()
        if step == plan.overlapSteps, try await finishExchange() { break training }
        try worker.step()
        // Exchanges need a thread too: two cores serve all peers.
        await Task.yield()
      }
      let contributions = try worker.contributions(round: round)
      exchange.start(contributions, round: round)
      let transcript = WorkTranscript(
        peer: rank, round: round, messages: contributions.map(\.message))
      transcripts.append(transcript)
      receipts.append(
        WorkReceipt(transcript, samples: UInt64(worker.samplesPerRound), hash: hash))
      if plan.overlapSteps == 0, try await finishExchange() { break training }
    }
    _ = try await finishExchange()
    return PeerOutcome(parameters: worker.agreed, receipts: receipts, transcripts: transcripts)
  }
}

/// An exchange that goes on while its peer computes. At most one is under way.
private struct OverlappedExchange<Transport: PeerTransport> {
  private typealias Finished = (mean: [Float], collective: ButterflyAllReduce<Transport>)
  private var collective: ButterflyAllReduce<Transport>
  private var pending: Task<Finished, any Error>?

  init(collective: ButterflyAllReduce<Transport>) {
    self.collective = collective
  }

  mutating func start(_ contributions: [Contribution], round: UInt32) {
    precondition(pending == nil, "two exchanges at once")
    let collective = self.collective
    pending = Task {
      var collective = collective
      let mean = try await collective.exchange(contributions, round: round)
      return (mean, collective)
    }
  }

  /// The mean of the exchange under way, nil where there is none.
  mutating func finish() async throws -> [Float]? {
    guard let pending else { return nil }
    // The exchange is a task of its own: it has to be told when its peer is cancelled.
    let finished = try await withTaskCancellationHandler {
      try await pending.value
    } onCancel: {
      pending.cancel()
    }
    self.pending = nil
    collective = finished.collective
    return finished.mean
  }

  func cancel() {
    pending?.cancel()
  }
}
