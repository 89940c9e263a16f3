// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A law of the registry that a state breaks. Amounts are base units.
@nonexhaustive
public enum StakingInvariant: Sendable, Hashable {
  /// What came in is not what is bonded, unbonding, withdrawn and slashed.
  case conservation(deposited: UInt256, accounted: UInt256)
  /// The total of the bonds is not the sum of the bonds.
  case bondedSum(total: UInt256, sum: UInt256)
  /// The total of what unbonds is not the sum of the pools.
  case unbondingSum(total: UInt256, sum: UInt256)
  /// A GPU has more bonded than a stake can be.
  case stakeAboveMaximum(GPUID, maximum: UInt256)
  /// A GPU began the round with more than it can have, or before it was registered.
  case startOutOfRange(GPUID, activeAtRoundStart: UInt256)
  /// A GPU, or an account's part of one, stands twice or under another name than its own.
  case misfiled(GPUID)
  /// A GPU's owner is the zero address.
  case ownerIsZero(GPUID)
  /// A GPU has no capacity.
  case capacityIsZero(GPUID)
  /// A GPU is of a class that the policy does not know.
  case unknownClass(GPUID, CapacityClass)
  /// Something happened in a round that has not begun, or before the GPU was registered.
  case roundOutOfRange(GPUID, String, round: Round, openRound: Round)
  /// A number of a GPU is beyond what it can be.
  case outOfRange(GPUID, String, value: UInt256)
  /// Records of a GPU do not ascend by round.
  case notAscending(GPUID, String, round: Round)
  /// Units and shares of a pool do not fit: units without shares, or too few units for the shares.
  case poolOutOfRange(GPUID, units: UInt256, shares: UInt256)
  /// The shares of a GPU's delegations do not sum to the shares of its pool.
  case shareSum(GPUID, total: UInt256, sum: UInt256)
  /// The claims on what began to unbond in a round do not sum to the shares of the pool.
  case claimSum(GPUID, createdIn: Round, total: UInt256, sum: UInt256)
  /// A claim matures before the policy's delay is over.
  case wrongMaturity(GPUID, createdIn: Round, maturesIn: Round)
  /// More waits for its activation than is bonded.
  case queueAboveBond(GPUID, queued: UInt256, bonded: UInt256)
  /// A queue has taken more room, or less, than what waits in it needs.
  case queueRoom(String, taken: UInt256, waiting: UInt256)
  /// A GPU is tombstoned and not in jail, or in jail until round 0.
  case standing(GPUID)
  /// A GPU's window of presence follows other rules than the policy's, or is of another time.
  case livenessRules(GPUID)
  /// There are not as many closed rounds as the open round says.
  case roundCount(Int, openRound: Round)
  /// The total of a closed round is not the sum of what the GPUs counted for.
  case roundTotal(Round, total: UInt256, sum: UInt256)
  /// The rows of a snapshot do not ascend by GPU.
  case rowsNotAscending(Round, gpu: GPUID)
}

extension StakingInvariant: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .conservation(let deposited, let accounted):
      "\(deposited) came in, \(accounted) are accounted for."
    case .bondedSum(let total, let sum):
      "The total bonded is \(total), the bonds sum to \(sum)."
    case .unbondingSum(let total, let sum):
      "The total unbonding is \(total), the pools sum to \(sum)."
    case .stakeAboveMaximum(let gpu, let maximum):
      "GPU \(gpu) has more than \(maximum) bonded."
    case .startOutOfRange(let gpu, let start):
      "GPU \(gpu) cannot have begun the round with \(start)."
    case .misfiled(let gpu):
      "GPU \(gpu), or a part of it, stands twice or under another name."
    case .ownerIsZero(let gpu):
      "GPU \(gpu) belongs to the zero address."
    case .capacityIsZero(let gpu):
      "GPU \(gpu) has no capacity."
    case .unknownClass(let gpu, let capacityClass):
      "GPU \(gpu) is of class \(capacityClass), which the policy does not know."
    case .roundOutOfRange(let gpu, let name, let round, let open):
      "GPU \(gpu) has a \(name) of round \(round) while round \(open) is open."
    case .outOfRange(let gpu, let name, let value):
      "The \(name) of GPU \(gpu) cannot be \(value)."
    case .notAscending(let gpu, let name, let round):
      "The \(name) of GPU \(gpu) of round \(round) is out of order."
    case .poolOutOfRange(let gpu, let units, let shares):
      "A pool of GPU \(gpu) cannot have \(units) units for \(shares) shares."
    case .shareSum(let gpu, let total, let sum):
      "The delegation pool of GPU \(gpu) has \(total) shares, its delegations sum to \(sum)."
    case .claimSum(let gpu, let round, let total, let sum):
      "The unbonding pool of GPU \(gpu) of round \(round) has \(total) shares, its claims sum to "
        + "\(sum)."
    case .wrongMaturity(let gpu, let created, let matures):
      "A claim on GPU \(gpu) from round \(created) cannot mature in round \(matures)."
    case .queueAboveBond(let gpu, let queued, let bonded):
      "\(queued) of GPU \(gpu) wait for their activation, of \(bonded) that are bonded."
    case .queueRoom(let name, let taken, let waiting):
      "The \(name) queue has taken room for \(taken), and \(waiting) wait in it."
    case .standing(let gpu):
      "The standing of GPU \(gpu) contradicts itself."
    case .livenessRules(let gpu):
      "The window of presence of GPU \(gpu) follows other rules or is of another time."
    case .roundCount(let count, let open):
      "There are \(count) closed rounds while round \(open) is open."
    case .roundTotal(let round, let total, let sum):
      "The total of round \(round) is \(total), its stakes sum to \(sum)."
    case .rowsNotAscending(let round, let gpu):
      "GPU \(gpu) is out of order in the snapshot of round \(round)."
    }
  }
}
