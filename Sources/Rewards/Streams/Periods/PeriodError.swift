// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why the rewards of delegators refused. Nothing has changed. Amounts are base units.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum PeriodError: Error, Hashable, Sendable {
  /// A magnitude to begin with that is zero or 2¹²⁸ or more.
  case magnitudeBeyondRange(UInt256)
  /// A slash never raises the magnitude.
  case magnitudeRises(UInt256, from: UInt256)
  /// So little is left that weights would lose their precision: slash to zero and begin anew.
  case magnitudeTooSmall(UInt256, least: UInt256)
  /// A commission above one million parts per million.
  case commissionAboveOne(UInt32)
  /// Nobody has the zero address.
  case accountIsZero
  /// An amount of zero.
  case amountIsZero
  /// The amounts together, or the weights, would reach 2¹²⁸.
  case amountBeyondRange(UInt256)
  /// No more accounts fit.
  case tooManyAccounts(limit: Int)
  /// Less is delegated.
  case stakeTooSmall(UInt256, of: Address, has: UInt256)
  /// Less was carried.
  case carryTooSmall(UInt256, has: UInt256)
  /// A law is broken: damaged from outside, or a bug.
  case conservationBroken
}

extension PeriodError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .magnitudeBeyondRange(let magnitude):
      "A magnitude of \(magnitude) is not above 0 and below 2^128."
    case .magnitudeRises(let magnitude, let from):
      "A slash cannot raise the magnitude from \(from) to \(magnitude)."
    case .magnitudeTooSmall(let magnitude, let least):
      "A magnitude of \(magnitude) is below \(least) and not zero."
    case .commissionAboveOne(let commission):
      "A commission of \(commission) parts per million is above one."
    case .accountIsZero: "Nobody has the zero address."
    case .amountIsZero: "The amount is zero."
    case .amountBeyondRange(let amount): "With \(amount) the amounts reach 2^128."
    case .tooManyAccounts(let limit): "At most \(limit) accounts can delegate."
    case .stakeTooSmall(let amount, let account, let has):
      "\(account) has delegated \(has), not \(amount)."
    case .carryTooSmall(let amount, let has): "\(has) are carried, not \(amount)."
    case .conservationBroken:
      "What was allocated is not what is owed, left, carried and paid."
    }
  }
}
