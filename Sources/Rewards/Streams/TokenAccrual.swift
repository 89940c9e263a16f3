// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// One reward token of a pool: its index, its streams and where its units are.
struct TokenAccrual: Sendable, Equatable {
  /// What an account has of the token.
  struct Share: Sendable, Equatable {
    /// The index up to which ``owed`` is right.
    var settledAt = UInt256.zero
    /// What it is owed, in units of 2⁻¹²⁸.
    var owed = UInt256.zero
    /// What it was paid beyond ``owed``, in units of 2⁻¹²⁸, on account of its part of the remainder.
    var ahead: UInt128 = 0

    /// Brings ``owed`` to an index.
    ///
    /// No overflow: Σ over all accounts is at most 2¹²⁸ times what was emitted.
    mutating func settle(at index: UInt256, weight: UInt128) {
      if weight != 0 && index != settledAt {
        owed += UInt256(narrow: weight) * (index - settledAt)
      }
      settledAt = index
      if ahead != 0 {
        let given = Swift.min(owed, UInt256(narrow: ahead))
        owed -= given
        ahead -= given.fraction
      }
    }
  }

  let token: Address
  /// What one unit of weight has earned since the beginning, in units of 2⁻¹²⁸.
  var index = UInt256.zero
  /// What the last division left over, in units of 2⁻¹²⁸; it goes into the next.
  var remainder: UInt128 = 0
  /// Emitted, to be distributed at the next boundary.
  var pot: UInt128 = 0
  /// Emitted while nobody had weight.
  var carry: UInt128 = 0
  /// What the streams were given in all, less what was stopped.
  var promised: UInt128 = 0
  var emitted: UInt128 = 0
  var paid: UInt128 = 0
  /// Taken from the carry: out of the pool, or into new streams.
  var carryWithdrawn: UInt128 = 0
  var restreamed: UInt128 = 0
  /// Put into the pool, and taken out again because nothing promised it.
  var funded: UInt128 = 0
  var withdrawn: UInt128 = 0
  /// The streams that have not ended, by id.
  var streams: [RewardStream] = []
  var shares: PagedArray<Share>

  /// Base units the pool holds.
  var funds: UInt128 { funded - withdrawn - carryWithdrawn - paid }
  /// Base units that are promised and not gone.
  var obligations: UInt128 { promised - restreamed - carryWithdrawn - paid }
  /// Base units that are emitted and not gone.
  var outstanding: UInt128 { emitted - restreamed - carryWithdrawn - paid }

  /// The whole units that a settled share comes to.
  ///
  /// Of the remainder, weight / total is the account's: without it an account alone in the pool would
  /// get one unit less than was emitted, because 2¹²⁸ is no multiple of its weight. What it is paid on
  /// that account stands in ``Share/ahead``, and since nobody takes more than its part of the
  /// remainder, Σ ahead is at most the remainder.
  func wholeFloor(_ share: Share, weight: UInt128, of total: UInt128) -> UInt128 {
    var owed = share.owed
    if weight != 0 && remainder != 0 {
      let part = UInt256(narrow: weight) * UInt256(narrow: remainder) / UInt256(narrow: total)
      let (sum, isOver) = owed.addingReportingOverflow(part)
      // Only a damaged state is owed so much.
      owed = isOver ? .max : sum
    }
    let ahead = UInt256(narrow: share.ahead)
    return owed > ahead ? (owed - ahead).wholeFloor : 0
  }

  /// Settles an account before its weight changes, and lets the remainder make good what it was paid
  /// ahead: with another weight another part of the remainder is its own.
  mutating func settle(_ number: Int, weight: UInt128) {
    let index = index
    let most = remainder
    remainder -= shares.modify(at: number) { share in
      share.settle(at: index, weight: weight)
      let given = Swift.min(share.ahead, most)
      share.ahead -= given
      return given
    }
  }

  /// Emits up to `time` and divides what is there among `weight`.
  ///
  /// With n = amount · 2¹²⁸ + remainder the index rises by ⌊n / weight⌋ and the rest is carried, so
  /// nothing is lost to rounding. n is below 2²⁵⁶, since both parts are below 2¹²⁸.
  mutating func distribute(at time: UInt64, among weight: UInt128) {
    var amount = pot
    pot = 0
    if !streams.isEmpty {
      var given: UInt128 = 0
      var hasEnded = false
      for place in streams.indices {
        given += streams[place].emit(by: time)
        hasEnded = hasEnded || streams[place].end <= time
      }
      if hasEnded { streams.removeAll { $0.end <= time } }
      emitted += given
      amount += given
    }
    if amount == 0 { return }
    if weight == 0 {
      carry += amount
      return
    }
    let (quotient, rest) = UInt256(whole: amount, fraction: remainder)
      .quotientAndRemainder(dividingBy: UInt256(narrow: weight))
    index += quotient
    remainder = rest.fraction
  }

  /// What the streams emit between their last boundary and `time`.
  func accruing(by time: UInt64) -> UInt128 {
    streams.reduce(pot) { $0 + $1.givenFloor(by: time) - $1.given }
  }
}
