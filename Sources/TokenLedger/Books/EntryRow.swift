// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// An entry as it is kept: 80 bytes, with numbers for accounts, block and what few entries have.
///
/// The rows are the way back too: each names the row before it of both its accounts.
struct EntryRow: Sendable {
  /// ``EntryID/none`` where nobody asked for the entry.
  var id = EntryID.none
  var value: UInt256
  var debit: AccountNumber
  var credit: AccountNumber
  /// One more than the number of the row before it that moved units of the debited account; 0 for
  /// none. ``creditPrevious`` likewise, and 0 where both accounts are one.
  var debitPrevious: UInt32 = 0
  var creditPrevious: UInt32 = 0
  /// The place of its block among those of the journal.
  var block: UInt32 = 0
  /// One more than the place of its details; 0 where it has none.
  var detail: UInt32 = 0
  var kind: Entry.Kind
  /// Whether units moved.
  var movesUnits: Bool
  /// Whether a later row reversed this one.
  var isReversed = false
  /// Why it failed; 0 where it did not.
  var failure: UInt8 = 0

  /// One more than the row before it that moved units of `account`, which is one of its two.
  func previous(of account: AccountNumber) -> UInt32 {
    account == debit ? debitPrevious : creditPrevious
  }
}

/// What only some entries have.
struct EntryDetail: Sendable, Hashable {
  var userData = UserData.none
  /// Until when a hold lasts; 0 for ever.
  var expiresAt: UInt64 = 0
  /// One more than the number of who spends or calls; 0 for nobody.
  var spender: UInt32 = 0
  /// One more than the row it is about; of a call the place of the calldata's digest, of terms the
  /// place of their version.
  var related: UInt32 = 0
  /// Of a hold one more than the row that ended it, 0 while it is open.
  var end: UInt32 = 0

  /// Nothing that needs to be kept.
  static let none = EntryDetail()
}

/// The terms of an account from some entry on.
struct TermsVersion: Sendable {
  let terms: AccountTerms
  /// One more than the place of the version before it of the same account; 0 for none.
  let previous: UInt32
}

/// A block in which entries were made.
struct EntryBlock: Sendable {
  let block: Block
  /// The number of its first entry.
  let firstRow: UInt32
}
