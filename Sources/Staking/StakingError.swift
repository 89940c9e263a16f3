// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why a staking operation was refused. The registry is as it was before. Amounts are base units.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum StakingError: Error, Hashable, Sendable {
  // Rules.
  /// A class name that is not 1 to 32 characters out of `a–z`, `0–9`, `.` and `-`.
  case invalidCapacityClass(String)
  /// A policy without any capacity class.
  case noCapacityClass
  /// A class whose minimum is zero or beyond the largest stake.
  case minimumStakeOutOfRange(CapacityClass, minimum: UInt256)
  /// A policy that accepts no evidence.
  case evidenceWindowIsZero
  /// Stake could leave before the evidence against it.
  case unbondingDelayTooShort(delay: UInt64, evidenceWindow: UInt64)
  /// Slashed units would go to the zero address.
  case slashDestinationIsZero
  /// A number of a rule or a measurement is out of range.
  case ruleOutOfRange(String, value: UInt64, allowed: ClosedRange<UInt64>)
  /// The least delegation is zero or beyond the largest stake.
  case minimumDelegationOutOfRange(UInt256)
  /// Two steps of the lock table, of which the second is not longer or gives less.
  case boostsNotAscending(LockBoost, LockBoost)
  /// Rules of churn that let nothing pass or contradict themselves.
  case churn(ChurnError)

  // Registration.
  /// No GPU of this name is registered.
  case unknownGPU(GPUID)
  /// The GPU is registered already, by `owner`.
  case alreadyRegistered(GPUID, owner: Address)
  /// The policy has no such class.
  case unknownCapacityClass(CapacityClass, gpu: GPUID)
  /// The benchmarked capacity is zero.
  case capacityIsZero(GPUID)
  /// The owner is the zero address.
  case ownerIsZero(GPUID)
  /// The account owns no GPU.
  case ownsNothing(Address)
  /// The GPU is in jail until a round.
  case jailed(GPUID, until: Round)
  /// The GPU is not in jail.
  case notJailed(GPUID)
  /// The GPU is shut out for good.
  case tombstoned(GPUID)

  // Amounts.
  /// The amount is zero.
  case amountIsZero(GPUID)
  /// The bond would be `resulting`, below the class's `minimum`.
  case belowMinimum(GPUID, resulting: UInt256, minimum: UInt256)
  /// The GPU would hold `resulting`, above `maximum`.
  case aboveMaximum(GPUID, resulting: UInt256, maximum: UInt256)
  /// Less is bonded than asked for.
  case insufficientBond(GPUID, bonded: UInt256, asked: UInt256)
  /// Nothing of this GPU began to unbond in that round.
  case noUnbonding(GPUID, createdIn: Round)
  /// Less is unbonding from that round than asked for.
  case insufficientUnbonding(GPUID, createdIn: Round, unbonding: UInt256, asked: UInt256)
  /// Nothing has matured; `next` is the first round in which something will have.
  case nothingMatured(GPUID, openRound: Round, next: Round?)
  /// The owner has nothing bonded.
  case nothingBonded(GPUID)

  // Delegations.
  /// The delegator is the zero address.
  case delegatorIsZero(GPUID)
  /// The owner of a GPU bonds and does not delegate to it.
  case delegatorIsOwner(GPUID)
  /// The delegation would put in `amount`, below `minimum`.
  case belowMinimumDelegation(GPUID, amount: UInt256, minimum: UInt256)
  /// The delegation is worth less than asked for.
  case insufficientDelegation(GPUID, delegator: Address, worth: UInt256, asked: UInt256)
  /// Source and destination are one GPU.
  case sameGPU(GPUID)
  /// The GPUs belong to two owners.
  case notTheSameOwner(GPUID, GPUID)
  /// Stake came to this GPU from another one and is at risk for that one's faults until a round.
  case movedInLately(GPUID, delegator: Address, until: Round)
  /// The commission asked for is above the cap.
  case commissionAboveCap(GPUID, asked: UInt32, cap: UInt32)
  /// The commission asked for is more than one step from the current one.
  case commissionStepTooLarge(GPUID, current: UInt32, asked: UInt32, step: UInt32)
  /// A change of the commission comes into force in a round, and no other is taken until then.
  case commissionOnItsWay(GPUID, from: Round)

  // Locks.
  /// The stake is locked until a round.
  case locked(GPUID, until: Round)
  /// The stake is not locked.
  case notLocked(GPUID)
  /// The lock is shorter than every one of the table; `shortest` is nil where nothing can be locked.
  case lockTooShort(GPUID, rounds: UInt64, shortest: UInt64?)
  /// The lock would not end later than the one it extends.
  case lockNotExtended(GPUID, until: Round, asked: Round)
  /// The extension would give a smaller boost than the lock it extends.
  case boostWouldFall(GPUID, current: UInt32, resulting: UInt32)
  /// The policy lets nobody leave a lock before its end.
  case earlyExitForbidden(GPUID, until: Round)

  // Slashing.
  /// A fraction that is not from 1 to 1 000 000 parts per million.
  case slashFractionOutOfRange(GPUID, partsPerMillion: UInt32)
  /// The fault would be in a round that has not begun.
  case faultInTheFuture(GPUID, faultRound: Round, openRound: Round)
  /// The evidence comes after its window.
  case evidenceTooOld(GPUID, faultRound: Round, openRound: Round, window: UInt64)
  /// The GPU has been slashed for this kind of fault in this round.
  case alreadySlashed(GPUID, fault: Fault, faultRound: Round)
  /// The GPU holds nothing that was at risk in the round of the fault.
  case nothingAtRisk(GPUID, faultRound: Round)
  /// None of the owner's GPUs holds anything that was at risk, or all were slashed for this before.
  case ownerHasNothingAtRisk(Address, faultRound: Round)
  /// The policy does not watch presence.
  case livenessNotWatched(GPUID)
  /// A report of presence was refused: of a round that was reported, or too early.
  case liveness(GPUID, LivenessError)
  /// The quality of this GPU has been taken down in this round.
  case alreadyRated(GPUID, in: Round)
  /// The policy has no rule for this kind of fault.
  case noRule(Fault)

  // Rounds.
  /// Another round is open than the one to be closed.
  case notTheOpenRound(asked: Round, openRound: Round)
  /// The round is open or has not begun: only closed rounds can be read.
  case roundNotClosed(asked: Round, openRound: Round)
  /// There is no round number after this one.
  case roundsExhausted(Round)

  // Records.
  /// The machine's registry has not been opened.
  case notOpened
  /// The machine's registry is open already.
  case alreadyOpened
  /// A record of another kind or version, or whose bytes are no staking operation.
  case unreadableRecord(RecordError)

  // Beyond the rules.
  /// A sum does not fit into 256 bits.
  case arithmetic(ArithmeticError)
  /// The state breaks one of its own laws: damaged from outside, or a bug.
  case invariantBroken(StakingInvariant)
}
