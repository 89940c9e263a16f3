// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// Closes the open round and opens the next.
  ///
  /// - Returns: what closed. What each GPU counted for stays readable by ``snapshot(of:)``,
  ///   ``row(of:in:)`` and ``weights(of:)``.
  /// - Throws: ``StakingError/roundsExhausted(_:)``.
  /// - Complexity: O(c log c), at most O(n), in the c of n GPUs whose stake, score or terms changed in
  ///   this round or the last, and O(m log m + n) for m GPUs registered in it.
  @discardableResult
  public mutating func closeRound() throws(StakingError) -> ClosedRound {
    guard openRound < .last else { throw .roundsExhausted(openRound) }
    books.order.update(books.gpus)
    letOut()
    activateDue()
    let touched = Self.inOrder(books.touched, below: books.stakes.count)
    books.touched.removeAll()
    for number in touched { close(number) }
    let closed = ClosedRound(
      round: openRound, gpuCount: books.gpus.count, totalStake: books.rowTotal)
    books.rounds.append(
      StakeBooks.ClosedRound(gpus: UInt32(books.gpus.count), totalStake: books.rowTotal))
    openRound = openRound.next()
    return closed
  }

  /// Closes `round`, which has to be the open one: a repeated or reordered request changes nothing.
  ///
  /// - Returns: what closed.
  /// - Throws: ``StakingError/notTheOpenRound(asked:openRound:)``, and what ``closeRound()`` throws.
  /// - Complexity: that of ``closeRound()``.
  @discardableResult
  public mutating func closeRound(_ round: Round) throws(StakingError) -> ClosedRound {
    guard round == openRound else {
      throw .notTheOpenRound(asked: round, openRound: openRound)
    }
    return try closeRound()
  }

  /// Different numbers in the order in which their records lie: these and the entries of the last close
  /// are then read one after the other, where operations touched them in no order.
  private static func inOrder(_ numbers: PagedArray<UInt32>, below count: Int) -> [UInt32] {
    guard numbers.count > count / 16 else { return numbers.sorted() }
    // A bit for each.
    var words = [UInt64](repeating: 0, count: (count + 63) / 64)
    for number in numbers { words[Int(number / 64)] |= 1 << UInt64(number % 64) }
    var ordered: [UInt32] = []
    ordered.reserveCapacity(numbers.count)
    for (place, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        ordered.append(UInt32(place * 64 + rest.trailingZeroBitCount))
        rest &= rest - 1
      }
    }
    return ordered
  }

  /// Writes what a GPU counted for in the round that closes, where it is something new, and begins
  /// its next round; has the close of that look at it again where it will count for something else.
  private mutating func close(_ number: UInt32) {
    let stake = books.stakes.closing(Int(number))
    let active = stake.active
    let rewardable = min(stake.start, active)
    let own = active == 0 ? 0 : stake.own - queuedOwn(of: stake.queued, from: stake.activation)
    let isUnequal = rewardable != active || stake.startOwn != own
    let history = written(
      rewardable, lockedPPM(min(stake.startOwn, own), of: rewardable, stake.terms), stake)
    books.stakes.beginRound(
      of: Int(number), start: active, startOwn: own, history: history, isTouched: isUnequal)
    if isUnequal { books.touched.append(number) }
  }

  /// What part of the stake that counts is the owner's, rounded down; a million where it is not
  /// locked, since then it makes no difference.
  @inline(__always)
  private func lockedPPM(_ own: UInt128, of stake: UInt128, _ terms: UInt32) -> UInt32 {
    guard stake > own, isLocked(terms) else { return million }
    return UInt32(Units.mulDivFloor(own, UInt128(million), stake))
  }

  @inline(__always)
  private func isLocked(_ terms: UInt32) -> Bool {
    terms != Link.none
      && openRound.number < books.terms.read(at: Int(terms)) { $0.lockedUntil }
  }

  /// The link of a GPU's last entry, after what it counted for is written where it is something new.
  private mutating func written(
    _ rewardable: UInt128, _ lockedPPM: UInt32, _ stake: StakeTable.Closing
  ) -> UInt32 {
    var before: UInt128 = 0
    if stake.history != Link.none {
      before = books.history[stake.history].stake
      // Once the lock has run out, whose part is locked makes no difference.
      if before == rewardable, books.history[stake.history].score == stake.score,
        books.history[stake.history].lockedPPM == lockedPPM || !isLocked(stake.terms),
        books.areEqual(terms: books.history[stake.history].terms, stake.terms)
      {
        return stake.history
      }
    } else if rewardable == 0, stake.score == million, stake.terms == Link.none {
      return Link.none
    }
    if rewardable > before {
      books.rowTotal = books.rowTotal + UInt256(rewardable - before)
    } else if before > rewardable {
      books.rowTotal = books.rowTotal - UInt256(before - rewardable)
    }
    return books.history.append(
      round: openRound.number, stake: rewardable, score: stake.score, terms: stake.terms,
      lockedPPM: lockedPPM, after: stake.history)
  }
}
