// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// Does what the policy says about a kind of fault: slashes, jails, tombstones.
  ///
  /// Where the rule has a correlation, the slash is at least that many times the share of all bonded
  /// stake that was at fault of this kind within the evidence window, this GPU's included, as on
  /// Ethereum: a fault of one alone is an accident, a fault of a third of the network an attack. It
  /// falls on those whose evidence comes last; what was slashed before is not slashed again.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU that is not tombstoned.
  ///   - fault: a kind of fault that the policy has a rule for.
  ///   - faultRound: when; not after the open round, and within the evidence window.
  /// - Returns: ``StakingEvent/slashed(_:)`` unless the rule slashes nothing or nothing is left at
  ///   risk, then ``StakingEvent/tombstoned(gpu:)`` or ``StakingEvent/jailed(gpu:until:)`` by the
  ///   rule.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/noRule(_:)``,
  ///   ``StakingError/tombstoned(_:)``, ``StakingError/faultInTheFuture(_:faultRound:openRound:)``,
  ///   ``StakingError/evidenceTooOld(_:faultRound:openRound:window:)``,
  ///   ``StakingError/alreadySlashed(_:fault:faultRound:)`` or ``StakingError/roundsExhausted(_:)``.
  /// - Complexity: that of ``slash(gpu:fault:faultRound:partsPerMillion:)``; with a correlation O(s)
  ///   more in the slashes of all GPUs within the evidence window.
  @discardableResult
  public mutating func punish(
    gpu: GPUID, fault: Fault, faultRound: Round
  ) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    guard let rule = policy.faults[fault] else { throw .noRule(fault) }
    let stake = books.stakes[Int(number)]
    // Tombstoned once is punished once: what it did before it went cannot be told apart (Cosmos).
    try refuseTombstoned(stake, gpu)
    try checkEvidence(against: number, gpu, fault, faultRound)
    let until = openRound.number.addingReportingOverflow(rule.jailRounds)
    guard !until.overflow else { throw .roundsExhausted(openRound) }
    let partsPerMillion = max(rule.slashPPM, correlatedPPM(rule, stake, fault))

    var events: [StakingEvent] = []
    let loses = partsPerMillion > 0 && isAtRisk(number, since: faultRound.number)
    // Kept also where nothing is lost, so that the same evidence does not jail twice.
    let slashed = applySlash(of: number, fault, faultRound, partsPerMillion)
    if loses { events += slashed }
    if rule.tombstones {
      events.append(applyTombstone(of: number))
    } else if rule.jailRounds > 0 {
      events.append(applyJail(of: number, until: until.partialValue))
    }
    return events
  }

  /// The fraction that a correlation asks for: min(multiplier · at fault, all) / all, rounded down.
  private func correlatedPPM(_ rule: FaultRule, _ stake: StakeRecord, _ fault: Fault) -> UInt32 {
    guard rule.correlation > 0, totals.bonded > 0 else { return 0 }
    var atFault = UInt256(stake.bonded)
    // Each GPU once, however often it was at fault: this one with what it has, the others with the
    // most they had when they were slashed. The newest slash of a GPU leads to its older ones.
    var seen = Set<UInt32>()
    _ = mostBonded(from: stake.slashes, fault, &seen)
    var place = books.slashes.count - 1
    while place >= 0, !isOutOfReach(books.slashes[place].appliedIn) {
      let link = Link.to(place)
      if !seen.contains(link) { atFault += UInt256(mostBonded(from: link, fault, &seen)) }
      place -= 1
    }
    let all = totals.bonded
    // At most all that is bonded over the whole window: the product stays within 256 bits for every
    // supply below 2²³⁶, and what exceeds all is cut before it is multiplied.
    let part = min(atFault, all)
    let (product, overflow) = part.multipliedReportingOverflow(
      by: UInt256(UInt64(rule.correlation)))
    let share = overflow ? all : min(product, all)
    let fraction = try? UInt256.mulDivFloor(share, UInt256(UInt64(million)), all)
    return fraction.map { UInt32($0.limbs.0) } ?? million
  }

  /// The most that was bonded on a GPU before one of its slashes for a kind of fault within the
  /// evidence window, from a slash on to the older ones.
  private func mostBonded(
    from newest: UInt32, _ fault: Fault, _ seen: inout Set<UInt32>
  ) -> UInt128 {
    var most: UInt128 = 0
    var link = newest
    while link != Link.none, !isOutOfReach(books.slashes[Int(link)].appliedIn) {
      let slash = books.slashes[Int(link)]
      seen.insert(link)
      if slash.fault == fault { most = max(most, slash.bondedBefore) }
      link = slash.previous
    }
    return most
  }
}
