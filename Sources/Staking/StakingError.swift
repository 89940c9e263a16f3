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
