// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// Sets the operator's part of what delegators earn on a GPU, from two rounds later on.
  ///
  /// The rate in force in a round is fixed when the second round before it closes, so a delegator
  /// sees every change for a full round before it costs anything. Asked for twice in a round, the
  /// second takes the place of the first; while a change is on its way, no other is taken, so a large
  /// step cannot be made of small ones.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU that is not tombstoned.
  ///   - partsPerMillion: at most the cap, and at most one step from the rate now in force.
  /// - Returns: ``StakingEvent/commissionScheduled(gpu:partsPerMillion:from:)``.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/tombstoned(_:)``,
  ///   ``StakingError/commissionAboveCap(_:asked:cap:)``,
  ///   ``StakingError/commissionStepTooLarge(_:current:asked:step:)``,
  ///   ``StakingError/commissionOnItsWay(_:from:)`` or ``StakingError/roundsExhausted(_:)``.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func setCommission(
    gpu: GPUID, partsPerMillion: UInt32
  ) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    let stake = books.stakes[Int(number)]
    try refuseTombstoned(stake, gpu)
    let rules = policy.delegation
    guard partsPerMillion <= rules.commissionCapPPM else {
      throw .commissionAboveCap(gpu, asked: partsPerMillion, cap: rules.commissionCapPPM)
    }
    let from = openRound.number.addingReportingOverflow(2)
    guard !from.overflow else { throw .roundsExhausted(openRound) }
    var terms = books.terms(of: stake)
    let isOnItsWay = terms.commissionFrom > openRound.number
    guard !isOnItsWay || terms.commissionFrom == from.partialValue else {
      throw .commissionOnItsWay(gpu, from: Round(terms.commissionFrom))
    }
    let current = terms.commission(in: openRound.number)
    let step = max(current, partsPerMillion) - min(current, partsPerMillion)
    guard step <= rules.commissionStepPPM else {
      throw .commissionStepTooLarge(
        gpu, current: current, asked: partsPerMillion, step: rules.commissionStepPPM)
    }

    terms.commission = current
    terms.nextCommission = partsPerMillion
    terms.commissionFrom = from.partialValue
    set(terms, of: number)
    return [
      .commissionScheduled(
        gpu: gpu, partsPerMillion: partsPerMillion, from: Round(from.partialValue))
    ]
  }

  /// The commission of a GPU in a round, in parts per million: of a past one, the open one and the
  /// next, which is fixed already; a change asked for now is in force in the one after that.
  ///
  /// - Throws: ``StakingError/unknownGPU(_:)``, or ``StakingError/roundNotClosed(asked:openRound:)``
  ///   for a round after the next.
  /// - Complexity: O(log n) in the changes of the GPU.
  public func commission(of gpu: GPUID, in round: Round) throws(StakingError) -> UInt32 {
    let number = try number(of: gpu)
    if round < openRound { return try row(of: gpu, in: round)?.commissionPPM ?? 0 }
    guard round.number - openRound.number <= 1 else {
      throw .roundNotClosed(asked: round, openRound: openRound)
    }
    return books.terms(of: books.stakes[Int(number)]).commission(in: round.number)
  }

  /// Gives a GPU new terms. Those of earlier rounds stay where its history points to them.
  mutating func set(_ terms: Terms, of number: UInt32) {
    let link = Link.to(books.terms.count)
    books.update(number) { $0.terms = link }
    books.terms.append(terms)
  }
}
