// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A request to the staking room, as a journal keeps it. Amounts are base units.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum StakingOperation: Sendable, Hashable {
  /// Opens the registry; the first operation, and only the first.
  indirect case open(StakingPolicy)
  /// ``StakeRegistry/register(gpu:owner:capacityClass:capacity:)``.
  case register(gpu: GPUID, owner: Address, capacityClass: CapacityClass, capacity: UInt64)
  /// ``StakeRegistry/bond(gpu:amount:)``.
  case bond(gpu: GPUID, amount: UInt256)
  /// ``StakeRegistry/unbond(gpu:amount:)``.
  case unbond(gpu: GPUID, amount: UInt256)
  /// ``StakeRegistry/cancelUnbonding(gpu:createdIn:amount:)``.
  case cancelUnbonding(gpu: GPUID, createdIn: Round, amount: UInt256)
  /// ``StakeRegistry/withdraw(gpu:)``.
  case withdraw(gpu: GPUID)
  /// ``StakeRegistry/slash(gpu:fault:faultRound:partsPerMillion:)``.
  case slash(gpu: GPUID, fault: Fault, faultRound: Round, partsPerMillion: UInt32)
  /// ``StakeRegistry/closeRound(_:)``.
  case closeRound(Round)
  /// ``StakeRegistry/delegate(gpu:delegator:amount:)``.
  case delegate(gpu: GPUID, delegator: Address, amount: UInt256)
  /// ``StakeRegistry/undelegate(gpu:delegator:amount:)``.
  case undelegate(gpu: GPUID, delegator: Address, amount: UInt256)
  /// ``StakeRegistry/cancelUnbonding(gpu:delegator:createdIn:amount:)``.
  case cancelUndelegating(gpu: GPUID, delegator: Address, createdIn: Round, amount: UInt256)
  /// ``StakeRegistry/withdraw(gpu:delegator:)``.
  case withdrawDelegation(gpu: GPUID, delegator: Address)
  /// ``StakeRegistry/withdrawMatured(limit:)``; a limit of 0 is refused.
  case withdrawMatured(limit: UInt32)
  /// ``StakeRegistry/redelegate(delegator:from:to:amount:)``.
  case redelegate(delegator: Address, from: GPUID, to: GPUID, amount: UInt256)
  /// ``StakeRegistry/setCommission(gpu:partsPerMillion:)``.
  case setCommission(gpu: GPUID, partsPerMillion: UInt32)
  /// ``StakeRegistry/lock(gpu:rounds:)``.
  case lock(gpu: GPUID, rounds: UInt64)
  /// ``StakeRegistry/breakLock(gpu:)``.
  case breakLock(gpu: GPUID)
  /// ``StakeRegistry/merge(from:into:)``.
  case merge(from: GPUID, into: GPUID)
  /// ``StakeRegistry/slash(ownedBy:fault:faultRound:partsPerMillion:)``.
  case slashOwner(owner: Address, fault: Fault, faultRound: Round, partsPerMillion: UInt32)
  /// ``StakeRegistry/punish(gpu:fault:faultRound:)``.
  case punish(gpu: GPUID, fault: Fault, faultRound: Round)
  /// ``StakeRegistry/jail(gpu:rounds:)``.
  case jail(gpu: GPUID, rounds: UInt64)
  /// ``StakeRegistry/unjail(gpu:)``.
  case unjail(gpu: GPUID)
  /// ``StakeRegistry/tombstone(gpu:)``.
  case tombstone(gpu: GPUID)
  /// ``StakeRegistry/recordQuality(gpu:uptimePPM:scorePPM:)``.
  case recordQuality(gpu: GPUID, uptimePPM: UInt32, scorePPM: UInt32?)
  /// ``StakeRegistry/recordPresence(gpu:isPresent:)``.
  case recordPresence(gpu: GPUID, isPresent: Bool)
}
