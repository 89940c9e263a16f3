// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// Whose checkpoints.
enum CheckpointList {
  /// Those of an account's votes.
  case account(AccountNumber)
  /// Those of the supply.
  case supply
}

/// Checkpoints in slots, as a contract has them: a count, and a slot for each with the timepoint in
/// the low bits and the votes above.
extension TokenStorage {
  /// How many checkpoints the list has.
  ///
  /// - Complexity: O(1).
  func checkpointCount(of list: CheckpointList) -> UInt32 {
    let count = self[list.countKey]
    guard let count = count.asUInt64.flatMap({ UInt32(exactly: $0) }) else {
      preconditionFailure("\(count) checkpoints were never written.")
    }
    return count
  }

  /// The checkpoint at `index`.
  ///
  /// - Complexity: O(1).
  func checkpoint(_ index: UInt32, of list: CheckpointList, clockBits: Int) -> VotesCheckpoint {
    let slot = self[list.key(index)]
    return VotesCheckpoint(
      timepoint: slot.limbs.0 & (1 << UInt64(clockBits) - 1),
      votes: slot >> UInt256(UInt64(clockBits)))
  }

  /// The newest checkpoint, nil where there is none.
  ///
  /// - Complexity: O(1).
  func lastCheckpoint(of list: CheckpointList, clockBits: Int) -> VotesCheckpoint? {
    let count = checkpointCount(of: list)
    return count == 0 ? nil : checkpoint(count - 1, of: list, clockBits: clockBits)
  }

  /// The votes at the end of `timepoint`: those of the last checkpoint that is not later.
  ///
  /// - Complexity: O(log n) for n checkpoints.
  func votes(of list: CheckpointList, at timepoint: UInt64, clockBits: Int) -> UInt256 {
    var low: UInt32 = 0
    var high = checkpointCount(of: list)
    while low < high {
      let middle = low + (high - low) / 2
      if checkpoint(middle, of: list, clockBits: clockBits).timepoint <= timepoint {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low == 0 ? .zero : checkpoint(low - 1, of: list, clockBits: clockBits).votes
  }

  /// Writes a checkpoint; one a timepoint, a second takes the place of the first.
  ///
  /// - Precondition: timepoint and votes fit the slot.
  /// - Complexity: O(1).
  mutating func setCheckpoint(
    _ checkpoint: VotesCheckpoint, of list: CheckpointList, clockBits: Int
  ) {
    let bits = UInt256(UInt64(clockBits))
    precondition(
      checkpoint.timepoint >> UInt64(clockBits) == 0
        && (checkpoint.votes << bits) >> bits == checkpoint.votes,
      "\(checkpoint) does not fit into a slot.")
    var index = checkpointCount(of: list)
    if let last = lastCheckpoint(of: list, clockBits: clockBits),
      last.timepoint == checkpoint.timepoint
    {
      index -= 1
    } else {
      self[list.countKey] = UInt256(UInt64(index) + 1)
    }
    self[list.key(index)] = checkpoint.votes << bits | UInt256(checkpoint.timepoint)
  }
}

extension CheckpointList {
  /// The slot of the number of checkpoints.
  fileprivate var countKey: SlotKey {
    switch self {
    case .account(let account): SlotKey(.voteCheckpointCount, account)
    case .supply: SlotKey(.supplyCheckpointCount)
    }
  }

  /// The slot of a checkpoint.
  fileprivate func key(_ index: UInt32) -> SlotKey {
    switch self {
    case .account(let account): SlotKey(.voteCheckpoint, account, index: index)
    case .supply: SlotKey(.supplyCheckpoint, index: index)
    }
  }
}
