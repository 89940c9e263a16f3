// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// A registry written out: everything that makes a difference, in one order, without the places where
/// the tables happen to keep it. Digest, equality and coding all read this.
struct RegistryImage: Sendable, Codable {
  var policy: StakingPolicy
  var openRound: Round
  var totals: StakingTotals
  /// Nil where churn is not limited.
  var activationQueue: QueueImage?
  var exitQueue: QueueImage?
  /// What waits for its activation, in the order of the queue.
  var activations: [ActivationImage]
  /// The totals of the closed rounds, round 0 first.
  var roundTotals: [UInt256]
  /// Ascending by name.
  var gpus: [GPUImage]
  /// Those that are out in the order in which they may be withdrawn, then those that wait in the order
  /// of the exit queue.
  var claims: [ClaimImage]

  struct QueueImage: Sendable, Codable {
    var round: Round
    var room: UInt256
    var stretches: [ChurnQueue.Stretch]
  }

  struct GPUImage: Sendable, Codable {
    var gpu: GPUID
    var owner: Address
    var capacityClass: CapacityClass
    var capacity: UInt64
    var registeredIn: Round
    var bonded: UInt256
    var delegated: UInt256
    var shares: UInt256
    var incarnation: UInt32
    var activeAtRoundStart: UInt256
    var ownActiveAtRoundStart: UInt256
    var jailedUntil: Round?
    var isTombstoned: Bool
    var quality: QualityScore
    /// Whether it was taken down in the open round.
    var isRated: Bool
    var liveness: LivenessWindow?
    var terms: TermsImage?
    /// The oldest first.
    var unbonding: [PoolImage]
    /// Ascending by account.
    var delegations: [DelegationImage]
    /// The oldest first.
    var moves: [MoveImage]
    /// The first one first.
    var slashes: [SlashImage]
    /// Ascending by round.
    var history: [HistoryImage]
  }

  struct TermsImage: Sendable, Codable, Equatable {
    var lockedFrom: UInt64
    var lockedUntil: UInt64
    var boostPPM: UInt32
    var boostBeforePPM: UInt32
    var boostFrom: UInt64
    var commissionPPM: UInt32
    var nextCommissionPPM: UInt32
    var commissionFrom: UInt64
  }

  struct ActivationImage: Sendable, Codable {
    var gpu: GPUID
    var isOwn: Bool
    var activatesIn: Round
    var amount: UInt256
    var waiting: UInt256
  }

  struct PoolImage: Sendable, Codable {
    var createdIn: Round
    var amount: UInt256
    var shares: UInt256
  }

  struct DelegationImage: Sendable, Codable {
    var account: Address
    var shares: UInt256
    var paid: UInt256
    var incarnation: UInt32
    var movedInAfter: UInt64
  }

  struct MoveImage: Sendable, Codable {
    var createdIn: Round
    var account: Address
    var destination: GPUID
    var kept: UInt256
    var left: UInt256
    var incarnation: UInt32
    /// How often the destination had been slashed before, or since what is kept was last counted.
    var slashesBefore: UInt32
  }

  struct SlashImage: Sendable, Codable {
    var fault: Fault
    var faultRound: Round
    var appliedIn: Round
    var partsPerMillion: UInt32
    var bondedBefore: UInt256
    var bonded: UInt256
    var unbonding: UInt256
    var redelegated: UInt256
  }

  struct HistoryImage: Sendable, Codable {
    var round: Round
    var stake: UInt256
    var scorePPM: UInt32
    var lockedPPM: UInt32
    var terms: TermsImage?
  }

  struct ClaimImage: Sendable, Codable {
    var gpu: GPUID
    var account: Address
    /// The place of its pool among the GPU's, the oldest first.
    var pool: UInt32
    var shares: UInt256
    /// What of the shares waits in the exit queue.
    var waiting: UInt256
    var maturesIn: Round
  }
}
