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
  case opened(StakingPolicy)
  /// A GPU entered.
  case registered(GPURegistration)
  /// `amount` came in from the owner and was bonded; the GPU now has `bonded`.
  case bonded(gpu: GPUID, owner: Address, amount: UInt256, bonded: UInt256)
  /// `amount` left the bond; it may be withdrawn from `maturesIn` on.
  case unbondingStarted(
    gpu: GPUID, owner: Address, amount: UInt256, createdIn: Round, maturesIn: Round)
  /// `amount` that began to unbond in `createdIn` is bonded again.
  case unbondingCancelled(gpu: GPUID, owner: Address, amount: UInt256, createdIn: Round)
  /// `amount` left the registry for its owner.
  case withdrawn(gpu: GPUID, owner: Address, amount: UInt256)
  /// `bonded` and `unbonding` units left the registry for the slash destination.
  case slashed(
    gpu: GPUID, owner: Address, fault: Fault, faultRound: Round, bonded: UInt256,
    unbonding: UInt256, destination: Address)
  /// A round closed: the digest of its snapshot, and the sum of its rewardable stakes.
  case roundClosed(round: Round, snapshot: Digest, totalStake: UInt256)
}
