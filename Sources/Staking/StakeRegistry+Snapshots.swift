// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

// What was, as far as it can change no more: closed rounds only.
extension StakeRegistry {
  /// What every GPU counted for in a closed round.
  ///
  /// - Throws: ``StakingError/roundNotClosed(asked:openRound:)``: an open round still changes.
  /// - Complexity: O(n log h) in the GPUs and the entries of each one's history.
  public func snapshot(of round: Round) throws(StakingError) -> RoundSnapshot {
    let closed = try closed(round)
    var rows: [StakeRow] = []
    rows.reserveCapacity(Int(closed.gpus))
    for number in books.sortedNumbers where number < closed.gpus {
      rows.append(row(number, in: round))
    }
    return try RoundSnapshot(round: round, rows: rows)
  }

  /// What one GPU counted for in a closed round, or nil where it was not registered when it closed.
  ///
  /// - Throws: ``StakingError/roundNotClosed(asked:openRound:)``.
  /// - Complexity: O(log h) in the entries of its history.
  public func row(of gpu: GPUID, in round: Round) throws(StakingError) -> StakeRow? {
    let closed = try closed(round)
    guard let number = books.gpus.number(of: gpu), number < closed.gpus else { return nil }
    return row(number, in: round)
  }

  /// The stake of every GPU that counted for something in a closed round, ascending by GPU: for who
  /// splits by weight and needs no more.
  ///
  /// - Throws: ``StakingError/roundNotClosed(asked:openRound:)``.
  /// - Complexity: O(n log h) in the GPUs and the entries of each one's history.
  public func weights(of round: Round) throws(StakingError) -> [(gpu: GPUID, stake: UInt128)] {
    let closed = try closed(round)
    // First in the order of the tables, then in that of the names: memory is read in a row once, and
    // at random only where there is no other way.
    var stakes: [UInt128] = []
    stakes.reserveCapacity(Int(closed.gpus))
    for number in 0..<Int(closed.gpus) {
      let entry = books.history.entry(at: round.number, from: books.stakes[number].history)
      stakes.append(entry?.stake ?? 0)
    }
    var weights: [(gpu: GPUID, stake: UInt128)] = []
    weights.reserveCapacity(Int(closed.gpus))
    for number in books.sortedNumbers where number < closed.gpus {
      let stake = stakes[Int(number)]
      if stake > 0 { weights.append((gpu: books.gpus[number], stake: stake)) }
    }
    return weights
  }

  /// The sum of what all GPUs counted for in a closed round, in base units.
  ///
  /// - Throws: ``StakingError/roundNotClosed(asked:openRound:)``.
  /// - Complexity: O(1).
  public func totalStake(in round: Round) throws(StakingError) -> UInt256 {
    try closed(round).totalStake
  }

  private func closed(_ round: Round) throws(StakingError) -> StakeBooks.ClosedRound {
    guard round < openRound else {
      throw .roundNotClosed(asked: round, openRound: openRound)
    }
    return books.rounds[Int(round.number)]
  }

  private func row(_ number: UInt32, in round: Round) -> StakeRow {
    let stake = books.stakes[Int(number)]
    let entry = books.history.entry(at: round.number, from: stake.history)
    let terms =
      entry.flatMap { $0.terms == Link.none ? nil : books.terms[Int($0.terms)] } ?? Terms()
    return StakeRow(
      gpu: books.gpus[number], owner: account(stake.owner), stake: UInt256(entry?.stake ?? 0),
      capacity: stake.capacity,
      boostPPM: terms.boost(
        in: round.number, decays: policy.locks.decays, lockedPPM: entry?.lockedPPM ?? million),
      scorePPM: entry?.score ?? million, commissionPPM: terms.commission(in: round.number))
  }
}
