// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

// Stake that moved to another GPU and stays at risk for what the first one did. Of each move is known
// what is bonded still and what has left the bond since: whatever else comes and goes on the new GPU
// never takes its place. Where several moves came to the same position, what leaves is what came
// neither with one nor with the other first, and after that a part of each.
extension StakeRegistry {
  /// Keeps a move for as long as it may be slashed, and drops the ones that may not be any more.
  mutating func remember(_ record: RedelegationRecord, from source: UInt32) {
    let position = Int(record.position)
    let next = openRound.number + 1
    books.positions.modify(at: position) { $0.movedInAfter = next }
    var head = books.stakes[Int(source)].redelegations
    if head != Link.none, isOutOfReach(books.redelegations[head].createdIn) {
      dropRedelegations(from: head)
      head = Link.none
    }
    if head != Link.none, books.redelegations[head].position == record.position,
      books.redelegations[head].createdIn == record.createdIn
    {
      bringUpToDate(head)
      // More than all there can be at the destination is never asked for: it may saturate.
      books.redelegations.change(head) { $0.kept.add(record.kept) }
      return
    }
    var record = record
    record.next = head
    record.nextOfPosition = books.positions.read(at: position) { $0.moves }
    let link = books.redelegations.insert(record)
    books.stakes.setRedelegations(link, of: Int(source))
    books.positions.modify(at: position) { $0.moves = link }
  }

  /// Frees a chain of moves that may not be slashed any more.
  private mutating func dropRedelegations(from head: UInt32) {
    var link = head
    while link != Link.none {
      let move = books.redelegations[link]
      forgetMoves(into: move.position)
      books.redelegations.remove(link)
      link = move.next
    }
  }

  /// Cuts off the moves into a position that may not be slashed any more: they are its oldest.
  private mutating func forgetMoves(into position: UInt32) {
    var last = Link.none
    var link = books.positions[Int(position)].moves
    while link != Link.none, !isOutOfReach(books.redelegations[link].createdIn) {
      (last, link) = (link, books.redelegations[link].nextOfPosition)
    }
    if last == Link.none {
      books.positions[Int(position)].moves = Link.none
    } else {
      books.redelegations[last].nextOfPosition = Link.none
    }
  }

  /// Whether a position is that of the GPU's owner.
  @inline(__always)
  private func isOwners(_ position: Position) -> Bool {
    position.account == books.stakes[Int(position.gpu)].owner
  }

  /// What an owner's move has bonded still, after every slash of its new place: each took its part of
  /// what moved, as of everything there, rounded down as it was.
  @inline(__always)
  private func keptOwn(of move: RedelegationRecord, _ stake: StakeRecord) -> UInt128 {
    move.slashes == stake.slashes ? move.kept : slashedOwn(of: move, stake)
  }

  private func slashedOwn(of move: RedelegationRecord, _ stake: StakeRecord) -> UInt128 {
    var fractions: [UInt32] = []
    var link = stake.slashes
    while link != move.slashes, link != Link.none {
      fractions.append(books.slashes[Int(link)].partsPerMillion)
      link = books.slashes[Int(link)].previous
    }
    return fractions.reversed().reduce(move.kept) { $0 - Units.fractionFloor($0, $1) }
  }

  /// Has a move go through the slashes of its new place: what it kept is what is bonded now.
  private mutating func bringUpToDate(_ link: UInt32) {
    let move = books.redelegations[link]
    let position = books.positions.read(at: Int(move.position)) { $0 }
    let stake = books.stakes[Int(position.gpu)]
    if position.account == stake.owner {
      books.redelegations[link].kept = keptOwn(of: move, stake)
      books.redelegations[link].slashes = stake.slashes
    } else if move.incarnation != stake.incarnation {
      // The pool began anew, so nothing of the old one is bonded.
      let incarnation = stake.incarnation
      books.redelegations.change(link) { move in
        move.kept = 0
        move.incarnation = incarnation
      }
    }
  }

  /// Has the moves into a position lose what is not there any more.
  ///
  /// - Parameters:
  ///   - position: where shares, or units of the owner's bond, have just left.
  ///   - remaining: how many there are now.
  ///   - worth: what a number of them was worth, in base units, where they unbond; nil where they are
  ///     gone.
  /// - Complexity: O(m) in the moves into the position within the evidence window.
  mutating func settleMoves(
    into position: UInt32, remaining: UInt128, worth: ((UInt128) -> UInt128)?
  ) {
    var link = books.positions.read(at: Int(position)) { $0.moves }
    while link != Link.none, !isOutOfReach(books.redelegations[link].createdIn) {
      bringUpToDate(link)
      let kept = books.redelegations[link].kept
      if kept > remaining {
        books.redelegations[link].kept = remaining
        if let worth { books.redelegations[link].left.add(worth(kept - remaining)) }
      }
      link = books.redelegations[link].nextOfPosition
    }
  }

