// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why the books refuse a request.
///
/// Where several reasons hold, the one that stands first here is told. An error is *transient* where
/// the same request might succeed later: then its id is spent, and a repetition is refused by
/// ``alreadyFailed(_:code:)``, so that who was told no is never surprised by a late yes. (This is
/// TigerBeetle's rule for `id_already_failed`.) Any other refusal leaves no trace.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum BooksError: Error, Hashable, Sendable {
  // What a batch says of its chains.
  /// Another request of the same chain was refused.
  case linkedEntryFailed
  /// The batch ends where the chain goes on.
  case linkedChainOpen
  /// An earlier request of the same chain has the same id.
  case idRepeatedInChain(EntryID)

  // What the request says of itself.
  /// An id is not zero.
  case idIsZero
  /// The id was used for another request, which differs in this field first.
  case existsWithDifferent(EntryField, entry: Int)
  /// The id was used for a request that was refused for a reason of this code.
  case alreadyFailed(EntryID, code: Code)
  /// A hold lasts at least a second.
  case emptyTimeout
  /// The hold would last beyond 2⁶⁴ seconds.
  case timeoutOverflow(UInt64)

  // Holds.
  /// No entry has the hold's id. Transient.
  case unknownHold(EntryID)
  /// The entry of that id is no hold.
  case notAHold(EntryID, kind: Entry.Kind)
  /// The hold was posted, by the entry of that number.
  case alreadyPosted(EntryID, entry: Int)
  /// The hold was voided, by the entry of that number.
  case alreadyVoided(EntryID, entry: Int)
  /// The hold expired, at this second.
  case expired(EntryID, at: UInt64)
  /// More is to be posted than is held.
  case exceedsHold(value: UInt256, held: UInt256)

  // Reversals.
  /// No entry has that id. Transient.
  case unknownEntry(EntryID)
  /// An entry of this kind moved nothing that could be moved back.
  case notReversible(EntryID, kind: Entry.Kind)
  /// The entry was reversed already.
  case alreadyReversed(EntryID)
  /// More is to be moved back than was moved.
  case exceedsEntry(value: UInt256, moved: UInt256)

  // Terms of the accounts: all transient.
  /// Nothing moves into or out of the account.
  case accountClosed(Address)
  /// More would have left the account, or be held to leave, than its terms allow.
  case exceedsGreatestOutflow(account: Address, value: UInt256, limit: UInt256)
  /// The account would have given more than it got.
  case debitsExceedCredits(account: Address, value: UInt256)
  /// The account would hold more than its terms allow.
  case exceedsGreatestBalance(account: Address, value: UInt256, limit: UInt256)
  /// The account would have got more than it gave.
  case creditsExceedDebits(account: Address, value: UInt256)

  /// The token refuses. Transient, but where the call itself is wrong.
  case token(LedgerError)

  /// The reason without its values. The numbers are on disk: none is ever given anew.
  ///
  /// Switch over it with a `default`: later versions may add cases.
  @nonexhaustive
  public enum Code: UInt8, Sendable, Hashable, CaseIterable {
    /// ``BooksError/linkedEntryFailed``
    case linkedEntryFailed = 1
    /// ``BooksError/linkedChainOpen``
    case linkedChainOpen = 2
    /// ``BooksError/idRepeatedInChain(_:)``
    case idRepeatedInChain = 3
    /// ``BooksError/idIsZero``
    case idIsZero = 4
    /// ``BooksError/existsWithDifferent(_:entry:)``
    case existsWithDifferent = 5
    /// ``BooksError/alreadyFailed(_:code:)``
    case alreadyFailed = 6
    /// ``BooksError/emptyTimeout``
    case emptyTimeout = 7
    /// ``BooksError/timeoutOverflow(_:)``
    case timeoutOverflow = 8
    /// ``BooksError/unknownHold(_:)``
    case unknownHold = 9
    /// ``BooksError/notAHold(_:kind:)``
    case notAHold = 10
    /// ``BooksError/alreadyPosted(_:entry:)``
    case alreadyPosted = 11
    /// ``BooksError/alreadyVoided(_:entry:)``
    case alreadyVoided = 12
    /// ``BooksError/expired(_:at:)``
    case expired = 13
    /// ``BooksError/exceedsHold(value:held:)``
    case exceedsHold = 14
    /// ``BooksError/unknownEntry(_:)``
    case unknownEntry = 15
    /// ``BooksError/notReversible(_:kind:)``
    case notReversible = 16
    /// ``BooksError/alreadyReversed(_:)``
    case alreadyReversed = 17
    /// ``BooksError/exceedsEntry(value:moved:)``
    case exceedsEntry = 18
    /// ``BooksError/accountClosed(_:)``
    case accountClosed = 19
    /// ``BooksError/exceedsGreatestOutflow(account:value:limit:)``
    case exceedsGreatestOutflow = 20
    /// ``BooksError/debitsExceedCredits(account:value:)``
    case debitsExceedCredits = 21
    /// ``BooksError/exceedsGreatestBalance(account:value:limit:)``
    case exceedsGreatestBalance = 22
    /// ``BooksError/creditsExceedDebits(account:value:)``
    case creditsExceedDebits = 23
    /// ``BooksError/token(_:)``
    case token = 24
  }
}

/// In which part two requests of one id differ, in the order in which they are compared.
@nonexhaustive
public enum EntryField: String, Sendable, Hashable, CaseIterable {
  /// What is to be done.
  case action
  /// The account that gives, or the owner of an allowance, or whose terms are set.
  case debitAccount
  /// The account that gets.
  case creditAccount
  /// Who spends or may spend an allowance, or who calls.
  case spender
  /// How many units.
  case value
  /// How long a hold lasts.
  case timeout
  /// Which hold or entry it is about.
  case reference
  /// The calldata.
  case data
  /// The terms of an account.
  case terms
  /// What it carries for its user.
  case userData
}
