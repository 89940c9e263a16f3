// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What a re-execution found.
public struct VerifiedWork: Sendable, Hashable {
  /// Samples of each peer, by rank, whose receipts came out the same.
  public let samples: [UInt64]
  /// Receipts that came out differently, were missing, or came twice; in order of round and peer.
  public let rejected: [WorkReceipt]
}

/// Does the work again, all of it, in one thread and without a link, and compares every receipt.
///
/// This works because training is deterministic: batches are drawn by seed, peer and pass, means are
/// added in the order of rank, and one thread of one kernel set computes alike. Whoever holds the
/// task and the plan can do it.
///
/// - Parameters:
///   - receipts: what the peers published.
///   - task: the task they were given.
///   - plan: the plan they were given.
///   - hash: what the receipts were hashed with.
/// - Returns: the verified samples of each peer. A receipt that differs earns its peer nothing for
///   that round.
/// - Throws: `TrainingError.diverged`, or what the task's operations throw.
/// - Complexity: as much computation as the training.
public func reexecute<Problem: TrainingTask>(
  _ receipts: [WorkReceipt], task: Problem, plan: LocalStepsPlan, hash: @escaping WorkHash
) throws -> VerifiedWork {
  let peers = task.peerCount
  var workers = (0..<peers).map { LocalStepsWorker(task: task, peer: $0, plan: plan) }
  let layout = PartLayout(count: workers[0].agreed.count, peers: peers)
  var reducers = layout.parts.map { PartReducer(count: $0.count, codec: plan.codec) }
  var claimed: [WorkReceipt: Int] = [:]
  for receipt in receipts { claimed[receipt, default: 0] += 1 }
  var verified = [UInt64](repeating: 0, count: peers)
  let rounds = receipts.map(\.round).max() ?? 0
  // A round number from outside must not make this loop for ever.
  guard UInt64(rounds) <= UInt64(receipts.count) else {
    throw TrainingError.invalidSetting("a receipt for round \(rounds) among \(receipts.count)")
  }
  var pending: [Float]?

  for round in 0..<rounds {
    let number = round + 1
    for step in 0..<plan.localSteps {
      if step == plan.overlapSteps, let mean = pending {
        for peer in 0..<peers { try workers[peer].apply(mean) }
        pending = nil
      }
      for peer in 0..<peers { try workers[peer].step() }
    }
    var contributions: [[Contribution]] = []
    for peer in 0..<peers {
      let parts = try workers[peer].contributions(round: number)
      contributions.append(parts)
      let expected = WorkReceipt(
        peer: peer, round: number, samples: UInt64(workers[peer].samplesPerRound),
        contributions: parts, hash: hash)
      if let times = claimed[expected], times > 0 {
        claimed[expected] = times - 1
        verified[peer] += expected.samples
      }
    }
    var mean: [Float] = []
    for (index, part) in layout.parts.enumerated() where !part.isEmpty {
      let bytes = try reducers[index].reduce(contributions.map { $0[index] })
      mean += try plan.codec.decode(bytes[...], count: part.count)
    }
    pending = mean
    if plan.overlapSteps == 0 {
      for peer in 0..<peers { try workers[peer].apply(mean) }
      pending = nil
    }
  }
  let rejected = claimed.flatMap { Array(repeating: $0.key, count: $0.value) }
    .sorted { ($0.round, $0.peer) < ($1.round, $1.peer) }
  return VerifiedWork(samples: verified, rejected: rejected)
}
