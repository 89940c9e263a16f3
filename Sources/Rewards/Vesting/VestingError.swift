// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why vesting refused. Nothing has changed. Amounts are base units.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum VestingError: Error, Hashable, Sendable {
  /// The time is before that of the last operation.
  case timeGoesBack(UInt64, last: UInt64)
  /// Nobody has the zero address.
  case accountIsZero
  /// An amount of zero.
  case amountIsZero
  /// All amounts together would exceed 256 bits.
  case amountBeyondRange(UInt256)
  /// The schedule ends after the last moment there is.
  case endBeyondRange(start: UInt64, duration: UInt64)
  /// The cliff is after the end.
  case cliffBeyondEnd(cliff: UInt64, duration: UInt64)
  /// Halves cannot vest in no time.
  case halfLifeIsZero
  /// Less is vested and not released.
  case notReleasable(UInt256, releasable: UInt256)
  /// The account has no room for another grant.
  case tooManyGrants(Address, limit: Int)
  /// A record of another kind or version, or whose bytes are no vesting operation.
  case unreadableRecord(RecordError)
  /// The state breaks one of its own laws: damaged from outside, or a bug.
  case invariantBroken(VestingInvariant)
}

extension VestingError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .timeGoesBack(let now, let last): "The time \(now) is before \(last)."
    case .accountIsZero: "Nobody has the zero address."
    case .amountIsZero: "The amount is zero."
    case .amountBeyondRange(let amount): "With \(amount) more, the amounts exceed 256 bits."
    case .endBeyondRange(let start, let duration):
      "A schedule from \(start) for \(duration) has no end in 64 bits."
    case .cliffBeyondEnd(let cliff, let duration):
      "A cliff after \(cliff) is beyond the duration \(duration)."
    case .halfLifeIsZero: "The half-life is zero."
    case .notReleasable(let amount, let releasable):
      "\(releasable) can be released, not \(amount)."
    case .tooManyGrants(let account, let limit): "\(account) has \(limit) grants already."
    case .unreadableRecord(let error): "The record is no vesting operation: \(error)"
    case .invariantBroken(let invariant): "\(invariant)"
    }
  }
}
