// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The multiplier that a lock of at least so many rounds gives.
public struct LockBoost: Sendable, Hashable, Codable {
  /// Length of the lock in rounds.
  public let rounds: UInt64
  /// Multiplier of the stake in parts per million.
  public let boostPPM: UInt32

  /// A step of the table.
  ///
  /// - Parameters:
  ///   - rounds: length of the lock, at least 1.
  ///   - boostPPM: 1 000 000 to ``LockRules/highestBoostPPM``.
  public init(rounds: UInt64, boostPPM: UInt32) {
    self.rounds = rounds
    self.boostPPM = boostPPM
  }
}

/// What a lock gives, and what leaving it early costs.
public struct LockRules: Sendable, Hashable, Encodable {
  /// The highest multiplier there can be, in parts per million: 2.5, as Curve's gauges.
  public static let highestBoostPPM: UInt32 = 2_500_000

  /// The multipliers by length, ascending. Empty: nothing can be locked.
  public let boosts: [LockBoost]
  /// Whether the boost falls linearly over the lock, as a vote escrow's weight does, or stays until
  /// the lock ends.
  public let decays: Bool
  /// What leaving a lock at its beginning costs, in parts per million of the owner's bond; it falls
  /// linearly to nothing at its end. Nil: a lock cannot be left early.
  public let earlyExitPenaltyPPM: UInt32?

  /// No locks.
  public static let none = LockRules(unchecked: [], decays: false, earlyExitPenaltyPPM: nil)

  /// Checks and takes the rules.
  ///
  /// - Parameters:
  ///   - boosts: lengths and multipliers, both ascending.
  ///   - decays: whether a boost falls linearly over the lock.
  ///   - earlyExitPenaltyPPM: at most 1 000 000, or nil where a lock cannot be left early.
  /// - Throws: ``StakingError/ruleOutOfRange(_:value:allowed:)`` or
  ///   ``StakingError/boostsNotAscending(_:_:)``.
  public init(
    boosts: [LockBoost], decays: Bool = false, earlyExitPenaltyPPM: UInt32? = nil
  ) throws(StakingError) {
    for boost in boosts {
      try checkRule("lock boost", boost.boostPPM, million...Self.highestBoostPPM)
      guard boost.rounds > 0 else {
        throw .ruleOutOfRange("lock length", value: 0, allowed: 1...UInt64.max)
      }
    }
    for (boost, next) in zip(boosts, boosts.dropFirst())
    where boost.rounds >= next.rounds || boost.boostPPM > next.boostPPM {
      throw .boostsNotAscending(boost, next)
    }
    if let earlyExitPenaltyPPM {
      try checkRule("early exit penalty", earlyExitPenaltyPPM, 0...million)
    }
    self.init(unchecked: boosts, decays: decays, earlyExitPenaltyPPM: earlyExitPenaltyPPM)
  }

  private init(unchecked boosts: [LockBoost], decays: Bool, earlyExitPenaltyPPM: UInt32?) {
    self.boosts = boosts
    self.decays = decays
    self.earlyExitPenaltyPPM = earlyExitPenaltyPPM
  }

  /// The multiplier of a lock of `rounds`, or nil where it is shorter than every one of the table.
  ///
  /// - Complexity: O(b) in the entries of ``boosts``.
  public func boostPPM(forRounds rounds: UInt64) -> UInt32? {
    boosts.last { $0.rounds <= rounds }?.boostPPM
  }
}
