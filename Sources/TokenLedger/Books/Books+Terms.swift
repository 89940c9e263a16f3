// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension Books {
  /// Whether the terms of both accounts let `value` units go from one to the other.
  ///
  /// - Throws: ``BooksError`` in this order: the giver closed, the getter closed, greatest outflow,
  ///   debits exceed credits, greatest balance, credits exceed debits.
  func checkTerms(
    from debit: Address, to credit: Address, value: UInt256
  ) throws(BooksError) {
    if terms.isEmpty { return }
    try checkOpen(debit, credit)
    try checkDebit(debit, value)
    // Who pays himself holds no more than before.
    try checkCredit(credit, debit == credit ? .zero : value)
  }

  /// Whether both accounts are open.
  func checkOpen(_ debit: Address, _ credit: Address) throws(BooksError) {
    if terms.isEmpty { return }
    if terms(of: debit).isClosed { throw .accountClosed(debit) }
    if terms(of: credit).isClosed { throw .accountClosed(credit) }
  }

  /// Whether the terms of both accounts are kept after units have moved.
  func checkKept(_ debit: Address, _ credit: Address) throws(BooksError) {
    if terms.isEmpty { return }
    try checkOpen(debit, credit)
    try checkDebit(debit, .zero)
    try checkCredit(credit, .zero)
  }

  private func checkDebit(_ account: Address, _ value: UInt256) throws(BooksError) {
    let sheet = sheet(of: account)
    if sheet.terms == 0 { return }
    let terms = terms[Int(sheet.terms) - 1].terms
    let outflow = sheet.debits.adding(token.storage.value(.held, account)).adding(value)
    if let limit = terms.greatestOutflow, outflow.exceeds(limit) {
      throw .exceedsGreatestOutflow(account: account, value: value, limit: limit)
    }
    if terms.debitsMustNotExceedCredits && outflow > sheet.credits {
      throw .debitsExceedCredits(account: account, value: value)
    }
  }

  private func checkCredit(_ account: Address, _ value: UInt256) throws(BooksError) {
    let sheet = sheet(of: account)
    if sheet.terms == 0 { return }
    let terms = terms[Int(sheet.terms) - 1].terms
    var holds = Turnover()
    holds.add(token.balance(of: account))
    // The world holds nothing: what it gets is burned.
    if account != Self.world, let limit = terms.greatestBalance,
      holds.adding(sheet.incoming).adding(value).exceeds(limit)
    {
      throw .exceedsGreatestBalance(account: account, value: value, limit: limit)
    }
    if terms.creditsMustNotExceedDebits,
      sheet.credits.adding(sheet.incoming).adding(value) > sheet.debits
    {
      throw .creditsExceedDebits(account: account, value: value)
    }
  }

  /// Sets what an account may do.
  mutating func setTerms(_ new: AccountTerms, of account: Address, _ request: EntryRequest)
    -> UInt32
  {
    let number = Int(open(account).rawValue)
    terms.append(TermsVersion(terms: new, previous: sheets[number].terms))
    sheets[number].terms = UInt32(terms.count)
    return note(
      .terms, Cause(request, related: UInt32(terms.count - 1)), account, account, value: .zero)
  }
}
