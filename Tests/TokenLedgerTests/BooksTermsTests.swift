// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Testing
import TokenLedger

@Suite struct BooksTerms {
  private let alice = BooksFixture.alice
  private let bob = BooksFixture.bob
  private let carol = BooksFixture.carol

  private func books(_ account: Address, _ change: (inout AccountTerms) -> Void) throws -> Books {
    var books = try BooksFixture.funded()
    var terms = AccountTerms()
    change(&terms)
    try BooksFixture.expectPosted(books.post(EntryRequest(2, .setTerms(terms, of: account))))
    #expect(books.terms(of: account) == terms)
    return books
  }

  @Test func anAccountHoldsAtMostItsGreatestBalanceWithWhatIsPending() throws {
    var books = try books(bob) { $0.greatestBalance = 10 }
    try BooksFixture.expectPosted(
      books.post(EntryRequest(10, .hold(from: alice, to: bob, value: 6, timeout: nil))))
    try BooksFixture.expectRefused(
      &books, EntryRequest(11, .transfer(from: alice, to: bob, value: 5)),
      .exceedsGreatestBalance(account: bob, value: 5, limit: 10))
    try BooksFixture.expectRefused(
      &books, EntryRequest(12, .mint(to: bob, value: .max)),
      .exceedsGreatestBalance(account: bob, value: .max, limit: 10))
    try BooksFixture.expectRefused(
      &books, EntryRequest(13, .call(data: Calldata.transfer(bob, 5), from: alice)),
      .exceedsGreatestBalance(account: bob, value: 0, limit: 10))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(14, .transfer(from: alice, to: bob, value: 4))))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(15, .transfer(from: bob, to: bob, value: 4))))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(16, .post(hold: EntryID(10), value: nil))))
    #expect(books.token.balance(of: bob) == 10)
  }

  @Test func noMoreLeavesAnAccountThanItsGreatestOutflow() throws {
    var books = try books(alice) { $0.greatestOutflow = 10 }
    try BooksFixture.expectPosted(
      books.post(EntryRequest(10, .hold(from: alice, to: bob, value: 6, timeout: nil))))
    try BooksFixture.expectRefused(
      &books, EntryRequest(11, .transfer(from: alice, to: bob, value: 5)),
      .exceedsGreatestOutflow(account: alice, value: 5, limit: 10))
    try BooksFixture.expectRefused(
      &books, EntryRequest(12, .hold(from: alice, to: bob, value: 5, timeout: nil)),
      .exceedsGreatestOutflow(account: alice, value: 5, limit: 10))
    try BooksFixture.expectRefused(
      &books, EntryRequest(13, .burn(from: alice, value: 5)),
      .exceedsGreatestOutflow(account: alice, value: 5, limit: 10))
    try BooksFixture.expectPosted(books.post(EntryRequest(14, .void(hold: EntryID(10)))))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(15, .transfer(from: alice, to: bob, value: 10))))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(16, .transfer(from: bob, to: alice, value: 10))))
    try BooksFixture.expectRefused(
      &books, EntryRequest(17, .transfer(from: alice, to: bob, value: 1)),
      .exceedsGreatestOutflow(account: alice, value: 1, limit: 10))
  }

  @Test func theOutflowOfTheWorldIsWhatWasMinted() throws {
    var books = try books(Books.world) { $0.greatestOutflow = 150 }
    try BooksFixture.expectPosted(books.post(EntryRequest(10, .burn(from: alice, value: 20))))
    try BooksFixture.expectRefused(
      &books, EntryRequest(11, .mint(to: bob, value: 51)),
      .exceedsGreatestOutflow(account: Books.world, value: 51, limit: 150))
    try BooksFixture.expectPosted(books.post(EntryRequest(12, .mint(to: bob, value: 50))))
  }

  @Test func flagsBindDebitsAndCreditsToEachOther() throws {
    var books = try books(Books.world) { $0.debitsMustNotExceedCredits = true }
    try BooksFixture.expectPosted(books.post(EntryRequest(10, .burn(from: alice, value: 20))))
    try BooksFixture.expectRefused(
      &books, EntryRequest(11, .mint(to: bob, value: 1)),
      .debitsExceedCredits(account: Books.world, value: 1))
    var terms = AccountTerms()
    terms.creditsMustNotExceedDebits = true
    books.post(EntryRequest(12, .setTerms(terms, of: bob)))
    try BooksFixture.expectRefused(
      &books, EntryRequest(13, .transfer(from: alice, to: bob, value: 1)),
      .creditsExceedDebits(account: bob, value: 1))
    // Of the alternatives the giver's is told.
    try BooksFixture.expectRefused(
      &books, EntryRequest(14, .mint(to: bob, value: 1)),
      .debitsExceedCredits(account: Books.world, value: 1))
  }

  @Test func nothingMovesInOrOutOfAClosedAccountButHoldsCanBeVoided() throws {
    var books = try BooksFixture.funded()
    for (id, timeout) in [(10, nil), (11, 50), (12, nil)] as [(UInt64, UInt64?)] {
      books.post(EntryRequest(id, .hold(from: alice, to: bob, value: 6, timeout: timeout)))
    }
    books.post(EntryRequest(13, .transfer(from: alice, to: bob, value: 2)))
    var terms = AccountTerms()
    terms.isClosed = true
    terms.userData = UserData(word64: 5)
    books.post(EntryRequest(14, .setTerms(terms, of: bob)))
    let refused: [EntryAction] = [
      .transfer(from: alice, to: bob, value: 0), .transfer(from: bob, to: alice, value: 1),
      .mint(to: bob, value: 1), .burn(from: bob, value: 1),
      .hold(from: alice, to: bob, value: 1, timeout: nil),
      .hold(from: bob, to: alice, value: 1, timeout: nil), .post(hold: EntryID(10), value: nil),
      .reverse(entry: EntryID(13), value: nil),
      .call(data: Calldata.transfer(alice, 1), from: bob),
    ]
    for (index, action) in refused.enumerated() {
      try BooksFixture.expectRefused(
        &books, EntryRequest(100 + UInt64(index), action), .accountClosed(bob))
    }
    try BooksFixture.expectPosted(books.post(EntryRequest(15, .void(hold: EntryID(10)))))
    try books.advance(to: Block(number: 2, timestamp: 150))
    #expect(books.entries.last?.kind == .expiry)
    terms.isClosed = false
    books.post(EntryRequest(16, .setTerms(terms, of: bob)))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(17, .post(hold: EntryID(12), value: nil))))
    #expect(books.token.balance(of: bob) == 8)
    #expect(books.terms(of: bob).userData.word64 == 5)
  }
}
