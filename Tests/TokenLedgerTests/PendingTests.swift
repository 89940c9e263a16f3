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

@Suite struct Pending {
  private let alice = BooksFixture.alice
  private let bob = BooksFixture.bob
  private let carol = BooksFixture.carol

  /// Alice holds 100 and holds 40 of them for Bob, by the id 10, for 60 seconds.
  private func held() throws -> Books {
    var books = try BooksFixture.funded()
    try BooksFixture.expectPosted(
      books.post(EntryRequest(10, .hold(from: alice, to: bob, value: 40, timeout: 60))))
    return books
  }

  @Test func whatIsHeldIsOwnedAndCannotBeSpent() throws {
    var books = try held()
    #expect(books.token.balance(of: alice) == 100)
    #expect(books.spendable(of: alice) == 60)
    #expect(books.totals(of: alice).debitsPending == 40)
    #expect(books.totals(of: bob).creditsPending == 40)
    #expect(books.holdState(of: EntryID(10)) == .open)
    let refusal = LedgerError.insufficientSpendable(
      sender: alice, balance: 100, held: 40, needed: 61)
    for (index, action)
      in ([
        .transfer(from: alice, to: bob, value: 61), .burn(from: alice, value: 61),
        .hold(from: alice, to: carol, value: 61, timeout: nil),
        .call(data: Calldata.transfer(bob, 61), from: alice),
      ] as [EntryAction]).enumerated()
    {
      try BooksFixture.expectRefused(
        &books, EntryRequest(20 + UInt64(index), action), .token(refusal))
    }
    try BooksFixture.expectPosted(
      books.post(EntryRequest(30, .transfer(from: alice, to: carol, value: 60))))
    try books.checkInvariants()
  }

  @Test func aHoldIsPostedInFull() throws {
    var books = try held()
    let entry = try BooksFixture.expectPosted(
      books.post(EntryRequest(11, .post(hold: EntryID(10), value: nil))))
    #expect(books.entries[entry].value == 40)
    #expect(books.entries[entry].related == 1)
    #expect(books.token.balance(of: bob) == 40)
    #expect(books.spendable(of: alice) == 60)
    #expect(books.totals(of: bob).creditsPending == 0)
    #expect(books.holdState(of: EntryID(10)) == .posted(entry: entry))
    #expect(books.openHoldCount == 0)
    try books.checkInvariants()
  }

