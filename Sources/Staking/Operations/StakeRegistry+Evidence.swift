// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

// What has to hold before anything is slashed.
extension StakeRegistry {
  /// Refuses evidence that comes too early, too late or a second time.
  func checkEvidence(
    against number: UInt32, _ gpu: GPUID, _ fault: Fault, _ faultRound: Round
  ) throws(StakingError) {
    try checkWindow(gpu, faultRound)
    guard !wasSlashed(number, for: fault, in: faultRound.number) else {
      throw .alreadySlashed(gpu, fault: fault, faultRound: faultRound)
    }
  }

  /// Refuses a round of a fault that has not begun or is too long ago.
  @inline(__always)
  func checkWindow(_ gpu: GPUID, _ faultRound: Round) throws(StakingError) {
    guard faultRound <= openRound else {
      throw .faultInTheFuture(gpu, faultRound: faultRound, openRound: openRound)
    }
    guard !isOutOfReach(faultRound.number) else {
      throw .evidenceTooOld(
        gpu, faultRound: faultRound, openRound: openRound, window: policy.evidenceWindow)
    }
  }

  /// Whether a GPU has been slashed for this kind of fault in this round.
  func wasSlashed(_ number: UInt32, for fault: Fault, in round: UInt64) -> Bool {
    var link = books.stakes[Int(number)].slashes
    // A slash for a round within the window cannot have come before that round.
    while link != Link.none, books.slashes[Int(link)].appliedIn >= round {
      let slash = books.slashes[Int(link)]
      if slash.fault == fault, slash.faultRound == round { return true }
      link = slash.previous
    }
    return false
  }

  /// Whether anything is left that was at risk on a GPU in a round.
  func isAtRisk(_ number: UInt32, since round: UInt64) -> Bool {
    let stake = books.stakes[Int(number)]
    if stake.bonded > 0 { return true }
    var link = stake.unbonding
    while link != Link.none, books.unbonding[link].createdIn >= round {
      if books.unbonding[link].units > 0 { return true }
      link = books.unbonding[link].next
    }
    link = stake.redelegations
    while link != Link.none, books.redelegations[link].createdIn >= round {
      let risk = atRisk(books.redelegations[link])
      if risk.bonded > 0 || risk.unbonding > 0 { return true }
      link = books.redelegations[link].next
    }
    return false
  }
}
