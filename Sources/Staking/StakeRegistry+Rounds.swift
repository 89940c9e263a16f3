// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension StakeRegistry {
  /// Closes the open round and opens the next.
  ///
  /// - Returns: what each GPU counts for in the closed round. It stays readable by
  ///   ``snapshot(of:)``.
  /// - Throws: ``StakingError/roundsExhausted(_:)``, or ``StakingError/arithmetic(_:)`` where the
  ///   stakes of all GPUs do not add up within 256 bits.
  /// - Complexity: O(n log n) in the number of GPUs.
  @discardableResult
  public mutating func closeRound() throws(StakingError) -> RoundSnapshot {
    guard openRound < .last else { throw .roundsExhausted(openRound) }
    let rows = gpus.compactMap { stakes[$0].map(StakeRow.init(of:)) }
    let snapshot = try RoundSnapshot(round: openRound, rows: rows)

    for index in stakes.values.indices {
      stakes.values[index].bondedAtRoundStart = stakes.values[index].bonded
    }
    snapshots.append(snapshot)
    openRound = openRound.next()
    return snapshot
  }

  /// Closes `round`, which has to be the open one: a repeated or reordered request changes nothing.
  ///
  /// - Returns: what each GPU counts for in the closed round.
  /// - Throws: ``StakingError/notTheOpenRound(asked:openRound:)``, and what ``closeRound()`` throws.
  /// - Complexity: O(n log n) in the number of GPUs.
  @discardableResult
  public mutating func closeRound(_ round: Round) throws(StakingError) -> RoundSnapshot {
    guard round == openRound else {
      throw .notTheOpenRound(asked: round, openRound: openRound)
    }
    return try closeRound()
  }

  /// What each GPU counted for in a closed round.
  ///
  /// - Throws: ``StakingError/roundNotClosed(asked:openRound:)``: an open round still changes.
  /// - Complexity: O(1).
  public func snapshot(of round: Round) throws(StakingError) -> RoundSnapshot {
    guard round < openRound, round.number < UInt64(snapshots.count) else {
      throw .roundNotClosed(asked: round, openRound: openRound)
    }
    return snapshots[Int(round.number)]
  }
}
