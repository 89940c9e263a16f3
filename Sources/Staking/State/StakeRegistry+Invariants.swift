// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension StakeRegistry {
  /// Proves that the state keeps every law of the registry, first of all that every unit that came
  /// in is bonded, unbonding, withdrawn or slashed.
  ///
  /// - Throws: ``StakingError/invariantBroken(_:)`` with the first law that is broken, GPUs in
  ///   ascending order; ``StakingError/arithmetic(_:)`` where a sum exceeds 256 bits.
  /// - Complexity: O(n log n) in everything that is kept.
  public func checkInvariants() throws(StakingError) {
    var bonded = UInt256.zero
    var unbonding = UInt256.zero
    var claimed: [UInt32: UInt256] = [:]
    for link in allClaims {
      let claim = books.claims[link]
      try check(claim)
      claimed[claim.pool] = try sum(claimed[claim.pool] ?? .zero, UInt256(claim.shares))
    }
    for number in books.sortedNumbers {
      let stake = books.stakes[Int(number)]
      let gpu = books.gpus[number]
      try checkRegistration(stake, gpu)
      try checkBond(stake, gpu)
      try checkPositions(of: number, stake, gpu)
      try checkActivations(of: number, stake, gpu)
      try checkPast(of: number, stake, gpu)
      bonded = try sum(bonded, UInt256(stake.bonded))
      for link in books.unbondingLinks(of: number) {
        let pool = books.unbonding[link]
        try check(pool, claimed[link] ?? .zero, stake, gpu)
        unbonding = try sum(unbonding, UInt256(pool.units))
      }
    }
    guard bonded == totals.bonded else {
      throw .invariantBroken(.bondedSum(total: totals.bonded, sum: bonded))
    }
    guard unbonding == totals.unbonding else {
      throw .invariantBroken(.unbondingSum(total: totals.unbonding, sum: unbonding))
    }
    let gone = try sum(totals.withdrawn, totals.slashed)
    let accounted = try sum(gone, sum(bonded, unbonding))
    guard accounted == totals.deposited else {
      throw .invariantBroken(.conservation(deposited: totals.deposited, accounted: accounted))
    }
    try checkQueues()
    try checkRounds()
  }

  /// Checks that the queues hold the room of what waits in them, and of nothing else.
  private func checkQueues() throws(StakingError) {
    var waiting = UInt256.zero
    for link in books.activations.first..<books.activations.end {
      waiting = try sum(waiting, UInt256(books.activations[link].waiting))
    }
    // What becomes active with the next round is let in when this one closes.
    try check(activationQueue, "activation", waiting, from: Round(openRound.number + 1))
    waiting = .zero
    for place in books.exits.first..<books.exits.end {
      waiting = try sum(waiting, UInt256(books.exits[place].waiting))
    }
    try check(exitQueue, "exit", waiting, from: openRound)
  }

  private func check(
    _ queue: ChurnQueue?, _ name: String, _ waiting: UInt256, from round: Round
  ) throws(StakingError) {
    guard let queue else {
      guard waiting == 0 else {
        throw .invariantBroken(.queueRoom(name, taken: .zero, waiting: waiting))
      }
      return
    }
    guard queue.isSound, let taken = queue.taken(from: round), taken == waiting else {
      throw .invariantBroken(
        .queueRoom(name, taken: queue.taken(from: round) ?? .max, waiting: waiting))
    }
  }

  /// Refuses a sum beyond 256 bits.
  func sum(_ a: UInt256, _ b: UInt256) throws(StakingError) -> UInt256 {
    try checked { () throws(ArithmeticError) in try a.adding(b) }
  }

  /// Checks the totals of the closed rounds against what the histories say.
  private func checkRounds() throws(StakingError) {
    guard UInt64(books.rounds.count) == openRound.number else {
      throw .invariantBroken(.roundCount(books.rounds.count, openRound: openRound))
    }
    // What is added to the total and what is taken from it, by round.
    var changes = [(plus: UInt256, minus: UInt256)](
      repeating: (.zero, .zero), count: books.rounds.count)
    for number in 0..<UInt32(books.gpus.count) {
      var before = UInt256.zero
      for entry in books.historyEntries(of: number) {
        let (place, stake) = (Int(entry.round), UInt256(entry.stake))
        changes[place].plus = try sum(changes[place].plus, stake)
        changes[place].minus = try sum(changes[place].minus, before)
        before = stake
      }
    }
    var total = UInt256.zero
    for (round, change) in changes.enumerated() {
      total = try sum(total, change.plus)
      // What is taken was added in an earlier round.
      total -= change.minus
      guard total == books.rounds[round].totalStake else {
        throw .invariantBroken(
          .roundTotal(
            Round(UInt64(round)), total: books.rounds[round].totalStake, sum: total))
      }
    }
  }
}
