// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension RewardBook {
  /// Proves that rounds follow each other without a gap, each begins with what the one before left,
  /// none lost or made a unit, the totals are their sums, and amendments follow each other.
  ///
  /// - Throws: ``RewardsError/invariantBroken(_:)`` with the first law that is broken, or
  ///   ``RewardsError/arithmetic(_:)``.
  /// - Complexity: O(r) in the number of settled rounds.
  public func checkInvariants() throws(RewardsError) {
    var sums = RewardTotals()
    var expected = firstRound
    for settled in settledRounds {
      guard settled.round == expected else {
        throw .invariantBroken(.roundSequence(expected: expected, found: settled.round))
      }
      guard settled.carriedIn == sums.carried else {
        throw .invariantBroken(
          .carry(settled.round, left: sums.carried, carriedIn: settled.carriedIn))
      }
      let available = try sum(settled.budget, settled.carriedIn)
      let placed = try sum(
        sum(settled.treasury, settled.burned), sum(settled.paid, settled.carriedOut))
      guard available == placed else {
        throw .invariantBroken(.budget(available: available, placed: placed))
      }
      guard expected < .last else { throw .roundsExhausted(expected) }
      sums = try sums.adding(settled)
      expected = expected.next()
    }
    guard nextRound == expected else {
      throw .invariantBroken(.roundSequence(expected: expected, found: nextRound))
    }
    // Each was made before its round began, so none begins with the first.
    var last = firstRound
    for amendment in amendments {
      guard amendment.from > last else {
        throw .invariantBroken(.amendmentSequence(after: last, found: amendment.from))
      }
      last = amendment.from
    }
    guard sums == totals else { throw .invariantBroken(.totals(expected: sums, found: totals)) }
    let accounted = try sum(
      sum(totals.treasury, totals.burned), sum(totals.paid, totals.carried))
    guard totals.funded == accounted else {
      throw .invariantBroken(.conservation(funded: totals.funded, accounted: accounted))
    }
    let receipt = settledRounds.last?.receipt ?? .zero
    guard lastReceipt == receipt else {
      throw .invariantBroken(.lastReceipt(expected: receipt, found: lastReceipt))
    }
  }
}
