// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// What a peer has at the end of a run.
struct PeerOutcome: Sendable {
  let parameters: [Float]
  let receipts: [WorkReceipt]
  let transcripts: [WorkTranscript]
}

/// Runs all peers of one training run, stops the clock for evaluations, and ends all where one
/// fails.
actor TrainingSession<Problem: TrainingTask> {
  private let task: Problem
  private let goal: TrainingGoal
  private let network: InProcessNetwork
  private let clock: TrainingClock
  private let progress: @Sendable (CurvePoint) -> Void
  private var curve: [CurvePoint] = []
  private var reached: UInt64?
  private var samples: [UInt64]
  private var waiting: [CheckedContinuation<Bool, any Error>] = []
  private var failure: (any Error)?
  private var began: UInt64 = 0

  init(
    task: Problem, link: LinkProfile, goal: TrainingGoal,
    progress: @escaping @Sendable (CurvePoint) -> Void
  ) throws(TrainingError) {
    guard task.peerCount >= 1 else { throw .invalidSetting("training with no peers") }
    for peer in 0..<task.peerCount where task.sampleCount(of: peer) == 0 {
      throw .invalidSetting("peer \(peer) holds no samples")
    }
    self.task = task
    self.goal = goal
    self.progress = progress
    clock = TrainingClock()
    network = InProcessNetwork(peerCount: task.peerCount, link: link, clock: clock)
    samples = Array(repeating: 0, count: task.peerCount)
  }

  /// Runs `peer` for each rank and collects what the run did.
  ///
  /// - Throws: what the first peer failed with, or `CancellationError` where the caller is cancelled.
  nonisolated func run(
    name: String,
    peer: @escaping @Sendable (Int, InProcessEndpoint) async throws -> PeerOutcome
  ) async throws -> TrainingRun {
    let network = self.network
    let outcomes = try await withThrowingTaskGroup(of: (Int, PeerOutcome).self) { group in
      for rank in 0..<network.peerCount {
        group.addTask {
          do {
            return (rank, try await peer(rank, network.endpoint(of: rank)))
          } catch is CancellationError where Task.isCancelled {
            // The other peers are cancelled with this one: a run has no other way to come here.
            throw CancellationError()
          } catch {
            let failure = error as? TrainingError ?? .peerFailed(rank: rank, "\(error)")
            network.fail(failure)
            await self.fail(failure)
            throw failure
          }
        }
      }
      var outcomes: [Int: PeerOutcome] = [:]
      do {
        for try await (rank, outcome) in group { outcomes[rank] = outcome }
      } catch {
        // Whatever the peers made of it, a caller that was cancelled asked for this.
        if Task.isCancelled { throw CancellationError() }
        throw error
      }
      return outcomes
    }
    return await collect(name: name, outcomes: outcomes)
  }

  /// Waits for all peers to be set up, warms the kernels, evaluates once, and starts the clock.
  func ready() async throws {
    _ = try await barrier {
      let model = task.makeModel()
      _ = try valueAndGradient(at: model) { task.loss(of: $0, peer: 0, samples: [0]) }
      record(model, exchanges: 0)
      began = clock.now
      return false
    }
  }

  /// Waits for all peers after exchange number `exchange`, then evaluates `parameters`, which are
  /// the same on all, while the clock stands still.
  ///
  /// - Returns: whether to stop.
  func arrive(
    rank: Int, exchange: Int, newSamples: Int, parameters: [Float]
  ) async throws -> Bool {
    samples[rank] += UInt64(newSamples)
    return try await barrier {
      var model = task.makeModel()
      try model.load(parameterVector: parameters)
      let point = record(model, exchanges: exchange)
      guard goal.isReached(by: point.evaluation) else {
        return exchange >= goal.maximumExchanges
      }
      reached = point.nanoseconds
      return true
    }
  }

  /// Suspends until every peer is here; the last one runs `body` with the clock stopped.
  private func barrier(_ body: () throws -> Bool) async throws -> Bool {
    try Task.checkCancellation()
    if let failure { throw failure }
    guard waiting.count + 1 == network.peerCount else {
      return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
          if let failure { return continuation.resume(throwing: failure) }
          waiting.append(continuation)
        }
      } onCancel: {
        Task { await self.fail(CancellationError()) }
      }
    }
    let released = waiting
    waiting = []
    let outcome = Result { try clock.paused(while: body) }
    for continuation in released { continuation.resume(with: outcome) }
    return try outcome.get()
  }

  @discardableResult
  private func record(_ model: Problem.Model, exchanges: Int) -> CurvePoint {
    let point = CurvePoint(
      nanoseconds: exchanges == 0 ? 0 : clock.now - began, exchanges: exchanges,
      samples: samples.reduce(0, +), evaluation: task.evaluate(model))
    curve.append(point)
    progress(point)
    return point
  }

  private func fail(_ error: any Error) {
    if failure == nil { failure = error }
    for continuation in waiting { continuation.resume(throwing: error) }
    waiting = []
  }

  private func collect(name: String, outcomes: [Int: PeerOutcome]) -> TrainingRun {
    let ranks = outcomes.keys.sorted()
    let receipts = ranks.flatMap { outcomes[$0]?.receipts ?? [] }
      .sorted { ($0.round, $0.peer) < ($1.round, $1.peer) }
    let transcripts = ranks.flatMap { outcomes[$0]?.transcripts ?? [] }
      .sorted { ($0.round, $0.peer) < ($1.round, $1.peer) }
    return TrainingRun(
      name: name, curve: curve, nanosecondsToTarget: reached, samples: samples,
      traffic: network.statistics, receipts: receipts, transcripts: transcripts,
      parameters: ranks.first.flatMap { outcomes[$0]?.parameters } ?? [])
  }
}