  /// Has the moves into a position regain what was unbonding and is bonded again.
  ///
  /// - Parameters:
  ///   - position: whose unbonding was cancelled.
  ///   - units: how much of it, in base units.
  ///   - round: the round in which it began to unbond: what moved later was not in it.
  ///   - shares: what was issued for all of the units; the units themselves to an owner.
  /// - Complexity: that of ``settleMoves(into:remaining:worth:)``.
  mutating func restoreMoves(
    into position: UInt32, units: UInt128, createdIn round: UInt64, shares: UInt128
  ) {
    var link = books.positions[Int(position)].moves
    while link != Link.none, !isOutOfReach(books.redelegations[link].createdIn) {
      let move = books.redelegations[link]
      let back = min(move.left, units)
      if back > 0, move.createdIn <= round {
        bringUpToDate(link)
        books.redelegations[link].left -= back
        books.redelegations[link].kept.add(Units.mulDivFloor(shares, back, units))
      }
      link = move.nextOfPosition
    }
  }

  /// What of a move is still at risk for the GPU it left: what of it is bonded, and what unbonds of
  /// what has left the bond since, at its own worth. A slash of the pool that the rest has left does
  /// not make the rest worth less.
  func atRisk(_ move: RedelegationRecord) -> (bonded: UInt128, unbonding: UInt128) {
    let position = books.positions[Int(move.position)]
    let stake = books.stakes[Int(position.gpu)]
    var bonded: UInt128 = 0
    if isOwners(position) {
      bonded = min(keptOwn(of: move, stake), stake.own)
    } else if move.incarnation == stake.incarnation, position.incarnation == stake.incarnation {
      let shares = min(move.kept, position.shares)
      // A share is worth a unit at most.
      if shares > 0 { bonded = Units.mulDivFloor(shares, stake.pool, stake.shares) }
    }
    var unbonding: UInt128 = 0
    var link = position.claims
    while link != Link.none, unbonding < move.left {
      if createdIn(link) >= move.createdIn {
        unbonding += min(worth(of: books.claims[link]), move.left - unbonding)
      }
      link = books.claims[link].next
    }
    return (bonded, unbonding)
  }

  /// Whether what a move has bonded is there.
  func isBonded(_ move: RedelegationRecord) -> Bool {
    let position = books.positions[Int(move.position)]
    let stake = books.stakes[Int(position.gpu)]
    if isOwners(position) { return keptOwn(of: move, stake) <= stake.own }
    return move.incarnation != stake.incarnation
      || move.kept <= (position.incarnation == stake.incarnation ? position.shares : 0)
  }

  /// Takes the fraction of one move: of what is bonded at the destination from there, and of what
  /// unbonds from there. What came to the destination otherwise answers for nothing.
  mutating func slashMove(
    _ link: UInt32, _ partsPerMillion: UInt32, _ events: inout [StakingEvent]
  ) -> (bonded: UInt128, unbonding: UInt128) {
    bringUpToDate(link)
    let move = books.redelegations[link]
    let risk = atRisk(move)
    books.redelegations[link].kept -= Units.fractionFloor(move.kept, partsPerMillion)
    books.redelegations[link].left -= Units.fractionFloor(move.left, partsPerMillion)
    let bonded = Units.fractionFloor(risk.bonded, partsPerMillion)
    if bonded > 0 { takeBonded(bonded, of: move.position, &events) }
    let owed = Units.fractionFloor(risk.unbonding, partsPerMillion)
    var unbonding: UInt128 = 0
    for claim in claims(of: move.position)
    where unbonding < owed && createdIn(claim) >= move.createdIn {
      unbonding += takeUpTo(owed - unbonding, outOf: claim)
    }
    return (bonded, unbonding)
  }

  /// Slashes what a position has bonded.
  private mutating func takeBonded(
    _ units: UInt128, of position: UInt32, _ events: inout [StakingEvent]
  ) {
    let gpu = books.positions[Int(position)].gpu
    let before = books.stakes[Int(gpu)]
    let isOwn = isOwners(books.positions[Int(position)])
    if isOwn {
      setOwn(before.own - units, of: gpu)
      settleMoves(into: position, remaining: before.own - units, worth: nil)
      books.stakes[Int(gpu)].startOwn = before.startOwn - min(before.startOwn, units)
    } else {
      // The loss stays in the basis, so that `loss(of:on:)` shows it.
      let basis = books.positions[Int(position)].basis
      redeem(units, from: position, isLost: true)
      books.positions[Int(position)].basis = basis
    }
    leaveQueue(units, of: gpu, isOwn: isOwn)
    books.stakes[Int(gpu)].start = before.start - min(before.start, units)
    addStanding(of: gpu, before, &events)
  }
}

extension UInt128 {
  /// Adds, up to the greatest value.
  fileprivate mutating func add(_ other: UInt128) {
    let sum = addingReportingOverflow(other)
    self = sum.overflow ? .max : sum.partialValue
  }
}
