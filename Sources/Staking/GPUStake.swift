// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// The stake of one GPU as it stands now. Amounts are base units.
public struct GPUStake: Sendable, Hashable {
  /// Who registered what.
  public let registration: GPURegistration
  /// What the owner has bonded.
  public let bonded: UInt256
  /// What delegators have bonded, all together.
  public let delegated: UInt256
  /// The shares in which delegators hold ``delegated``.
  public let delegationShares: UInt256
  /// How often the delegations were slashed away whole or all taken out; shares from before are worth
  /// nothing.
  public let incarnation: UInt32
  /// What of both waits for its activation.
  public let queued: UInt256
  /// What was active when the open round began, after every slash since.
  public let activeAtRoundStart: UInt256
  /// What is active now: what is bonded less what is queued, nothing in jail and nothing while
  /// ``isBelowMinimum``.
  public let active: UInt256
  /// Whether the owner has less than the minimum of the class bonded: then nothing on it counts.
  public let isBelowMinimum: Bool
  /// What is unbonding to the owner, ascending by round.
  public let unbonding: [UnbondingEntry]
  /// What is left of a unit that was bonded all along, after every slash: parts of 2⁹⁶.
  public let magnitude: UInt256
  /// Until when the owner's stake is locked, or nil.
  public let lockedUntil: Round?
  /// The multiplier of the owner's stake in the open round, in parts per million.
  public let boostPPM: UInt32
  /// The commission in force in the open round, in parts per million.
  public let commissionPPM: UInt32
  /// The average uptime, in parts per million.
  public let uptimePPM: UInt32
  /// The average score of verified work, in parts per million.
  public let scorePPM: UInt32
  /// Whether it counts, and if not, why.
  public let standing: Standing

  /// Whether a GPU may take part.
  public enum Standing: Sendable, Hashable {
    /// It may.
    case free
    /// It is in jail, and may leave it from a round on.
    case jailed(until: Round)
    /// It may never take part again.
    case tombstoned
  }

  /// The stake that counts in the open round if it closes now: what was active all through it.
  ///
  /// A new stake therefore earns from the next round, and stake that only visits a round earns
  /// nothing in it.
  public var rewardable: UInt256 { min(activeAtRoundStart, active) }

  /// What is unbonding to the owner.
  ///
  /// - Complexity: O(u) in the entries.
  public var unbondingTotal: UInt256 { unbonding.reduce(into: .zero) { $0 += $1.amount } }

  /// What of the owner may be withdrawn in `round`.
  ///
  /// - Complexity: O(u) in the entries.
  public func matured(in round: Round) -> UInt256 {
    unbonding.reduce(into: .zero) { if $1.maturesIn <= round { $0 += $1.amount } }
  }
}
