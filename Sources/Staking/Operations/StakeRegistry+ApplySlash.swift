// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

// A slash whose evidence has been checked.
extension StakeRegistry {
  /// - Parameter together: the GPUs that are slashed for the same fault in one call: what moved to them
  ///   loses its part there.
  mutating func applySlash(
    of number: UInt32, _ fault: Fault, _ faultRound: Round, _ partsPerMillion: UInt32,
    together: Set<UInt32> = []
  ) -> [StakingEvent] {
    let before = books.stakes[Int(number)]
    let bondedBefore = before.bonded
    var standings: [StakingEvent] = []
    let bonded = slashBond(of: number, partsPerMillion)
    let unbonding = slashUnbonding(of: number, since: faultRound.number, partsPerMillion)
    let moved = slashMoves(
      from: number, since: faultRound.number, partsPerMillion, sparing: together, &standings)
    totals.slash(
      bonded: UInt256(bonded) + moved.bonded, unbonding: unbonding + moved.unbonding)

    let previous = books.stakes[Int(number)].slashes
    let magnitude = magnitude(after: partsPerMillion, of: number)
    books.stakes.setSlashes(Link.to(books.slashes.count), of: Int(number))
    books.slashes.append(
      SlashRecord(
        magnitude: magnitude, bondedBefore: bondedBefore, bonded: bonded, unbonding: unbonding,
        redelegated: moved.bonded + moved.unbonding,
        faultRound: faultRound.number, appliedIn: openRound.number,
        partsPerMillion: partsPerMillion, previous: previous, fault: fault))
    var events: [StakingEvent] = [
      .slashed(
        SlashedStake(
          gpu: books.gpus[number], owner: account(before.owner), fault: fault,
          faultRound: faultRound, partsPerMillion: partsPerMillion, bonded: UInt256(bonded),
          unbonding: unbonding, redelegated: moved.bonded + moved.unbonding,
          destination: policy.slashDestination))
    ]
    addStanding(of: number, before, &events)
    return events + standings
  }

  /// The magnitude of a GPU after a slash: rounded up, as the loss is rounded down. One that would
  /// fall below 2³², of 2⁹⁶, begins anew.
  func magnitude(after partsPerMillion: UInt32, of number: UInt32) -> UInt128 {
    let before = magnitude(of: number)
    let after = Units.mulDivCeil(before, UInt128(million - partsPerMillion), UInt128(million))
    return after < 1 << 32 ? Self.fullMagnitude : after
  }

  /// What is left of 2⁹⁶ parts that were bonded all along.
  func magnitude(of number: UInt32) -> UInt128 {
    let link = books.stakes[Int(number)].slashes
    return link == Link.none ? Self.fullMagnitude : books.slashes[Int(link)].magnitude
  }

  /// The magnitude of a GPU that was never slashed: 2⁹⁶.
  static var fullMagnitude: UInt128 { 1 << 96 }

  private mutating func slashBond(of number: UInt32, _ partsPerMillion: UInt32) -> UInt128 {
    books.touch(number)
    var stake = books.stakes[Int(number)]
    let fromOwn = Units.fractionFloor(stake.own, partsPerMillion)
    var fromPool = Units.fractionFloor(stake.pool, partsPerMillion)
    if stake.shares > 0, Self.isSpent(units: stake.pool - fromPool, shares: stake.shares) {
      fromPool = stake.pool
      stake.shares = 0
      stake.incarnation += 1
    }
    stake.setOwn(stake.own - fromOwn, minimum: minimum(of: stake))
    stake.pool -= fromPool
    stake.start -= Units.fractionFloor(stake.start, partsPerMillion)
    stake.startOwn -= Units.fractionFloor(stake.startOwn, partsPerMillion)
    books.stakes[Int(number)] = stake
    slashQueue(partsPerMillion, of: number)
    return fromOwn + fromPool
  }

  private mutating func slashUnbonding(
    of number: UInt32, since round: UInt64, _ partsPerMillion: UInt32
  ) -> UInt256 {
    var sum = UInt256.zero
    var link = books.stakes[Int(number)].unbonding
    while link != Link.none, books.unbonding[link].createdIn >= round {
      let pool = books.unbonding[link]
      var loss = Units.fractionFloor(pool.units, partsPerMillion)
      if Self.isSpent(units: pool.units - loss, shares: pool.shares) { loss = pool.units }
      books.unbonding.change(link) { $0.units -= loss }
      sum += UInt256(loss)
      link = pool.next
    }
    return sum
  }

  /// Slashes what moved to other GPUs since a round, the last move first.
  private mutating func slashMoves(
    from number: UInt32, since round: UInt64, _ partsPerMillion: UInt32,
    sparing together: Set<UInt32>, _ events: inout [StakingEvent]
  ) -> (bonded: UInt256, unbonding: UInt256) {
    var sum = (bonded: UInt256.zero, unbonding: UInt256.zero)
    var link = books.stakes[Int(number)].redelegations
    while link != Link.none, books.redelegations[link].createdIn >= round {
      let move = books.redelegations[link]
      if !together.contains(books.positions[Int(move.position)].gpu) {
        let part = slashMove(link, partsPerMillion, &events)
        sum.bonded += UInt256(part.bonded)
        sum.unbonding += UInt256(part.unbonding)
      }
      link = move.next
    }
    return sum
  }
}
