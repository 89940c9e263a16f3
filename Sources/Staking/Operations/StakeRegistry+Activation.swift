// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

// The activation queue: what is bonded becomes active when the churn limit lets it in, first come,
// first served. What leaves again before that gives its room back, so everybody behind moves up: no
// coming and going of one owner holds up another for more than what really waits. Where churn is not
// limited, nothing ever waits here: stake that was bonded in a round is active from the next on.
extension StakeRegistry {
  /// When stake that is bonded now becomes active at the latest, and its place in the queue.
  struct Activation {
    let round: UInt64
    let place: ChurnQueue.Place?
  }

  /// Finds the round in which `units` become active, without taking the place yet.
  @inline(__always)
  func activation(of units: UInt128) throws(StakingError) -> Activation {
    if case .some = activationQueue { return try queuedActivation(of: units) }
    guard openRound < .last else { throw .roundsExhausted(openRound) }
    return Activation(round: openRound.number + 1, place: nil)
  }

  private func queuedActivation(of units: UInt128) throws(StakingError) -> Activation {
    guard let queue = activationQueue else { preconditionFailure("Activations are not limited.") }
    let place = try place(in: queue, for: units)
    return Activation(round: place.slot.happensIn.number, place: place)
  }

  /// Finds the next free slot of a queue.
  func place(in queue: ChurnQueue, for units: UInt128) throws(StakingError) -> ChurnQueue.Place {
    do throws(ChurnError) {
      return try queue.place(for: UInt256(units), askedIn: openRound, total: totals.bonded)
    } catch {
      // The amount is never zero: only the rounds can end.
      throw .roundsExhausted(openRound)
    }
  }

  /// Takes the place that ``activation(of:)`` found, and adds the event where the stake has to wait
  /// longer than for the next round.
  mutating func enqueue(
    _ units: UInt128, of number: UInt32, _ gpu: GPUID, _ activation: Activation, isOwn: Bool,
    _ events: inout [StakingEvent]
  ) {
    guard let place = activation.place else { return }
    activationQueue?.take(place)
    let older = books.stakes[Int(number)].activation
    // One entry for each coming: joined to an older one it would pass those that came between.
    books.stakes[Int(number)].activation = books.activations.append(
      ActivationEntry(
        units: units, waiting: units, activatesIn: activation.round, gpu: number, isOwn: isOwn,
        older: isWaiting(older) ? older : Link.none))
    books.stakes[Int(number)].queued += units
    guard activation.round > openRound.number + 1 else { return }
    events.append(
      .activationQueued(
        gpu: gpu, amount: UInt256(units), activatesIn: Round(activation.round)))
  }

  /// Activates what the limit lets in with the round that opens next.
  mutating func activateDue() {
    guard let queue = activationQueue else { return }
    let next = openRound.next()
    var room = UInt128(units: queue.taken(in: next)) ?? .max
    while !books.activations.isEmpty {
      let first = books.activations.first
      let entry = books.activations[first]
      guard entry.waiting <= room else {
        books.activations[first].waiting -= room
        break
      }
      room -= entry.waiting
      books.activations.popFirst()
      if entry.units > 0 { books.update(entry.gpu) { $0.queued -= entry.units } }
    }
    activationQueue?.forget(before: next)
  }

  /// Takes what leaves the bond out of the queue first, the newest first: it never became active. What
  /// the owner takes out was the owner's, and what delegators take out was theirs.
  mutating func leaveQueue(_ units: UInt128, of number: UInt32, isOwn: Bool) {
    guard books.stakes[Int(number)].queued > 0 else { return }
    var rest = units
    var link = books.stakes[Int(number)].activation
    while rest > 0, isWaiting(link) {
      let entry = books.activations[link]
      if entry.isOwn == isOwn {
        let part = min(rest, entry.units)
        leave(part, link, of: number)
        rest -= part
      }
      link = entry.older
    }
  }

  /// Takes what moves to another GPU out of the queue, and finds its place again: the room that it gave
  /// back may be its own.
  mutating func leaveQueue(
    _ units: UInt128, of number: UInt32, isOwn: Bool, thenEnter entry: Activation
  ) -> Activation {
    leaveQueue(units, of: number, isOwn: isOwn)
    // The queue is no longer than it was, so there are rounds enough.
    return (try? activation(of: units)) ?? entry
  }

  /// Takes units out of an entry, and gives the room back that they wait for.
  private mutating func leave(_ units: UInt128, _ link: UInt32, of number: UInt32) {
    let room = min(units, books.activations[link].waiting)
    books.activations[link].units -= units
    books.activations[link].waiting -= room
    books.stakes[Int(number)].queued -= units
    activationQueue?.giveBack(UInt256(room), askedIn: openRound)
  }

  /// Cuts what waits by the fraction that was slashed; each entry is rounded up, the loss down.
  mutating func slashQueue(_ partsPerMillion: UInt32, of number: UInt32) {
    guard books.stakes[Int(number)].queued > 0 else { return }
    var link = books.stakes[Int(number)].activation
    while isWaiting(link) {
      leave(Units.fractionFloor(books.activations[link].units, partsPerMillion), link, of: number)
      link = books.activations[link].older
    }
    // Rounding may leave more waiting than is bonded.
    let stake = books.stakes[Int(number)]
    let own = queuedOwn(of: stake.queued, from: stake.activation)
    let pool = stake.queued - own
    if own > stake.own { leaveQueue(own - stake.own, of: number, isOwn: true) }
    if pool > stake.pool { leaveQueue(pool - stake.pool, of: number, isOwn: false) }
  }

  /// What of the owner's bond waits for its activation.
  ///
  /// - Parameters:
  ///   - queued: what of the GPU's bond waits.
  ///   - newest: the GPU's newest entry of the queue.
  /// - Complexity: O(q) in the GPU's entries of the queue, O(1) where nothing waits.
  @inline(__always)
  func queuedOwn(of queued: UInt128, from newest: UInt32) -> UInt128 {
    queued > 0 ? waitingOwn(from: newest) : 0
  }

  private func waitingOwn(from newest: UInt32) -> UInt128 {
    var sum: UInt128 = 0
    var link = newest
    while isWaiting(link) {
      if books.activations[link].isOwn { sum += books.activations[link].units }
      link = books.activations[link].older
    }
    return sum
  }

  /// Whether an entry of the activation queue still waits.
  func isWaiting(_ link: UInt32) -> Bool {
    link != Link.none && link >= books.activations.first
  }
}
