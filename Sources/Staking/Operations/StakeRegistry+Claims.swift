// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

// What unbonds: one pool per GPU and round, held in shares by claims. A slash of a round touches its
// pool, not the claims.
extension StakeRegistry {
  /// Gives a position a claim on units that have just left the bond.
  mutating func beginUnbonding(
    _ units: UInt128, from position: UInt32, _ exit: Exit
  ) -> StakingEvent {
    if let place = exit.place { exitQueue?.take(place) }
    let (number, owner, newest) = books.positions.read(at: Int(position)) {
      ($0.gpu, $0.account, $0.claims)
    }
    let pool = unbondingPool(of: number)
    books.unbonding.change(pool) { pool in
      pool.units += units
      pool.shares += units
    }
    // In a queue each has a place of its own: joined to an older one it would pass those between.
    if exit.place == nil, newest != Link.none, books.claims[newest].pool == pool,
      books.claims[newest].maturesIn == exit.maturesIn
    {
      books.claims.change(newest) { $0.shares += units }
    } else {
      let claim = books.claims.insert(
        Claim(
          shares: units, maturesIn: exit.maturesIn, position: position, pool: pool, next: newest))
      books.positions.modify(at: Int(position)) { $0.claims = claim }
      books.unbonding.change(pool) { $0.claims += 1 }
      if exit.place != nil {
        books.claims[claim].place = books.exits.append(ExitEntry(waiting: units, claim: claim))
      } else {
        books.calendar.add(claim, in: &books.claims)
      }
    }
    return .unbondingStarted(
      gpu: books.gpus[number], owner: account(owner),
      amount: UInt256(units), createdIn: openRound, maturesIn: Round(exit.maturesIn))
  }

  /// The pool of the open round in which a share is a unit: a new one after a slash.
  private mutating func unbondingPool(of number: UInt32) -> UInt32 {
    let newest = books.stakes[Int(number)].unbonding
    if newest != Link.none {
      let pool = books.unbonding[newest]
      if pool.createdIn == openRound.number, pool.units == pool.shares, pool.units > 0 {
        return newest
      }
    }
    let link = books.unbonding.insert(
      UnbondingPool(units: 0, shares: 0, createdIn: openRound.number, next: newest))
    books.stakes.setUnbonding(link, of: Int(number))
    return link
  }

  /// What a claim is worth, in base units.
  func worth(of claim: Claim) -> UInt128 {
    books.unbonding[claim.pool].worthFloor(of: claim.shares)
  }

  /// Takes shares out of a claim, with the units that leave its pool for them; a claim without shares
  /// and a pool without claims are gone.
  mutating func take(_ units: UInt128, for shares: UInt128, outOf link: UInt32) {
    let pool = books.claims[link].pool
    let isInQueue = isInExitQueue(books.claims[link])
    leaveExitQueue(shares, link)
    books.unbonding.change(pool) { pool in
      pool.units -= units
      pool.shares -= shares
    }
    let rest = books.claims.change(link) { claim in
      claim.shares -= shares
      return claim.shares
    }
    guard rest == 0 else { return }
    let claim = books.claims[link]
    if !isInQueue { books.calendar.remove(link, in: &books.claims) }
    unchain(link, claim)
    books.claims.remove(link)
    let others = books.unbonding.change(pool) { pool in
      pool.claims -= 1
      return pool.claims
    }
    if others == 0 { remove(pool: pool, claim.position) }
  }

  private mutating func unchain(_ link: UInt32, _ claim: Claim) {
    var other = books.positions.read(at: Int(claim.position)) { $0.claims }
    if other == link {
      books.positions.modify(at: Int(claim.position)) { $0.claims = claim.next }
      return
    }
    while books.claims[other].next != link { other = books.claims[other].next }
    books.claims.change(other) { $0.next = claim.next }
  }

  private mutating func remove(pool: UInt32, _ position: UInt32) {
    let number = Int(books.positions.read(at: Int(position)) { $0.gpu })
    let next = books.unbonding[pool].next
    if books.stakes[number].unbonding == pool {
      books.stakes.setUnbonding(next, of: number)
    } else {
      var other = books.stakes[number].unbonding
      while books.unbonding[other].next != pool { other = books.unbonding[other].next }
      books.unbonding.change(other) { $0.next = next }
    }
    books.unbonding.remove(pool)
  }

  /// Takes up to `units` out of a claim; its last units take all of its shares.
  ///
  /// - Returns: what was taken: no more than the claim is worth.
  mutating func takeUpTo(_ units: UInt128, outOf link: UInt32) -> UInt128 {
    let claim = books.claims[link]
    let worth = worth(of: claim)
    if units >= worth {
      take(worth, for: claim.shares, outOf: link)
      return worth
    }
    let pool = books.unbonding[claim.pool]
    // Rounded up, for those who stay; below the worth, so never all of the shares.
    let shares = Units.mulDivCeil(units, pool.shares, pool.units)
    take(units, for: min(shares, claim.shares), outOf: link)
    return units
  }

  /// The links of a position's claims, the newest first.
  func claims(of position: UInt32) -> [UInt32] {
    var links: [UInt32] = []
    var link = books.positions[Int(position)].claims
    while link != Link.none {
      links.append(link)
      link = books.claims[link].next
    }
    return links
  }
}
