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
  /// - Complexity: O(n log n) in the number of GPUs and unbonding entries.
  public func checkInvariants() throws(StakingError) {
    var bonded = UInt256.zero
    var unbonding = UInt256.zero
    for gpu in gpus {
      guard let stake = stakes[gpu] else { continue }
      guard stake.registration.gpu == gpu else { throw .invariantBroken(.misfiled(gpu)) }
      try check(stake)
      bonded = try sum(bonded, stake.bonded)
      unbonding = try sum(unbonding, stake.unbondingTotal)
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
    guard UInt64(snapshots.count) == openRound.number else {
      throw .invariantBroken(.snapshotCount(snapshots.count, openRound: openRound))
    }
    for (number, snapshot) in snapshots.enumerated()
    where snapshot.round.number != UInt64(number) {
      throw .invariantBroken(
        .snapshotOfAnotherRound(at: Round(UInt64(number)), found: snapshot.round))
    }
  }

  /// Checks one stake against the policy and the open round.
  private func check(_ stake: GPUStake) throws(StakingError) {
    let registration = stake.registration
    let gpu = registration.gpu
    if let broken = stake.brokenInvariant { throw .invariantBroken(broken) }
    guard policy.minimumStake[registration.capacityClass] != nil else {
      throw .invariantBroken(.unknownClass(gpu, registration.capacityClass))
    }
    guard registration.round <= openRound else {
      throw .invariantBroken(
        .inTheFuture(gpu, round: registration.round, openRound: openRound))
    }
    guard registration.round < openRound || stake.bondedAtRoundStart == 0 else {
      throw .invariantBroken(
        .startOutOfRange(gpu, bondedAtRoundStart: stake.bondedAtRoundStart))
    }
    for entry in stake.unbonding {
      guard (registration.round...openRound).contains(entry.createdIn) else {
        throw .invariantBroken(.inTheFuture(gpu, round: entry.createdIn, openRound: openRound))
      }
      guard try entry.maturesIn == maturity(of: entry.createdIn) else {
        throw .invariantBroken(
          .wrongMaturity(gpu, createdIn: entry.createdIn, maturesIn: entry.maturesIn))
      }
    }
    for slashed in stake.slashedFaults where slashed.round > openRound {
      throw .invariantBroken(.inTheFuture(gpu, round: slashed.round, openRound: openRound))
    }
  }

  private func sum(_ a: UInt256, _ b: UInt256) throws(StakingError) -> UInt256 {
    try checked { () throws(ArithmeticError) in try a.adding(b) }
  }
}
