// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What an operation did, in the order in which it did it. Amounts are base units.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum StakingEvent: Sendable, Hashable {
  /// The registry opened under these rules, with round 0 open.
  indirect case opened(StakingPolicy)
  /// A GPU entered.
  case registered(GPURegistration)
  /// `amount` came in from the owner and was bonded; the owner now has `bonded` on the GPU.
  case bonded(gpu: GPUID, owner: Address, amount: UInt256, bonded: UInt256)
  /// `amount` came in from a delegator and was bonded, for `shares` of the GPU's pool.
  case delegated(gpu: GPUID, delegator: Address, amount: UInt256, shares: UInt256)
  /// `amount` of what was bonded last becomes active only in a later round than the next.
  case activationQueued(gpu: GPUID, amount: UInt256, activatesIn: Round)
  /// `amount` left the bond; its owner, of the GPU or of a delegation, may withdraw it from
  /// `maturesIn` on.
  case unbondingStarted(
    gpu: GPUID, owner: Address, amount: UInt256, createdIn: Round, maturesIn: Round)
  /// `amount` that began to unbond in `createdIn` is bonded again.
  case unbondingCancelled(gpu: GPUID, owner: Address, amount: UInt256, createdIn: Round)
  /// `amount` left the registry for its owner, of the GPU or of a delegation.
  case withdrawn(gpu: GPUID, owner: Address, amount: UInt256)
  /// A delegation of `amount` moved, for `shares` of the destination's pool.
  case redelegated(
    from: GPUID, to: GPUID, delegator: Address, amount: UInt256, shares: UInt256)
  /// The owner's stake moved to another of his GPUs.
  case merged(from: GPUID, to: GPUID, owner: Address, amount: UInt256)
  /// A commission comes into force.
  case commissionScheduled(gpu: GPUID, partsPerMillion: UInt32, from: Round)
  /// The owner's stake is locked, with this boost from the next round on.
  case locked(gpu: GPUID, owner: Address, until: Round, boostPPM: UInt32)
  /// A lock ended early; the penalty left the bond for the slash destination.
  case lockBroken(gpu: GPUID, owner: Address, penalty: UInt256, destination: Address)
  /// Stake left the registry for the slash destination.
  case slashed(SlashedStake)
  /// The owner of a GPU has `bonded`, below the minimum of its class: what is on it counts no longer,
  /// or does not yet, until he tops it up.
  case fellBelowMinimum(gpu: GPUID, owner: Address, bonded: UInt256, minimum: UInt256)
  /// The owner of a GPU has the minimum bonded again: what is on it counts.
  case reachedMinimum(gpu: GPUID, owner: Address, bonded: UInt256)
  /// A GPU went to jail.
  case jailed(gpu: GPUID, until: Round)
  /// A GPU left jail.
  case unjailed(gpu: GPUID)
  /// A GPU is shut out for good.
  case tombstoned(gpu: GPUID)
  /// A GPU missed too many rounds of its window; what follows from it are the next events.
  case absent(gpu: GPUID, missed: UInt32)
  /// The averages of a GPU's uptime and score are new.
  case qualityRecorded(gpu: GPUID, uptimePPM: UInt32, scorePPM: UInt32)
  /// A round closed: how many GPUs were registered, and the sum of what they count for.
  case roundClosed(ClosedRound)
}