  @Test func whatIsNotPostedIsReleasedAndNoMore() throws {
    var books = try held()
    try BooksFixture.expectPosted(
      books.post(EntryRequest(12, .hold(from: alice, to: carol, value: 7, timeout: nil))))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(11, .post(hold: EntryID(10), value: 15))))
    #expect(books.token.balance(of: bob) == 15)
    #expect(books.spendable(of: alice) == 78, "85 are left, 7 of them held for Carol")
    #expect(books.totals(of: alice).debitsPending == 7)
    try books.checkInvariants()
  }

  @Test func aHoldIsVoided() throws {
    var books = try held()
    let entry = try BooksFixture.expectPosted(
      books.post(EntryRequest(11, .void(hold: EntryID(10)))))
    #expect(books.spendable(of: alice) == 100)
    #expect(books.token.balance(of: bob) == 0)
    #expect(books.holdState(of: EntryID(10)) == .voided(entry: entry))
    try books.checkInvariants()
  }

  @Test func holdsExpireByTheLedgersTimeInTheOrderOfTheirTimes() throws {
    var books = try BooksFixture.funded()
    for (id, timeout) in [(10, 60), (11, 20), (12, 40), (13, 20), (14, 90)] as [(UInt64, UInt64)] {
      books.post(EntryRequest(id, .hold(from: alice, to: bob, value: 1, timeout: timeout)))
    }
    books.post(EntryRequest(15, .hold(from: alice, to: bob, value: 1, timeout: nil)))
    books.post(EntryRequest(16, .void(hold: EntryID(12))))
    #expect(books.expiringHolds.map(\.id) == [11, 13, 10, 14].map { EntryID($0) })
    try books.advance(to: Block(number: 2, timestamp: 119))
    #expect(books.openHoldCount == 5)
    try books.advance(to: Block(number: 3, timestamp: 160))
    #expect(books.entries.suffix(3).map(\.kind) == [.expiry, .expiry, .expiry])
    #expect(
      books.entries.suffix(3).map { books.entries[$0.related ?? 0].id }
        == [11, 13, 10].map { EntryID($0) })
    #expect(books.openHoldCount == 2)
    #expect(books.spendable(of: alice) == 98)
    try books.checkInvariants()
    try BooksFixture.expectRefused(
      &books, EntryRequest(17, .post(hold: EntryID(10), value: nil)),
      .expired(EntryID(10), at: 160))
  }

  @Test func aHoldEndsOnce() throws {
    var books = try held()
    try BooksFixture.expectRefused(
      &books, EntryRequest(11, .post(hold: EntryID(10), value: 41)),
      .exceedsHold(value: 41, held: 40))
    books.post(EntryRequest(12, .post(hold: EntryID(10), value: 0)))
    try BooksFixture.expectRefused(
      &books, EntryRequest(13, .post(hold: EntryID(10), value: 41)),
      .alreadyPosted(EntryID(10), entry: 2))
    try BooksFixture.expectRefused(
      &books, EntryRequest(13, .void(hold: EntryID(10))), .alreadyPosted(EntryID(10), entry: 2))
    books.post(EntryRequest(14, .hold(from: alice, to: bob, value: 40, timeout: 60)))
    books.post(EntryRequest(15, .void(hold: EntryID(14))))
    try BooksFixture.expectRefused(
      &books, EntryRequest(16, .post(hold: EntryID(14), value: nil)),
      .alreadyVoided(EntryID(14), entry: 4))
    try BooksFixture.expectRefused(
      &books, EntryRequest(17, .void(hold: EntryID(1))), .notAHold(EntryID(1), kind: .mint))
    try BooksFixture.expectRefused(
      &books, EntryRequest(18, .void(hold: EntryID(77))), .unknownHold(EntryID(77)))
    try BooksFixture.expectRefused(
      &books, EntryRequest(19, .post(hold: EntryID(18), value: nil)),
      .notAHold(EntryID(18), kind: .failure))
  }

  @Test func aHoldThatCannotBeIsRefused() throws {
    var books = try BooksFixture.funded()
    func refused(_ id: UInt64, _ action: EntryAction, _ error: BooksError) throws {
      try BooksFixture.expectRefused(&books, EntryRequest(id, action), error)
    }
    try refused(10, .hold(from: alice, to: bob, value: 1, timeout: 0), .emptyTimeout)
    try refused(
      10, .hold(from: alice, to: bob, value: 1, timeout: .max - 99), .timeoutOverflow(.max - 99))
    try refused(
      10, .hold(from: .zero, to: bob, value: 1, timeout: nil), .token(.invalidSender(.zero)))
    try refused(
      10, .hold(from: alice, to: .zero, value: 1, timeout: nil), .token(.invalidReceiver(.zero)))
    try refused(
      10, .hold(from: alice, to: bob, value: 101, timeout: nil),
      .token(.insufficientBalance(sender: alice, balance: 100, needed: 101)))
    books.post(EntryRequest(11, .hold(from: alice, to: bob, value: 1, timeout: .max - 100)))
    books.post(EntryRequest(12, .call(data: Calldata.pause, from: alice)))
    try refused(
      13, .hold(from: alice, to: bob, value: 1, timeout: nil), .token(.enforcedPause))
    try refused(14, .post(hold: EntryID(11), value: nil), .token(.enforcedPause))
    #expect(books.holdState(of: EntryID(11)) == .open)
    try BooksFixture.expectPosted(books.post(EntryRequest(15, .void(hold: EntryID(11)))))
  }
}
