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
    books.stakes[Int(number)].slashes = Link.to(books.slashes.count)
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
      books.unbonding[link].units -= loss
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
        let part = slash(move, partsPerMillion, &events)
        books.redelegations[link].shares -= Units.fractionFloor(move.shares, partsPerMillion)
        sum.bonded += UInt256(part.bonded)
        sum.unbonding += UInt256(part.unbonding)
      }
      link = move.next
    }
    return sum
  }

  /// What of a move is still at risk for the GPU it left: what of it is bonded, at the price of a
  /// share, and for the rest what unbonds since, at its own worth. A slash of the pool that the rest
  /// has left does not make the rest worth less.
  func atRisk(_ move: RedelegationRecord) -> UInt128 {
    let position = books.positions[Int(move.position)]
    let stake = books.stakes[Int(position.gpu)]
    var (rest, risk) = (move.shares, UInt128(0))
    if position.account == stake.owner {
      (risk, rest) = bondedOwn(of: move, stake)
    } else {
      let bonded = bondedShares(of: move, position, stake)
      rest -= bonded
      // A share is worth a unit at most, so the sum is no more than the shares.
      if bonded > 0 { risk = Units.mulDivFloor(bonded, stake.pool, stake.shares) }
    }
    var unbonding: UInt128 = 0
    var link = position.claims
    while link != Link.none, unbonding < rest {
      if createdIn(link) >= move.createdIn {
        unbonding += min(worth(of: books.claims[link]), rest - unbonding)
      }
      link = books.claims[link].next
    }
    risk += unbonding
    return risk
  }

  /// What is bonded still of an owner's move, and how many units of the move that leaves to be found
  /// in what unbonds. Each slash of the destination since the move took its part of what moved, as of
  /// everything there: so a slash of the source does not take it a second time from the rest.
  private func bondedOwn(
    of move: RedelegationRecord, _ stake: StakeRecord
  ) -> (bonded: UInt128, rest: UInt128) {
    var fractions: [UInt32] = []
    var link = stake.slashes
    while link != move.slashes, link != Link.none {
      fractions.append(books.slashes[Int(link)].partsPerMillion)
      link = books.slashes[Int(link)].previous
    }
    // All that was bonded was lost: what moved is gone, or unbonds.
    if fractions.contains(million) { return (0, move.shares) }
    // What is left of the move where nothing was taken out, each loss rounded down as it was.
    let left = fractions.reversed().reduce(move.shares) { $0 - Units.fractionFloor($0, $1) }
    if left <= stake.own { return (left, 0) }
    // Less is there: the rest was taken out, at the worth that it had before these slashes.
    let before = fractions.reduce(stake.own) { units, fraction in
      let (whole, part) = (UInt128(million), UInt128(million - fraction))
      return Units.mulDivCeilIfFits(units, whole, part) ?? .max
    }
    return (stake.own, move.shares - min(before, move.shares))
  }

  /// The shares of a move that are delegated still; none where they were slashed away.
  private func bondedShares(
    of move: RedelegationRecord, _ position: Position, _ stake: StakeRecord
  ) -> UInt128 {
    guard move.incarnation == stake.incarnation, position.incarnation == stake.incarnation else {
      return 0
    }
    return min(move.shares, position.shares)
  }

  /// Takes the fraction of one move: from what is bonded at the destination, and only then from what
  /// unbonds there. The obligation is one, so unbonding in part does not double it.
  private mutating func slash(
    _ move: RedelegationRecord, _ partsPerMillion: UInt32, _ events: inout [StakingEvent]
  ) -> (bonded: UInt128, unbonding: UInt128) {
    let position = books.positions[Int(move.position)]
    let owed = Units.fractionFloor(atRisk(move), partsPerMillion)
    let stake = books.stakes[Int(position.gpu)]
    let isOwn = position.account == stake.owner
    // What was delegated after the pool began anew did not move here.
    let held =
      isOwn ? stake.own : move.incarnation == stake.incarnation ? worth(of: position) : 0
    let bonded = min(owed, held)
    if bonded > 0 {
      if isOwn {
        setOwn(stake.own - bonded, of: position.gpu)
        let start = books.stakes[Int(position.gpu)].startOwn
        books.stakes[Int(position.gpu)].startOwn = start - min(start, bonded)
      } else {
        // The loss stays in the basis, so that `loss(of:on:)` shows it.
        let basis = position.basis
        redeem(bonded, from: move.position)
        books.positions[Int(move.position)].basis = basis
      }
      leaveQueue(bonded, of: position.gpu, isOwn: isOwn)
      let start = books.stakes[Int(position.gpu)].start
      books.stakes[Int(position.gpu)].start = start - min(start, bonded)
      addStanding(of: position.gpu, stake, &events)
    }
    var unbonding: UInt128 = 0
    for link in claims(of: move.position)
    where bonded + unbonding < owed && createdIn(link) >= move.createdIn {
      unbonding += takeUpTo(owed - bonded - unbonding, outOf: link)
    }
    return (bonded, unbonding)
  }
}
