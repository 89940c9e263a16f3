// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// The claims on what unbonds, by the round in which they mature: what may be withdrawn next is
/// always in front.
///
/// Claims of one round form a doubly linked list through the claims themselves. Rounds come in
/// ascending order, because the delay is fixed and the exit queue never goes back.
struct MaturityCalendar: Sendable, Equatable {
  private struct Day: Sendable, Equatable {
    let round: UInt64
    var first: UInt32
    var last: UInt32
  }

  private var days = PagedArray<Day>()
  /// The first day that may have claims.
  private var front = 0

  /// Takes in a claim, at the end of its round.
  mutating func add(_ link: UInt32, in claims: inout Slab<Claim>) {
    let round = claims[link].maturesIn
    if let place = place(of: round) {
      let last = days.modify(at: place) { day in
        let last = day.last
        if last == Link.none { day.first = link }
        day.last = link
        return last
      }
      claims.change(link) { $0.earlier = last }
      if last != Link.none { claims.change(last) { $0.later = link } }
    } else {
      precondition(days.last.map { $0.round < round } ?? true, "Maturities go back.")
      days.append(Day(round: round, first: link, last: link))
    }
  }

  /// Whether a claim that matures in a round may come next.
  func takes(_ round: UInt64) -> Bool { days.last.map { $0.round <= round } ?? true }

  /// Takes a claim out.
  mutating func remove(_ link: UInt32, in claims: inout Slab<Claim>) {
    let claim = claims[link]
    guard let place = place(of: claim.maturesIn) else {
      preconditionFailure("A claim is in no round of the calendar.")
    }
    if claim.earlier == Link.none {
      days.modify(at: place) { $0.first = claim.later }
    } else {
      claims.change(claim.earlier) { $0.later = claim.later }
    }
    if claim.later == Link.none {
      days.modify(at: place) { $0.last = claim.earlier }
    } else {
      claims.change(claim.later) { $0.earlier = claim.earlier }
    }
    while front < days.count, days[front].first == Link.none { front += 1 }
    // Nothing waits: a calendar without claims is as good as new.
    if front == days.count {
      days.removeAll()
      front = 0
    }
  }

  /// The first claim that matures in `round` or earlier, or nil.
  func first(maturingBy round: UInt64) -> UInt32? {
    guard front < days.count, days[front].round <= round else { return nil }
    return days[front].first
  }

  /// All claims that mature in `round` or earlier, in the order in which they may be withdrawn.
  func claims(maturingBy round: UInt64, in claims: Slab<Claim>) -> [UInt32] {
    var links: [UInt32] = []
    var place = front
    while place < days.count, days[place].round <= round {
      var link = days[place].first
      while link != Link.none {
        links.append(link)
        link = claims[link].later
      }
      place += 1
    }
    return links
  }

  private func place(of round: UInt64) -> Int? {
    var (low, high) = (front, days.count)
    while low < high {
      let middle = low + (high - low) / 2
      if days[middle].round < round { low = middle + 1 } else { high = middle }
    }
    return low < days.count && days[low].round == round ? low : nil
  }
}
