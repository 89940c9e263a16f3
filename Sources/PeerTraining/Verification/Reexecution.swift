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
/// A mean is made of what the peers really sent where a transcript says so: a peer that cheats
/// changes what the others learn from, and must not cost them their work. A transcript counts where
/// it is what the peer's receipt for that round is the hash of; for every other contribution stands
/// what the peer should have sent. So without transcripts one cheat spoils the rounds after it for
/// all.
///
/// This works because training is deterministic: batches are drawn by seed, peer and pass, means are
/// added in the order of rank, and one thread of one kernel set computes alike. Whoever holds the
/// task and the plan can do it.
///
/// - Parameters:
///   - receipts: what the peers published.
///   - transcripts: what stands behind the receipts, in any order; one that does not fit is ignored.
///   - task: the task they were given.
///   - plan: the plan they were given.
///   - hash: what the receipts were hashed with.
/// - Returns: the verified samples of each peer. A receipt that differs earns its peer nothing for
///   that round.
/// - Throws: `TrainingError.invalidSetting` where a receipt is for a later round than there are
///   receipts; `.diverged` or `.malformedMessage` where what was sent would have ended the run too;
///   what the task's operations throw.
/// - Complexity: as much computation as the training.
public func reexecute<Problem: TrainingTask>(
  _ receipts: [WorkReceipt], transcripts: [WorkTranscript] = [], task: Problem,
  plan: LocalStepsPlan, hash: @escaping WorkHash
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
  let sent = SentContributions(
    transcripts, receipts: receipts, layout: layout, codec: plan.codec, hash: hash)
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
      contributions.append(sent[peer, number] ?? parts)
      let expected = WorkReceipt(
        WorkTranscript(peer: peer, round: number, messages: parts.map(\.message)),
        samples: UInt64(workers[peer].samplesPerRound), hash: hash)
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

/// What peers can be shown to have sent, by peer and round.
private struct SentContributions {
  private struct Slot: Hashable {
    let peer: Int
    let round: UInt32
  }

  private var contributions: [Slot: [Contribution]] = [:]

  /// Keeps the first transcript of each peer and round that one of its receipts is the hash of.
  init(
    _ transcripts: [WorkTranscript], receipts: [WorkReceipt], layout: PartLayout,
    codec: any VectorCodec, hash: WorkHash
  ) {
    guard !transcripts.isEmpty else { return }
    let peers = 0..<layout.parts.count
    // Each different sample count is hashed once, however often a receipt is repeated.
    var claims: [Slot: Set<WorkReceipt>] = [:]
    for receipt in receipts where peers.contains(receipt.peer) {
      claims[Slot(peer: receipt.peer, round: receipt.round), default: []].insert(receipt)
    }
    for transcript in transcripts {
      let slot = Slot(peer: transcript.peer, round: transcript.round)
      guard contributions[slot] == nil, let claimed = claims[slot],
        let parts = Self.decode(transcript, layout: layout, codec: codec)
      else { continue }
      let samples = Set(claimed.map(\.samples))
      let fits = samples.contains { samples in
        claimed.contains(WorkReceipt(transcript, samples: samples, hash: hash))
      }
      if fits { contributions[slot] = parts }
    }
  }

  /// What `peer` sent in `round`; nil where nobody has shown it.
  subscript(peer: Int, round: UInt32) -> [Contribution]? {
    contributions[Slot(peer: peer, round: round)]
  }

  /// The contributions of a transcript; nil where a reducer would have refused one of them: no run
  /// could have gone on with that. A reducer does not look into one of no samples.
  private static func decode(
    _ transcript: WorkTranscript, layout: PartLayout, codec: any VectorCodec
  ) -> [Contribution]? {
    guard transcript.messages.count == layout.parts.count else { return nil }
    var contributions: [Contribution] = []
    for (message, part) in zip(transcript.messages, layout.parts) {
      guard let contribution = try? Contribution(message: message),
        contribution.samples == 0
          || (try? codec.decode(contribution.body[...], count: part.count)) != nil
      else { return nil }
      contributions.append(contribution)
    }
    return contributions
  }
}
