// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// One line of the journal: units that left one account for another, or something noted beside them.
///
/// The account that gives is debited, the one that gets is credited, by the same value: so debits
/// and credits are equal in each entry and in all together. Minting debits the world, the zero
/// address; burning credits it.
public struct Entry: Sendable, Hashable {
  /// What an entry stands for. The numbers stand in the digest of the books: none is ever given
  /// anew.
  ///
  /// Switch over it with a `default`: later versions may add cases.
  @nonexhaustive
  public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
    /// What somebody held before the books began: a movement from the world.
    case opening = 0
    /// Units moved.
    case transfer = 1
    /// Units were made.
    case mint = 2
    /// Units were destroyed.
    case burn = 3
    /// An allowance was set; the debited account is the owner, the credited one the spender.
    case approval = 4
    /// A call to the token; its first movement, if there was one.
    case call = 5
    /// A further movement of the call before it.
    case leg = 6
    /// Units were held; none moved.
    case hold = 7
    /// Units of a hold moved; the rest was released.
    case post = 8
    /// A hold was released.
    case void = 9
    /// A hold was released because its time was over.
    case expiry = 10
    /// Units of an earlier entry moved back.
    case reversal = 11
    /// An account got new terms; it stands as the debited and the credited one.
    case terms = 12
    /// A request was refused, and its id is spent.
    case failure = 13
  }

  /// Its place in the journal, from 0.
  public let number: Int
  /// The id it was asked for by; nil for openings, further legs and expiries, which nobody asked
  /// for.
  public let id: EntryID?
  /// What it stands for.
  public let kind: Kind
  /// The account that gives.
  public let debit: Address
  /// The account that gets.
  public let credit: Address
  /// How many units; of a hold those held, of a void or expiry those released.
  public let value: UInt256
  /// Whether the units moved.
  public let movesUnits: Bool
  /// When.
  public let block: Block
  /// What it carries for its user.
  public let userData: UserData
  /// Who spent an allowance, or who called.
  public let spender: Address?
  /// The number of the entry it is about: of a post, void or expiry the hold, of a reversal the
  /// entry that is reversed, of a leg the call.
  public let related: Int?
  /// Until when a hold lasts, in seconds since 1970; nil for ever.
  public let expiresAt: UInt64?
  /// Whether a later entry reversed it.
  public let isReversed: Bool
  /// Why the request was refused, of a failure.
  public let failure: BooksError.Code?
}
