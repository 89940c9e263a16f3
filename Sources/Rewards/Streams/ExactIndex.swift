// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

/// What one unit of weight has earned, exactly: an index and what its divisions leave over, both in
/// units of 2⁻¹²⁸.
struct ExactIndex: Sendable, Equatable {
  /// What one unit of weight has earned since the beginning.
  var value = UInt256.zero
  /// What the last division left over; it goes into the next.
  var remainder: UInt128 = 0

  /// Divides an amount among a weight.
  ///
  /// With n = amount · 2¹²⁸ + remainder the index rises by ⌊n / weight⌋ and the rest is carried, so
  /// nothing is lost to rounding. n is below 2²⁵⁶, since both parts are below 2¹²⁸.
  ///
  /// - Precondition: `weight` is not zero.
  mutating func divide(_ amount: UInt128, among weight: UInt128) {
    let (quotient, rest) = UInt256(whole: amount, fraction: remainder)
      .quotientAndRemainder(dividingBy: UInt256(narrow: weight))
    value += quotient
    remainder = rest.fraction
  }

  /// The whole units that a settled share comes to.
  ///
  /// Of the remainder, weight / total is the account's: without it an account that is alone would get
  /// one unit less than was divided, because 2¹²⁸ is no multiple of its weight. What it is paid on that
  /// account stands in ``IndexShare/ahead``, and since nobody takes more than its part of the
  /// remainder, Σ ahead is at most the remainder.
  func wholeFloor(_ share: IndexShare, weight: UInt128, of total: UInt128) -> UInt128 {
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

  /// Lets the remainder make good what a share was paid ahead, before its weight changes: with another
  /// weight another part of the remainder is its own.
  mutating func makeGood(_ share: inout IndexShare) {
    let given = Swift.min(share.ahead, remainder)
    share.ahead -= given
    remainder -= given
  }
}

/// What an account has under an ``ExactIndex``.
struct IndexShare: Sendable, Equatable {
  /// The index up to which ``owed`` is right.
  var settledAt = UInt256.zero
  /// What it is owed, in units of 2⁻¹²⁸.
  var owed = UInt256.zero
  /// What it was paid beyond ``owed``, in units of 2⁻¹²⁸, on account of its part of the remainder.
  var ahead: UInt128 = 0

  /// Brings ``owed`` to an index.
  ///
  /// No overflow: Σ over all accounts is at most 2¹²⁸ times what was divided.
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

  /// Takes whole units that ``ExactIndex/wholeFloor(_:weight:of:)`` allows out.
  mutating func pay(_ amount: UInt128) {
    let taken = Swift.min(owed, UInt256(whole: amount))
    owed -= taken
    // Less than the remainder, which is less than a unit.
    ahead += (UInt256(whole: amount) - taken).fraction
  }
}
