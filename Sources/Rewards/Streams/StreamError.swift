// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why a stream, a pool or a period refused. Nothing has changed. Amounts are base units.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum StreamError: Error, Hashable, Sendable {
  // Time.
  /// The time is before that of the last operation.
  case timeGoesBack(UInt64, last: UInt64)
  /// Boundaries cannot be no time apart.
  case boundaryDistanceIsZero

  // Accounts and weights.
  /// Nobody has the zero address.
  case accountIsZero
  /// A weight of 2¹²⁸ or more, or all weights together with the `total` of the others.
  case weightBeyondRange(UInt256, of: Address, total: UInt256)
  /// No more accounts fit.
  case tooManyAccounts(limit: Int)
  /// More weight to take away than there is.
  case weightTooSmall(UInt256, of: Address, has: UInt256)

  // Tokens and streams.
  /// The token is not one of the pool's.
  case unknownToken(Address)
  /// The token is one of the pool's already.
  case tokenExists(Address)
  /// No more tokens fit.
  case tooManyTokens(limit: Int)
  /// An amount of zero.
  case amountIsZero
  /// All amounts of a token together would reach 2¹²⁸.
  case amountBeyondRange(UInt256, of: Address)
  /// A stream cannot emit for time that has passed.
  case streamBeginsInThePast(UInt64, now: UInt64)
  /// A stream ends when it begins, or before.
  case streamHasNoTime(from: UInt64, to: UInt64)
  /// No more streams of the token can run at a time.
  case tooManyStreams(of: Address, limit: Int)
  /// The pool does not hold what would be promised.
  case streamNotCovered(of: Address, needed: UInt256, funds: UInt256)
  /// There is no such stream, or it has ended.
  case unknownStream(UInt64, of: Address)

  // Funds.
  /// Less was carried.
  case carryTooSmall(UInt256, of: Address, has: UInt256)
  /// Less is free of promises.
  case unpromisedTooSmall(UInt256, of: Address, has: UInt256)
  /// The pool holds less.
  case fundsTooSmall(UInt256, of: Address, has: UInt256)

  // Records.
  /// The machine's pool has not been opened.
  case notOpened
  /// The machine's pool is open already.
  case alreadyOpened
  /// A record of another kind or version, or whose bytes are no stream operation.
  case unreadableRecord(RecordError)

  /// The state breaks one of its own laws: damaged from outside, or a bug.
  case invariantBroken(StreamInvariant)
}

extension StreamError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .timeGoesBack(let now, let last): "The time \(now) is before \(last)."
    case .boundaryDistanceIsZero: "Boundaries cannot be no time apart."
    case .accountIsZero: "Nobody has the zero address."
    case .weightBeyondRange(let weight, let account, let total):
      "A weight of \(weight) for \(account) beside \(total) of the others is 2^128 or more."
    case .tooManyAccounts(let limit): "A pool has at most \(limit) accounts."
    case .weightTooSmall(let weight, let account, let has):
      "\(account) has a weight of \(has), not \(weight) to take away."
    case .unknownToken(let token): "\(token) is no reward token here."
    case .tokenExists(let token): "\(token) is a reward token already."
    case .tooManyTokens(let limit): "A pool has at most \(limit) reward tokens."
    case .amountIsZero: "The amount is zero."
    case .amountBeyondRange(let amount, let token):
      "With \(amount) more, the amounts of \(token) reach 2^128."
    case .streamBeginsInThePast(let start, let now):
      "A stream cannot begin at \(start), before \(now)."
    case .streamHasNoTime(let start, let end):
      "A stream from \(start) to \(end) has no time to emit."
    case .tooManyStreams(let token, let limit):
      "At most \(limit) streams of \(token) run at a time."
    case .streamNotCovered(let token, let needed, let funds):
      "With this stream \(needed) of \(token) are promised, and only \(funds) are there."
    case .unknownStream(let id, let token): "There is no running stream \(id) of \(token)."
    case .carryTooSmall(let amount, let token, let has):
      "\(has) of \(token) are carried, not \(amount)."
    case .unpromisedTooSmall(let amount, let token, let has):
      "\(has) of \(token) are free of promises, not \(amount)."
    case .fundsTooSmall(let amount, let token, let has):
      "\(has) of \(token) are there, not \(amount)."
    case .notOpened: "The pool has not been opened."
    case .alreadyOpened: "The pool is open already."
    case .unreadableRecord(let error): "The record is no stream operation: \(error)"
    case .invariantBroken(let invariant): "\(invariant)"
    }
  }
}
