// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension StakeRegistry {
  /// Takes down whether a GPU was present in the open round. One that missed more rounds of its window
  /// than the policy's ``LivenessPolicy`` allows is slashed by the rule for ``Fault/downtime``, if
  /// there is one, and jailed; its window begins anew. It is not tombstoned for absence, whatever the
  /// rule says.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU that is not in jail; once a round, and not in the round of its
  ///     registration.
  ///   - isPresent: whether it was.
  /// - Returns: nothing while it may go on; else ``StakingEvent/absent(gpu:missed:)``, then
  ///   ``StakingEvent/slashed(_:)`` where it loses something and ``StakingEvent/jailed(gpu:until:)``.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/livenessNotWatched(_:)``,
  ///   ``StakingError/tombstoned(_:)``, ``StakingError/jailed(_:until:)`` or
  ///   ``StakingError/liveness(_:_:)``.
  /// - Complexity: O(1); that of a slash where the GPU is jailed.
  @discardableResult
  public mutating func recordPresence(
    gpu: GPUID, isPresent: Bool
  ) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    guard let rules = policy.liveness else { throw .livenessNotWatched(gpu) }
    let stake = books.stakes[Int(number)]
    try refuseDelegation(to: stake, gpu)
    var window =
      stake.liveness == Link.none
      ? LivenessWindow(policy: rules, start: Round(stake.registeredIn))
      : books.liveness[Int(stake.liveness)]
    let verdict: LivenessWindow.Verdict
    do throws(LivenessError) {
      verdict = try window.record(signed: isPresent, in: openRound)
    } catch {
      throw .liveness(gpu, error)
    }

    if stake.liveness == Link.none {
      let link = Link.to(books.liveness.count)
      books.liveness.append(window)
      books.stakes[Int(number)].liveness = link
    } else {
      books.liveness[Int(stake.liveness)] = window
    }
    guard case .jailed(let missed, let until) = verdict else { return [] }
    var events: [StakingEvent] = [.absent(gpu: gpu, missed: missed)]
    if let rule = policy.faults[.downtime], rule.slashPPM > 0,
      !wasSlashed(number, for: .downtime, in: openRound.number),
      isAtRisk(number, since: openRound.number)
    {
      events += applySlash(of: number, .downtime, openRound, rule.slashPPM)
    }
    // A jail of no rounds lasts until the GPU asks to leave it.
    return events + [applyJail(of: number, until: max(until.number, 1))]
  }
}
