// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// Other rules for a book's rounds, from one on.
public struct PolicyAmendment: Sendable, Hashable, Codable {
  /// The rules.
  public let policy: RewardPolicy
  /// The first round that is paid by them.
  public let from: Round

  /// Creates an amendment.
  public init(policy: RewardPolicy, from round: Round) {
    self.policy = policy
    from = round
  }
}

extension RewardBook {
  /// The rules in force for ``nextRound``.
  public var policy: RewardPolicy { policy(of: nextRound) }

  /// The rules by which a round is paid, or would be as far as is known.
  ///
  /// - Complexity: O(a) for a amendments.
  public func policy(of round: Round) -> RewardPolicy {
    amendments.last { $0.from <= round }?.policy ?? firstPolicy
  }

  /// Pays rounds by other rules, from one on that has not begun.
  ///
  /// ``nextRound`` runs already: whoever works in it does so by the rules that were announced, so it is
  /// paid by them. A rule that changed in the middle would price the past anew, as `set` does in
  /// MasterChef. A second amendment from the same round takes the place of the first; those from other
  /// rounds stay.
  ///
  /// - Parameters:
  ///   - policy: the rules.
  ///   - round: the first round that is paid by them, after ``nextRound``.
  /// - Throws: ``RewardsError/amendmentTooEarly(_:next:)``.
  /// - Complexity: O(a) for a amendments.
  public mutating func amend(
    policy: RewardPolicy, from round: Round
  ) throws(RewardsError) {
    guard round > nextRound else { throw .amendmentTooEarly(round, next: nextRound) }
    amendments.removeAll { $0.from == round }
    let place = amendments.firstIndex { $0.from > round } ?? amendments.count
    amendments.insert(PolicyAmendment(policy: policy, from: round), at: place)
  }
}

extension PolicyAmendment: RecordCodable {
  /// The rules, then the round.
  public func encode(into encoder: inout RecordEncoder) {
    policy.encode(into: &encoder)
    encoder.write(from)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let policy = try RewardPolicy(from: &decoder)
    self.init(policy: policy, from: try Round(from: &decoder))
  }
}
