// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

// The exit queue: what unbonds is let out by the churn limit, first come, first served, and matures
// the policy's delay after. What is bonded again before that gives its room back.
extension StakeRegistry {
  /// When stake that unbonds now matures at the latest, and its place in the queue.
  struct Exit {
    let maturesIn: UInt64
    let place: ChurnQueue.Place?
  }

  /// Finds the round in which `units` that unbond now mature, without taking the place yet.
  @inline(__always)
  func exit(of units: UInt128) throws(StakingError) -> Exit {
    if case .some = exitQueue { return try queuedExit(of: units) }
    let round = openRound.number.addingReportingOverflow(policy.unbondingDelay)
    guard !round.overflow else { throw .roundsExhausted(openRound) }
    return Exit(maturesIn: round.partialValue, place: nil)
  }

  private func queuedExit(of units: UInt128) throws(StakingError) -> Exit {
    guard let queue = exitQueue else { preconditionFailure("Exits are not limited.") }
    let place = try place(in: queue, for: units)
    return Exit(maturesIn: place.slot.withdrawableIn.number, place: place)
  }

  /// Whether a claim waits for the churn limit.
  func isInExitQueue(_ claim: Claim) -> Bool { waiting(claim) > 0 }

  /// What of a claim waits, in shares.
  func waiting(_ claim: Claim) -> UInt128 {
    guard claim.place != Link.none, claim.place >= books.exits.first else { return 0 }
    return books.exits[claim.place].waiting
  }

  /// Lets out what the limit lets out in the open round, which closes.
  mutating func letOut() {
    guard let queue = exitQueue else { return }
    var room = UInt128(units: queue.taken(in: openRound)) ?? .max
    while !books.exits.isEmpty {
      let first = books.exits.first
      let entry = books.exits[first]
      guard entry.waiting <= room else {
        books.exits[first].waiting -= room
        break
      }
      room -= entry.waiting
      books.exits.popFirst()
      // An entry without anything that waits is one whose claim has gone or is out already.
      if entry.waiting > 0 { mature(entry.claim) }
    }
    exitQueue?.forget(before: openRound.next())
  }

  /// Has a claim mature the delay after the open round, in which the last of it was let out.
  private mutating func mature(_ claim: UInt32) {
    // It was told a round that is no sooner, so this one can be counted.
    books.claims[claim].maturesIn = openRound.number + policy.unbondingDelay
    books.claims[claim].place = Link.none
    books.calendar.add(claim, in: &books.claims)
  }

  /// Gives back the room of shares that leave a claim before they were let out. A claim of which the
  /// rest is out already matures with this round.
  mutating func leaveExitQueue(_ shares: UInt128, _ link: UInt32) {
    let claim = books.claims[link]
    let waiting = waiting(claim)
    guard waiting > 0 else { return }
    let room = min(shares, waiting)
    books.exits[claim.place].waiting -= room
    exitQueue?.giveBack(UInt256(room), askedIn: openRound)
    if room == waiting, shares < claim.shares { mature(link) }
  }

  /// All claims: those that are out, in the order in which they may be withdrawn, then those that wait,
  /// in the order of the queue.
  var allClaims: [UInt32] {
    var links = books.calendar.claims(maturingBy: .max, in: books.claims)
    for place in books.exits.first..<books.exits.end where books.exits[place].waiting > 0 {
      links.append(books.exits[place].claim)
    }
    return links
  }
}
