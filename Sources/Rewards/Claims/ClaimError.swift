// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why a round was not settled or a claim not paid. Nothing has changed. Amounts are base units.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum ClaimError: Error, Hashable, Sendable {
  // Trees.
  /// Nobody has the zero address.
  case accountIsZero
  /// An account stands twice among the claims of a round.
  case duplicateAccount(Address)
  /// The claims together exceed 256 bits.
  case totalBeyondRange
  /// The account has no claim in the tree.
  case noClaim(Address, Round)

  // Rounds.
  /// The round is settled already, through that channel: a second one would pay it twice.
  case roundAlreadySettled(Round, through: ClaimChannel)
  /// Rounds are settled in order; a later one is settled already.
  case roundOutOfOrder(Round, last: Round)
  /// The round is not settled here.
  case unknownRound(Round)
  /// The round is settled through another channel, which pays it.
  case settledElsewhere(Round, through: ClaimChannel)
  /// More accounts than are paid one by one.
  case tooManyPayments(Int, limit: Int)
  /// A batch of no payments, or of more than the limit.
  case batchOutOfRange(Int, limit: Int)

  // Proofs.
  /// The proof is of another network, or of another token.
  case anotherNetwork(Digest, expected: Digest)
  /// The proof is another account's.
  case anotherAccount(Address, expected: Address)
  /// The proof is of another round.
  case anotherRound(Round, expected: Round)
  /// The proof does not lead to the round's root.
  case proofRefused(Round, Address)
  /// The claim asks for more than is left for its root.
  case aboveRemaining(Round, due: UInt256, remaining: UInt256)

  // Exports.
  /// The book's exports are of another token. Their amounts are cumulative: under a second token's name
  /// a contract would pay the earlier rounds once more.
  case anotherToken(Address, expected: Address)
  /// The claim does not lead to the root of an export.
  case notInExport(Address)

  // Records.
  /// The machine's book has not been opened.
  case notOpened
  /// The machine's book is open already.
  case alreadyOpened
  /// A record of another kind or version, or whose bytes are no claim operation.
  case unreadableRecord(RecordError)

  /// The state breaks one of its own laws: damaged from outside, or a bug.
  case invariantBroken(ClaimInvariant)
}

extension ClaimError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .accountIsZero: "Nobody has the zero address."
    case .duplicateAccount(let account): "\(account) stands twice among the claims."
    case .totalBeyondRange: "The claims together exceed 256 bits."
    case .noClaim(let account, let round): "\(account) has no claim in round \(round)."
    case .roundAlreadySettled(let round, let channel):
      "Round \(round) is settled already, through \(channel)."
    case .roundOutOfOrder(let round, let last):
      "Round \(round) cannot be settled after round \(last)."
    case .unknownRound(let round): "Round \(round) is not settled here."
    case .settledElsewhere(let round, let channel):
      "Round \(round) is paid through \(channel)."
    case .tooManyPayments(let count, let limit):
      "\(count) accounts are too many to be paid one by one; the limit is \(limit)."
    case .batchOutOfRange(let count, let limit):
      "A batch has 1 to \(limit) payments, not \(count)."
    case .anotherNetwork(let found, let expected):
      "The proof is of the domain \(found), not \(expected)."
    case .anotherAccount(let found, let expected):
      "The proof is that of \(found), not of \(expected)."
    case .anotherRound(let found, let expected):
      "The proof is of round \(found), not \(expected)."
    case .proofRefused(let round, let account):
      "The proof of \(account) does not lead to the root of round \(round)."
    case .aboveRemaining(let round, let due, let remaining):
      "\(due) are claimed of round \(round), for which \(remaining) are left."
    case .anotherToken(let found, let expected):
      "The exports of this book are of the token \(expected), not \(found)."
    case .notInExport(let account): "\(account) has no such claim in the export."
    case .notOpened: "The book has not been opened."
    case .alreadyOpened: "The book is open already."
    case .unreadableRecord(let error): "The record is no claim operation: \(error)"
    case .invariantBroken(let invariant): "\(invariant)"
    }
  }
}
