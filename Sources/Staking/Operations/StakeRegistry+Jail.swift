// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension StakeRegistry {
  /// Puts a GPU in jail: it counts for nothing, in this round and until it has been out for a whole
  /// one, and nobody can delegate to it. Its stake stays slashable.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU that is not tombstoned. One in jail stays for the longer time.
  ///   - rounds: how many rounds it stays at least, at least 1.
  /// - Returns: ``StakingEvent/jailed(gpu:until:)``.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/tombstoned(_:)``,
  ///   ``StakingError/ruleOutOfRange(_:value:allowed:)`` or ``StakingError/roundsExhausted(_:)``.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func jail(gpu: GPUID, rounds: UInt64) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    try refuseTombstoned(books.stakes[Int(number)], gpu)
    guard rounds > 0 else {
      throw .ruleOutOfRange("rounds in jail", value: 0, allowed: 1...UInt64.max)
    }
    let until = openRound.number.addingReportingOverflow(rounds)
    guard !until.overflow else { throw .roundsExhausted(openRound) }
    return [applyJail(of: number, until: until.partialValue)]
  }

  /// Lets a GPU out of jail. It counts from the next round on.
  ///
  /// - Parameter gpu: a registered GPU in jail whose time is over and whose owner has the minimum
  ///   bonded.
  /// - Returns: ``StakingEvent/unjailed(gpu:)``.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/tombstoned(_:)``,
  ///   ``StakingError/notJailed(_:)``, ``StakingError/jailed(_:until:)`` or
  ///   ``StakingError/belowMinimum(_:resulting:minimum:)``.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func unjail(gpu: GPUID) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    let stake = books.stakes[Int(number)]
    try refuseTombstoned(stake, gpu)
    guard stake.isJailed else { throw .notJailed(gpu) }
    guard openRound.number >= stake.jailedUntil else {
      throw .jailed(gpu, until: Round(stake.jailedUntil))
    }
    try requireMinimum(stake.own, of: stake, gpu)

    books.update(number) { stake in
      stake.isJailed = false
      stake.jailedUntil = 0
    }
    if stake.liveness != Link.none {
      // The rounds in jail say nothing about it. The window's last round is never after the open one.
      try? books.liveness[Int(stake.liveness)].restart(in: openRound)
    }
    return [.unjailed(gpu: gpu)]
  }

  /// Shuts a GPU out for good: it never counts again, and what is on it can only be taken out.
  ///
  /// - Parameter gpu: a registered GPU that is not tombstoned.
  /// - Returns: ``StakingEvent/tombstoned(gpu:)``.
  /// - Throws: ``StakingError/unknownGPU(_:)`` or ``StakingError/tombstoned(_:)``.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func tombstone(gpu: GPUID) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    try refuseTombstoned(books.stakes[Int(number)], gpu)
    return [applyTombstone(of: number)]
  }

  mutating func applyJail(of number: UInt32, until: UInt64) -> StakingEvent {
    books.touch(number)
    let later = max(until, books.stakes[Int(number)].jailedUntil)
    books.stakes[Int(number)].isJailed = true
    books.stakes[Int(number)].jailedUntil = later
    return .jailed(gpu: books.gpus[number], until: Round(later))
  }

  mutating func applyTombstone(of number: UInt32) -> StakingEvent {
    books.touch(number)
    books.stakes[Int(number)].isJailed = true
    books.stakes[Int(number)].jailedUntil = .max
    books.stakes[Int(number)].isTombstoned = true
    // A lock would keep the owner's stake of a GPU that can never count again.
    var terms = books.terms(of: books.stakes[Int(number)])
    if terms.lockedUntil > openRound.number {
      terms.unlock()
      set(terms, of: number)
    }
    return .tombstoned(gpu: books.gpus[number])
  }
}
