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
  /// The total of what unbonds is not the sum of the entries.
  case unbondingSum(total: UInt256, sum: UInt256)
  /// A GPU holds more than a stake can be.
  case stakeAboveMaximum(GPUID, maximum: UInt256)
  /// A GPU began the round with more than a stake can be, or before it was registered.
  case startOutOfRange(GPUID, bondedAtRoundStart: UInt256)
  /// A GPU stands under another name than its own, or twice.
  case misfiled(GPUID)
  /// A GPU's owner is the zero address.
  case ownerIsZero(GPUID)
  /// A GPU has no capacity.
  case capacityIsZero(GPUID)
  /// A GPU is of a class that the policy does not know.
  case unknownClass(GPUID, CapacityClass)
  /// Something happened in a round that has not begun.
  case inTheFuture(GPUID, round: Round, openRound: Round)
  /// A GPU's unbonding entries do not ascend by round.
  case unbondingNotAscending(GPUID, createdIn: Round)
  /// An unbonding entry holds nothing.
  case emptyUnbonding(GPUID, createdIn: Round)
  /// An unbonding entry does not mature after the policy's delay.
  case wrongMaturity(GPUID, createdIn: Round, maturesIn: Round)
  /// The faults a GPU was slashed for do not ascend.
  case slashedFaultsNotAscending(GPUID, SlashedFault)
  /// Closed rounds have no snapshot, or open ones have.
  case snapshotCount(Int, openRound: Round)
  /// The snapshot at the place of a round is another round's.
  case snapshotOfAnotherRound(at: Round, found: Round)
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
      "The total unbonding is \(total), the entries sum to \(sum)."
    case .stakeAboveMaximum(let gpu, let maximum):
      "GPU \(gpu) holds more than \(maximum)."
    case .startOutOfRange(let gpu, let start):
      "GPU \(gpu) cannot have begun the round with \(start)."
    case .misfiled(let gpu):
      "GPU \(gpu) stands twice or under another name."
    case .ownerIsZero(let gpu):
      "GPU \(gpu) belongs to the zero address."
    case .capacityIsZero(let gpu):
      "GPU \(gpu) has no capacity."
    case .unknownClass(let gpu, let capacityClass):
      "GPU \(gpu) is of class \(capacityClass), which the policy does not know."
    case .inTheFuture(let gpu, let round, let open):
      "GPU \(gpu) refers to round \(round) while round \(open) is open."
    case .unbondingNotAscending(let gpu, let round):
      "The unbonding entry of GPU \(gpu) from round \(round) is out of order."
    case .emptyUnbonding(let gpu, let round):
      "The unbonding entry of GPU \(gpu) from round \(round) is empty."
    case .wrongMaturity(let gpu, let created, let matures):
      "The unbonding entry of GPU \(gpu) from round \(created) cannot mature in round "
        + "\(matures)."
    case .slashedFaultsNotAscending(let gpu, let slashed):
      "The slash of GPU \(gpu) for \(slashed.fault) in round \(slashed.round) is out of order."
    case .snapshotCount(let count, let open):
      "There are \(count) snapshots while round \(open) is open."
    case .snapshotOfAnotherRound(let place, let found):
      "The snapshot of round \(place) says round \(found)."
    case .rowsNotAscending(let round, let gpu):
      "GPU \(gpu) is out of order in the snapshot of round \(round)."
    }
  }
}
