// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension Books {
  /// Whether the books only repeat what was decided elsewhere: ``Token/isAuditReplay``.
  public var isAuditReplay: Bool {
    get { token.isAuditReplay }
    set { token.isAuditReplay = newValue }
  }

  /// Undoes everything after the end of block `number` in strict reverse order: the token, entries
  /// and their ids, how holds ended, terms; then goes on in `next`.
  ///
  /// What ``Token/undo(toBlock:continuingAt:)`` says of signatures and of the time of `next` holds
  /// here too. Ids of undone entries are new again. Holds that had expired in an undone block expire
  /// again in `next`, whose time is not before.
  ///
  /// - Parameters:
  ///   - number: the last block that stays.
  ///   - next: the block in which life goes on.
  /// - Throws: ``LedgerError``: block forgotten (also where the books began later), block in the
  ///   future, block goes back. Then nothing changes.
  /// - Complexity: O(n) for n changes and entries that are undone.
  public mutating func undo(
    toBlock number: UInt64, continuingAt next: Block
  ) throws(LedgerError) {
    if number < firstBlock { throw .blockForgotten(number, oldest: firstBlock) }
    try token.undo(toBlock: number, continuingAt: next)
    let kept = number == .max ? journal.count : journal.firstRow(fromBlock: number + 1)
    var touched: Set<AccountNumber> = []
    while journal.count > kept {
      let (row, detail) = journal.removeLast()
      takeBack(row, detail)
      touched.formUnion([row.debit, row.credit])
    }
    // The token went back by the values it had kept, the sheets by the entries: they must meet.
    for account in touched { checkSheet(of: account) }
    expireHolds()
  }

  /// Puts back an older copy of these books; then goes on in `next`.
  ///
  /// As ``undo(toBlock:continuingAt:)`` for those who keep copies: assigning the copy would leave
  /// signatures that were used since then good for a second time.
  ///
  /// - Throws: ``LedgerError``: already deployed where the snapshot is of another token, block goes
  ///   back. Then nothing changes.
  /// - Complexity: O(1), and of the holds that expire.
  public mutating func restore(
    _ snapshot: Books, continuingAt next: Block
  ) throws(LedgerError) {
    var restored = snapshot
    restored.token = token
    try restored.token.restore(snapshot.token, continuingAt: next)
    restored.expireHolds()
    self = restored
  }

  private mutating func takeBack(_ row: EntryRow, _ detail: EntryDetail) {
    if row.movesUnits {
      let isSelf = row.debit == row.credit
      sheets.modify(at: Int(row.credit.rawValue)) { sheet in
        sheet.credits.takeBack(row.value)
        if !isSelf { sheet.last = row.creditPrevious }
      }
      sheets.modify(at: Int(row.debit.rawValue)) { sheet in
        sheet.debits.takeBack(row.value)
        sheet.last = row.debitPrevious
      }
    }
    switch row.kind {
    case .hold:
      drop(row)
    case .post, .void, .expiry:
      let hold = detail.related - 1
      journal.setEnd(of: hold, nil)
      keep(hold, journal.detail(of: journal.rows[Int(hold)]).expiresAt)
    case .reversal:
      journal.setReversed(detail.related - 1, false)
    case .terms:
      sheets[Int(row.debit.rawValue)].terms = terms.removeLast().previous
    default:
      break
    }
  }

  private func checkSheet(of account: AccountNumber) {
    let sheet = sheets[Int(account.rawValue)]
    let address = token.storage.address(of: account)
    let isRight =
      address == Self.world
      ? sheet.debits.amount.excess(over: sheet.credits.amount) == token.totalSupply
      : sheet.credits.amount.excess(over: sheet.debits.amount) == token.balance(of: address)
    precondition(isRight, "The entries and the balance of \(address) part ways after an undo.")
  }
}
