// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension Books {
  /// Holds units of `from` for `to`.
  ///
  /// - Throws: ``BooksError`` in this order: empty timeout, timeout overflow, invalid sender or
  ///   receiver, the terms of both accounts, pause, blocklist, insufficient balance or spendable.
  mutating func hold(
    from: Address, to: Address, value: UInt256, timeout: UInt64?, _ request: EntryRequest
  ) throws(BooksError) -> UInt32 {
    var expiresAt: UInt64 = 0
    if let timeout {
      if timeout == 0 { throw .emptyTimeout }
      let (time, overflow) = token.block.timestamp.addingReportingOverflow(timeout)
      if overflow { throw .timeoutOverflow(timeout) }
      expiresAt = time
    }
    if from.isZero { throw .token(.invalidSender(from)) }
    if to.isZero { throw .token(.invalidReceiver(to)) }
    try checkTerms(from: from, to: to, value: value)
    let held = token.storage.value(.held, from)
    do throws(LedgerError) {
      try token.checkFirst(from, to)
      try token.checkGuards(from: from, to: to)
      let balance = token.balance(of: from)
      if balance < value {
        throw .insufficientBalance(sender: from, balance: balance, needed: value)
      }
      if balance - held < value {
        throw .insufficientSpendable(sender: from, balance: balance, held: held, needed: value)
      }
    } catch {
      throw .token(error)
    }
    token.storage.set(.held, from, held + value)
    let row = note(.hold, Cause(request), from, to, value: value, expiresAt: expiresAt)
    keep(row, expiresAt)
    return row
  }

  /// Moves `value` units of a hold, or all, and releases the rest.
  ///
  /// - Throws: ``BooksError`` in this order: what ``openHold(_:)`` throws, exceeds hold, account
  ///   closed, the token's. The limits of the terms counted the hold already.
  mutating func post(
    hold id: EntryID, value: UInt256?, _ request: EntryRequest
  ) throws(BooksError) -> UInt32 {
    let number = try openHold(id)
    let hold = journal.rows[Int(number)]
    let value = value ?? hold.value
    if value > hold.value { throw .exceedsHold(value: value, held: hold.value) }
    let from = token.storage.address(of: hold.debit)
    let to = token.storage.address(of: hold.credit)
    try checkOpen(from, to)
    let held = token.storage.value(.held, from)
    token.storage.set(.held, from, held - hold.value)
    do throws(LedgerError) {
      try token.transfer(from: from, to: to, value: value)
    } catch {
      token.storage.set(.held, from, held)
      throw .token(error)
    }
    let row = book(.post, Cause(request, related: number), from: from, to: to, value: value)
    end(number, hold, by: row)
    return row
  }

  /// Releases all units of a hold.
  ///
  /// - Throws: ``BooksError``: what ``openHold(_:)`` throws. Pause, blocks and closed accounts hinder
  ///   nobody: no unit moves.
  mutating func void(hold id: EntryID, _ request: EntryRequest) throws(BooksError) -> UInt32 {
    release(try openHold(id), .void, Cause(request))
  }

  /// Releases the holds whose time is over, in the order of their times.
  mutating func expireHolds() {
    while let reminder = expiries.first, reminder.time <= token.block.timestamp {
      expiries.removeFirst()
      guard Int(reminder.row) < journal.count else { continue }
      let row = journal.rows[Int(reminder.row)]
      guard row.kind == .hold else { continue }
      let detail = journal.detail(of: row)
      guard detail.end == 0, detail.expiresAt == reminder.time else { continue }
      _ = release(reminder.row, .expiry, .none)
    }
  }

  private mutating func release(
    _ number: UInt32, _ kind: Entry.Kind, _ cause: Cause
  ) -> UInt32 {
    let hold = journal.rows[Int(number)]
    let from = token.storage.address(of: hold.debit)
    token.storage.set(.held, from, token.storage.value(.held, from) - hold.value)
    var cause = cause
    cause.related = number
    let row = note(
      kind, cause, from, token.storage.address(of: hold.credit), value: hold.value)
    end(number, hold, by: row)
    return row
  }

  /// The row of a hold that is open.
  ///
  /// - Throws: ``BooksError``: unknown hold, not a hold, already posted, already voided, expired.
  private func openHold(_ id: EntryID) throws(BooksError) -> UInt32 {
    guard let number = journal.row(of: id) else { throw .unknownHold(id) }
    let row = journal.rows[Int(number)]
    guard row.kind == .hold else { throw .notAHold(id, kind: row.kind) }
    let detail = journal.detail(of: row)
    guard detail.end > 0 else { return number }
    let end = Int(detail.end) - 1
    switch journal.rows[end].kind {
    case .post: throw .alreadyPosted(id, entry: end)
    case .void: throw .alreadyVoided(id, entry: end)
    default: throw .expired(id, at: detail.expiresAt)
    }
  }

  /// Counts an open hold, whose units are held already.
  mutating func keep(_ number: UInt32, _ expiresAt: UInt64) {
    let hold = journal.rows[Int(number)]
    // All that is held is owned, and all that is owned fits.
    sheets.modify(at: Int(hold.credit.rawValue)) { $0.incoming += hold.value }
    openHoldCount += 1
    if expiresAt > 0 { expiries.insert(ExpiryQueue.Reminder(time: expiresAt, row: number)) }
  }

  /// Counts a hold no longer, whose units are released already.
  private mutating func end(_ number: UInt32, _ hold: EntryRow, by row: UInt32) {
    journal.setEnd(of: number, row)
    drop(hold)
  }

  /// Takes an open hold out of the counts.
  mutating func drop(_ hold: EntryRow) {
    sheets.modify(at: Int(hold.credit.rawValue)) { $0.incoming -= hold.value }
    openHoldCount -= 1
  }
}
