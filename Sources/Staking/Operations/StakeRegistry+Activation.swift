// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

// The activation queue: what is bonded becomes active when the churn limit lets it in. Where churn is
// not limited, nothing ever waits here: stake that was bonded in a round is active from the next on.
extension StakeRegistry {
  /// When stake that is bonded now becomes active, and the queue's state after it.
  struct Activation {
    let round: UInt64
    let queue: ChurnQueue?
  }

  /// Finds the round in which `units` become active, without taking the place yet.
  func activation(of units: UInt128) throws(StakingError) -> Activation {
    guard var queue = activationQueue else {
      guard openRound < .last else { throw .roundsExhausted(openRound) }
      return Activation(round: openRound.number + 1, queue: nil)
    }
    let slot = try slot(in: &queue, for: units)
    return Activation(round: slot.happensIn.number, queue: queue)
  }

  /// Gives out the next free slot of a queue.
  func slot(
    in queue: inout ChurnQueue, for units: UInt128
  ) throws(StakingError) -> ChurnQueue.Slot {
    do throws(ChurnError) {
      return try queue.schedule(UInt256(units), askedIn: openRound, total: totals.bonded)
    } catch {
      // The amount is never zero: only the rounds can end.
      throw .roundsExhausted(openRound)
    }
  }

  /// Takes the place that ``activation(of:)`` found, and adds the event where the stake has to wait
  /// longer than for the next round.
  mutating func enqueue(
    _ units: UInt128, of number: UInt32, _ gpu: GPUID, _ activation: Activation,
    _ events: inout [StakingEvent]
  ) {
    guard let queue = activation.queue else { return }
    activationQueue = queue
    guard activation.round > openRound.number + 1 else { return }
    let older = books.stakes[Int(number)].activation
    if isWaiting(older), books.activations[older].activatesIn == activation.round {
      books.activations[older].units += units
    } else {
      books.stakes[Int(number)].activation = books.activations.append(
        ActivationEntry(
          units: units, activatesIn: activation.round, gpu: number,
          older: isWaiting(older) ? older : Link.none))
    }
    books.stakes[Int(number)].queued += units
    events.append(
      .activationQueued(
        gpu: gpu, amount: UInt256(units), activatesIn: Round(activation.round)))
  }

  /// Activates what is due in the round that opens next.
  mutating func activateDue() {
    let next = openRound.number + 1
    while !books.activations.isEmpty {
      let entry = books.activations[books.activations.first]
      guard entry.activatesIn <= next else { return }
      books.activations.popFirst()
      books.update(entry.gpu) { stake in
        stake.queued -= entry.units
        // The next round begins with it.
        stake.start = stake.active
      }
    }
  }

  /// Takes what leaves the bond out of the queue first, the newest first: it never became active.
  mutating func leaveQueue(_ units: UInt128, of number: UInt32) {
    var rest = min(units, books.stakes[Int(number)].queued)
    books.stakes[Int(number)].queued -= rest
    var link = books.stakes[Int(number)].activation
    while rest > 0, isWaiting(link) {
      let part = min(rest, books.activations[link].units)
      books.activations[link].units -= part
      rest -= part
      link = books.activations[link].older
    }
  }

  /// Cuts what waits by the fraction that was slashed; each entry is rounded up, the loss down.
  mutating func slashQueue(_ partsPerMillion: UInt32, of number: UInt32) {
    var link = books.stakes[Int(number)].activation
    while isWaiting(link) {
      let loss = Units.fractionFloor(books.activations[link].units, partsPerMillion)
      books.activations[link].units -= loss
      books.stakes[Int(number)].queued -= loss
      link = books.activations[link].older
    }
    // Rounding may leave more waiting than is bonded.
    let stake = books.stakes[Int(number)]
    if stake.queued > stake.bonded { leaveQueue(stake.queued - stake.bonded, of: number) }
  }

  /// Whether an entry of the activation queue still waits.
  func isWaiting(_ link: UInt32) -> Bool {
    link != Link.none && link >= books.activations.first
  }
}
