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

/// What an account has under an ``ExactIndex``, in 64 bytes.
///
/// An account is either owed something or was paid ahead. Both stand in one number that is never below
/// zero, so a claim adds and subtracts and has no case to tell apart.
struct IndexShare: Sendable, Equatable {
  /// The index up to which the rest is right.
  var settledAt = UInt256.zero
  /// What it is owed, less what it was paid ahead, plus ``allowance``; in units of 2⁻¹²⁸.
  private var credit = UInt256(narrow: Self.allowance)

  /// How many accounts there can be under one index.
  static var accountLimit: Int { 1 << 26 }

  /// How much may be missing to a whole unit for it to be paid, in units of 2⁻¹²⁸: 2⁻²⁷ of a unit.
  ///
  /// 2¹²⁸ is no multiple of most weights, so an account that is alone is owed a little less than was
  /// divided, the rest being the remainder; without this it would get a unit less. Nobody is ever ahead
  /// by more, and there are at most 2²⁶ accounts, so all of them together are ahead by half a unit at
  /// most: paid amounts are whole, so together they never exceed what was divided.
  static var allowance: UInt128 { 1 << 101 }

  /// Of an account that has nothing.
  init() {}

  /// A share from outside.
  ///
  /// - Returns: nil where it is owed something and was paid ahead, where it is ahead by more than the
  ///   allowance, or where it is owed more than there can be.
  init?(settledAt: UInt256, owed: UInt256, ahead: UInt128) {
    let (sum, isOver) = owed.addingReportingOverflow(UInt256(narrow: Self.allowance))
    guard !isOver, ahead == 0 || owed.isZero, ahead <= Self.allowance else { return nil }
    self.settledAt = settledAt
    credit = sum - UInt256(narrow: ahead)
  }

  /// What it is owed, in units of 2⁻¹²⁸.
  var owed: UInt256 {
    let allowance = UInt256(narrow: Self.allowance)
    return credit > allowance ? credit - allowance : .zero
  }

  /// What it was paid beyond ``owed``, in units of 2⁻¹²⁸; its next earnings make it good.
  var ahead: UInt128 {
    let allowance = UInt256(narrow: Self.allowance)
    return credit < allowance ? (allowance - credit).fraction : 0
  }

  /// The whole units that a settled share comes to.
  var wholeFloor: UInt128 { credit.wholeFloor }

  /// Brings the share to an index.
  ///
  /// No overflow: Σ over all accounts is at most 2¹²⁸ times what was divided, which is below 2¹²⁸, so
  /// there is room for the allowance.
  @inline(__always)
  mutating func settle(at index: UInt256, weight: UInt128) {
    let (gain, isBefore) = index.subtractingReportingOverflow(settledAt)
    let (sum, isOver) = credit.addingReportingOverflow(gain.product(with: weight))
    precondition(!isBefore && !isOver, "A share was settled beyond its index.")
    credit = sum
    settledAt = index
  }

  /// Takes whole units out, at most ``wholeFloor``.
  @inline(__always)
  mutating func pay(_ amount: UInt128) {
    credit = UInt256(whole: credit.wholeFloor - amount, fraction: credit.fraction)
  }
}
