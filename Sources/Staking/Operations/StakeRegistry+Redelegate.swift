// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// Moves a delegation to another GPU at once. For the evidence window it stays at risk for what the
  /// first GPU has done until now, and it cannot move on.
  ///
  /// - Parameters:
  ///   - delegator: who delegated.
  ///   - source: the GPU it leaves.
  ///   - destination: another registered GPU, neither jailed nor tombstoned, not the delegator's own.
  ///   - amount: base units, not zero, at most what the delegation is worth.
  /// - Returns: ``StakingEvent/redelegated(from:to:delegator:amount:shares:)``, and
  ///   ``StakingEvent/activationQueued(gpu:amount:activatesIn:)`` where it has to wait.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/sameGPU(_:)``,
  ///   ``StakingError/tombstoned(_:)``, ``StakingError/jailed(_:until:)``,
  ///   ``StakingError/delegatorIsOwner(_:)``, ``StakingError/amountIsZero(_:)``,
  ///   ``StakingError/insufficientDelegation(_:delegator:worth:asked:)``,
  ///   ``StakingError/belowMinimumDelegation(_:amount:minimum:)``,
  ///   ``StakingError/movedInLately(_:delegator:until:)``,
  ///   ``StakingError/aboveMaximum(_:resulting:maximum:)``, ``StakingError/roundsExhausted(_:)`` or
  ///   ``StakingError/arithmetic(_:)``.
  /// - Complexity: O(1) amortised.
  @discardableResult
  public mutating func redelegate(
    delegator: Address, from source: GPUID, to destination: GPUID, amount: UInt256
  ) throws(StakingError) -> [StakingEvent] {
    // All searches begin before the first ends, and one right after the other.
    let hashes = (source.hashValue, destination.hashValue, delegator.hashValue)
    let probes = (
      books.gpus.probe(hash: hashes.0), books.gpus.probe(hash: hashes.1),
      books.accounts.probe(hash: hashes.2)
    )
    let from = try number(of: source, probes.0)
    let to = try number(of: destination, probes.1)
    let mover = books.accounts.number(of: delegator, probes.2)
    var (left, arrivalProbe): (UInt32?, HashIndex.Probe?) = (nil, nil)
    let (origin, target): (StakeRecord, StakeRecord)
    if let mover {
      let hashes = (
        StakeBooks.positionHash(of: mover, on: from), StakeBooks.positionHash(of: mover, on: to)
      )
      let departureProbe = books.positionProbe(hash: hashes.0)
      arrivalProbe = books.positionProbe(hash: hashes.1)
      // Read before these searches end as well.
      (origin, target) = (books.stakes[Int(from)], books.stakes[Int(to)])
      left = books.position(of: mover, on: from, departureProbe)
    } else {
      (origin, target) = (books.stakes[Int(from)], books.stakes[Int(to)])
    }
    guard from != to else { throw .sameGPU(source) }
    try refuseDelegation(to: target, destination)
    guard delegator != account(target.owner) else { throw .delegatorIsOwner(destination) }
    let (position, units) = try delegatedUnits(
      amount, of: delegator, at: left, on: origin, source)
    guard amount >= policy.delegation.minimumDelegation else {
      throw .belowMinimumDelegation(
        destination, amount: amount, minimum: policy.delegation.minimumDelegation)
    }
    try refuseMovedInLately(position, source, delegator)
    _ = try bonded(target, adding: units, on: destination)
    let shares = try sharesFloor(for: units, on: target, destination)
    let activation = try activation(of: units)

    redeem(units, from: position)
    let entry = leaveQueue(units, of: from, isOwn: false, thenEnter: activation)
    let account = books.positions.read(at: Int(position)) { $0.account }
    let arrival = books.openPosition(
      of: account, on: to, arrivalProbe ?? books.positionProbe(of: account, on: to))
    issue(shares, for: units, to: arrival)
    remember(
      RedelegationRecord(
        kept: shares, createdIn: openRound.number, position: arrival,
        incarnation: books.stakes[Int(to)].incarnation, slashes: target.slashes,
        next: Link.none), from: from)
    var events: [StakingEvent] = [
      .redelegated(
        from: source, to: destination, delegator: delegator, amount: amount,
        shares: UInt256(shares))
    ]
    enqueue(units, of: to, destination, entry, isOwn: false, &events)
    addStanding(of: to, target, &events)
    return events
  }

  /// Refuses a second hop while the first may still be slashed: then one unit would answer for three
  /// GPUs.
  @inline(__always)
  func refuseMovedInLately(
    _ position: UInt32, _ gpu: GPUID, _ account: Address
  ) throws(StakingError) {
    let movedIn = books.positions.read(at: Int(position)) { $0.movedInAfter }
    guard movedIn > 0 else { return }
    let until = (movedIn - 1).addingReportingOverflow(policy.evidenceWindow)
    guard !until.overflow, openRound.number >= until.partialValue else {
      throw .movedInLately(
        gpu, delegator: account, until: Round(until.overflow ? .max : until.partialValue))
    }
  }

  /// Whether evidence for a round comes too late now.
  func isOutOfReach(_ round: UInt64) -> Bool {
    round < openRound.number && openRound.number - round >= policy.evidenceWindow
  }
}
