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
}

/// What an account has under an ``ExactIndex``.
struct IndexShare: Sendable, Equatable {
  /// The index up to which ``owed`` is right.
  var settledAt = UInt256.zero
  /// What it is owed, in units of 2⁻¹²⁸.
  var owed = UInt256.zero
  /// What it was paid beyond ``owed``, in units of 2⁻¹²⁸; its next earnings make it good.
  var ahead: UInt128 = 0

  /// How many accounts there can be under one index.
  static var accountLimit: Int { 1 << 26 }

  /// How much may be missing to a whole unit for it to be paid, in units of 2⁻¹²⁸: 2⁻²⁷ of a unit.
  ///
  /// 2¹²⁸ is no multiple of most weights, so an account that is alone is owed a little less than was
  /// divided, the rest being the remainder; without this it would get a unit less. Nobody is ever ahead
  /// by more, and there are at most 2²⁶ accounts, so all of them together are ahead by half a unit at
  /// most: paid amounts are whole, so together they never exceed what was divided.
  static var allowance: UInt128 { 1 << 101 }

  /// The whole units that a settled share comes to.
  var wholeFloor: UInt128 {
    let (sum, isOver) = owed.addingReportingOverflow(UInt256(narrow: Self.allowance))
    // Only a damaged state is owed so much, and it was refused.
    return isOver ? .max : (sum - UInt256(narrow: ahead)).wholeFloor
  }

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

  /// Takes whole units out, at most ``wholeFloor``.
  mutating func pay(_ amount: UInt128) {
    let taken = Swift.min(owed, UInt256(whole: amount))
    owed -= taken
    // At most the allowance.
    ahead += (UInt256(whole: amount) - taken).fraction
  }
}
