// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Which models are served, and by which stake: sequential Phragmén.
///
/// Each GPU names the models it could serve, its stake is its vote. Seats are filled one by one so
/// that the stake behind the models is as even as the votes allow, and each GPU's stake is divided
/// over those of its models that were elected. GPUs with ℓ parts in s of the stake, for s seats, that
/// agree on ℓ models get at least ℓ models that one of them named.
///
/// The method is Polkadot's
/// (https://github.com/paritytech/polkadot-sdk, substrate/primitives/npos-elections, `seq_phragmen`;
/// A. Cevallos, A. Stewart, https://arxiv.org/abs/2004.12990): electing a model costs 1, shared by the
/// stake that approves it; the model whose voters would carry the least load goes first. Loads are
/// exact fractions here, so equal is equal on every machine; of equal models the smaller name wins.
public struct ModelElection: Sendable, Hashable, Codable {
  /// The most seats there may be.
  public static let maximumSeats = 1_024

  /// How many models are to be elected.
  public let seats: Int

  /// What one GPU would serve.
  public struct Vote: Sendable, Hashable, Codable {
    /// The GPU.
    public let gpu: GPUID
    /// Its stake in base units, at least 1.
    public let stake: UInt256
    /// The models it could serve, in any order.
    public let models: [ModelID]

    /// Creates a vote.
    public init(gpu: GPUID, stake: UInt256, models: [ModelID]) {
      self.gpu = gpu
      self.stake = stake
      self.models = models
    }
  }

  /// Creates an election.
  ///
  /// - Parameter seats: 1 to ``maximumSeats``.
  /// - Throws: ``SelectionError/seatsOutOfRange(_:maximum:)``.
  public init(seats: Int) throws(SelectionError) {
    guard (1...Self.maximumSeats).contains(seats) else {
      throw .seatsOutOfRange(seats, maximum: Self.maximumSeats)
    }
    self.seats = seats
  }

  /// Elects models and divides the stake of each GPU over them.
  ///
  /// - Parameters:
  ///   - models: those that may be elected; one that nobody votes for is not.
  ///   - votes: one per GPU.
  /// - Returns: at most ``seats`` models, fewer where fewer have votes.
  /// - Throws: ``SelectionError``.
  /// - Complexity: O(s · (m + e) · s) 64-bit operations for s seats, m models and e named models: the
  ///   fractions grow with each seat.
  public func outcome(
    models: [ModelID], votes: [Vote]
  ) throws(SelectionError) -> ModelElectionOutcome {
    var count = try PhragmenCount(models: models, votes: votes)
    while count.winners.count < seats, count.electNext() {}
    return count.outcome
  }

  /// Reads the number of seats and refuses one that is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let seats = try container.decode(Int.self)
    do throws(SelectionError) {
      try self.init(seats: seats)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the number of seats.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(seats)
  }
}

/// The state of one count. Fractions are numerators over one common denominator.
private struct PhragmenCount {
  private struct Voter {
    let gpu: GPUID
    let stake: UInt256
    let candidates: [Int]
    var load = BigNatural.zero
    /// Elected candidates, each with the load it brought.
    var edges: [(candidate: Int, load: BigNatural)] = []
  }

  private struct Candidate {
    let model: ModelID
    var approval = UInt256.zero
    var voters: [Int] = []
    var isElected = false
  }

  private var candidates: [Candidate]
  private var voters: [Voter] = []
  private var denominator = BigNatural(.one)
  /// In the order of their election.
  private(set) var winners: [Int] = []

  init(models: [ModelID], votes: [ModelElection.Vote]) throws(SelectionError) {
    candidates = models.sorted().map { Candidate(model: $0) }
    var places: [ModelID: Int] = [:]
    for (place, candidate) in candidates.enumerated() {
      guard places.updateValue(place, forKey: candidate.model) == nil else {
        throw .duplicateModel(candidate.model)
      }
    }
    var last: GPUID?
    for vote in votes.sorted(by: { $0.gpu < $1.gpu }) {
      if vote.gpu == last { throw .duplicateGPU(vote.gpu) }
      last = vote.gpu
      guard vote.stake > 0 else { throw .stakeIsZero(vote.gpu) }
      guard vote.stake <= StakeRegistry.maximumStake else {
        throw .stakeTooLarge(vote.gpu, vote.stake, maximum: StakeRegistry.maximumStake)
      }
      var named: Set<Int> = []
      for model in vote.models {
        guard let place = places[model] else { throw .unknownModel(model, gpu: vote.gpu) }
        guard named.insert(place).inserted else {
          throw .modelNamedTwice(model, gpu: vote.gpu)
        }
        // Stakes below 2¹²⁸ of fewer than 2⁶³ GPUs.
        candidates[place].approval += vote.stake
        candidates[place].voters.append(voters.count)
      }
      voters.append(Voter(gpu: vote.gpu, stake: vote.stake, candidates: named.sorted()))
    }
  }

  /// Elects the candidate whose election leaves its voters the least load; false where none is left.
  mutating func electNext() -> Bool {
    var best: (place: Int, score: BigNatural)?
    for (place, candidate) in candidates.enumerated()
    where !candidate.isElected && !candidate.approval.isZero {
      // The score is this over approval · denominator.
      var score = denominator
      for voter in candidate.voters where !voters[voter].load.isZero {
        score = score + voters[voter].load * voters[voter].stake
      }
      if let leader = best,
        leader.score * candidate.approval <= score * candidates[leader.place].approval
      {
        continue
      }
      best = (place, score)
    }
    guard let (winner, score) = best else { return false }
    candidates[winner].isElected = true
    winners.append(winner)

    // With the approval in the common denominator the score is a numerator like the others.
    let approval = candidates[winner].approval
    denominator = denominator * approval
    for index in voters.indices where !voters[index].load.isZero {
      voters[index].load = voters[index].load * approval
      for edge in voters[index].edges.indices {
        voters[index].edges[edge].load = voters[index].edges[edge].load * approval
      }
    }
    for index in candidates[winner].voters {
      // Scores never fall from one winner to the next, so no load is above this one.
      voters[index].edges.append((winner, score - voters[index].load))
      voters[index].load = score
    }
    return true
  }

  /// Stakes divided in proportion to the loads, by the largest remainder.
  var outcome: ModelElectionOutcome {
    var assignments: [ModelElectionOutcome.Assignment] = []
    for voter in voters {
      var parts: [(candidate: Int, stake: UInt256, remainder: BigNatural)] = []
      var left = voter.stake
      for edge in voter.edges {
        // The edges sum to the load, so each part is at most the stake.
        let (stake, remainder) = (edge.load * voter.stake).dividedBelow256Bits(by: voter.load)
        parts.append((edge.candidate, stake, remainder))
        left -= stake
      }
      parts.sort {
        $0.remainder == $1.remainder ? $0.candidate < $1.candidate : $0.remainder > $1.remainder
      }
      // Fewer units are left than there are parts.
      for index in parts.indices where !left.isZero {
        parts[index].stake += .one
        left -= .one
      }
      let shares = parts.sorted { $0.candidate < $1.candidate }
        .map { ModelElectionOutcome.Share(model: candidates[$0.candidate].model, stake: $0.stake) }
      assignments.append(ModelElectionOutcome.Assignment(gpu: voter.gpu, shares: shares))
    }
    return ModelElectionOutcome(
      winners: winners.map { candidates[$0].model }, assignments: assignments)
  }
}
