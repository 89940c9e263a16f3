// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension Books {
  /// Whose request an entry is, and what it carries.
  struct Cause {
    var id: EntryID
    var userData: UserData
    var spender: Address?
    var related: UInt32?

    /// Nobody's.
    static let none = Cause(id: .none, userData: .none)

    init(id: EntryID, userData: UserData) {
      self.id = id
      self.userData = userData
    }

    init(_ request: EntryRequest, spender: Address? = nil, related: UInt32? = nil) {
      id = request.id
      userData = request.userData
      self.spender = spender
      self.related = related
    }
  }

  /// Enters units that have moved: both sheets and the row.
  ///
  /// - Returns: the number of the row.
  mutating func book(
    _ kind: Entry.Kind, _ cause: Cause, from debit: Address, to credit: Address, value: UInt256
  ) -> UInt32 {
    let number = UInt32(journal.count)
    var row = EntryRow(
      id: cause.id, value: value, debit: open(debit), credit: open(credit), kind: kind,
      movesUnits: true)
    sheets.modify(at: Int(row.debit.rawValue)) { sheet in
      sheet.debits.add(value)
      row.debitPrevious = sheet.last
      sheet.last = number + 1
    }
    let isSelf = row.debit == row.credit
    sheets.modify(at: Int(row.credit.rawValue)) { sheet in
      sheet.credits.add(value)
      if isSelf { return }
      row.creditPrevious = sheet.last
      sheet.last = number + 1
    }
    journal.append(row, detail(of: cause), in: token.block)
    return number
  }

  /// Enters something that moved no units.
  ///
  /// - Returns: the number of the row.
  mutating func note(
    _ kind: Entry.Kind, _ cause: Cause, _ debit: Address, _ credit: Address, value: UInt256,
    expiresAt: UInt64 = 0
  ) -> UInt32 {
    let number = UInt32(journal.count)
    var detail = detail(of: cause)
    detail.expiresAt = expiresAt
    let row = EntryRow(
      id: cause.id, value: value, debit: open(debit), credit: open(credit), kind: kind,
      movesUnits: false)
    journal.append(row, detail, in: token.block)
    return number
  }

  /// Enters that the id of `request` is spent.
  mutating func note(failure error: BooksError, of request: EntryRequest) {
    var row = EntryRow(
      id: request.id, value: .zero, debit: open(Self.world), credit: open(Self.world),
      kind: .failure, movesUnits: false)
    row.failure = error.code.rawValue
    journal.append(row, .none, in: token.block)
  }

  private mutating func detail(of cause: Cause) -> EntryDetail {
    EntryDetail(
      userData: cause.userData,
      spender: cause.spender.map { token.storage.intern($0).rawValue + 1 } ?? 0,
      related: cause.related.map { $0 + 1 } ?? 0)
  }
}
