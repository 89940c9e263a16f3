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

@Suite struct Batch {
  private let alice = BooksFixture.alice
  private let bob = BooksFixture.bob
  private let carol = BooksFixture.carol

  private func transfer(
    _ id: UInt64, _ from: Address, _ to: Address, _ value: UInt256, linked: Bool = false
  ) -> EntryRequest {
    EntryRequest(id, .transfer(from: from, to: to, value: value), linked: linked)
  }

  @Test func aBatchHasAResultForEachRequestInOrder() throws {
    var books = try BooksFixture.funded()
    let results = books.post(batch: [
      transfer(10, alice, bob, 10), transfer(11, bob, carol, 11), transfer(10, alice, bob, 10),
      transfer(10, alice, bob, 11), transfer(12, bob, carol, 10), transfer(11, bob, carol, 11),
    ])
    #expect(
      results == [
        .posted(entry: 1),
        .refused(.token(.insufficientBalance(sender: bob, balance: 10, needed: 11))),
        .exists(entry: 1), .refused(.existsWithDifferent(.value, entry: 1)), .posted(entry: 3),
        .refused(.alreadyFailed(EntryID(11), code: .token)),
      ])
    #expect(books.token.balance(of: carol) == 10)
    try books.checkInvariants()
    #expect(books.post(batch: []) == [])
  }

  @Test func linkedRequestsAreCarriedOutAllOrNone() throws {
    var books = try BooksFixture.funded()
    let before = books
    let chain = [
      transfer(10, alice, bob, 10, linked: true), transfer(11, bob, carol, 11, linked: true),
      transfer(12, bob, carol, 1),
    ]
    let refusal = BooksError.token(.insufficientBalance(sender: bob, balance: 10, needed: 11))
    #expect(
      books.post(batch: chain) == [
        .refused(.linkedEntryFailed), .refused(refusal), .refused(.linkedEntryFailed),
      ])
    #expect(books.token == before.token)
    #expect(books.entries.count == 2, "only that the id 11 is spent")
    // The other ids are still good, the spent one is not.
    #expect(
      books.post(batch: chain) == [
        .refused(.linkedEntryFailed),
        .refused(.alreadyFailed(EntryID(11), code: .token)), .refused(.linkedEntryFailed),
      ])
    let good = [
      transfer(10, alice, bob, 10, linked: true), transfer(13, bob, carol, 9, linked: true),
      transfer(12, bob, carol, 1),
    ]
    #expect(
      books.post(batch: good) == [.posted(entry: 2), .posted(entry: 3), .posted(entry: 4)])
    try books.checkInvariants()
    // A chain that was carried out exists as a whole.
    #expect(
      books.post(batch: good) == [.exists(entry: 2), .exists(entry: 3), .exists(entry: 4)])
    // A part of one is no reason to carry out the rest.
    #expect(
      books.post(batch: [
        transfer(10, alice, bob, 10, linked: true), transfer(14, alice, bob, 1),
      ]) == [.exists(entry: 2), .refused(.linkedEntryFailed)])
    #expect(books.entry(of: EntryID(14)) == nil)
    // One of them alone exists too: the link is no part of the body.
    #expect(books.post(transfer(10, alice, bob, 10)) == .exists(entry: 2))
  }

  @Test func holdsAndTheirPostsCanBeLinkedAndAreTakenBackTogether() throws {
    var books = try BooksFixture.funded()
    let before = books
    let results = books.post(batch: [
      EntryRequest(10, .hold(from: alice, to: bob, value: 50, timeout: 60), linked: true),
      EntryRequest(11, .post(hold: EntryID(10), value: 20), linked: true),
      EntryRequest(12, .setTerms(AccountTerms(), of: bob), linked: true),
      EntryRequest(13, .reverse(entry: EntryID(1), value: 99)),
    ])
    #expect(results.count == 4)
    #expect(
      results[3]
        == .refused(.token(.insufficientBalance(sender: alice, balance: 80, needed: 99))))
    #expect(books.token == before.token)
    #expect(books.openHoldCount == 0)
    #expect(books.expiringHolds.isEmpty)
    #expect(!books.entries[0].isReversed)
    try books.checkInvariants()
  }

  @Test func theSameIdTwiceInAChainBreaksIt() throws {
    var books = try BooksFixture.funded()
    let results = books.post(batch: [
      transfer(10, alice, bob, 10, linked: true), transfer(10, alice, bob, 10),
    ])
    #expect(
      results == [.refused(.linkedEntryFailed), .refused(.idRepeatedInChain(EntryID(10)))])
    #expect(books.entry(of: EntryID(10)) == nil)
    #expect(books.token.balance(of: bob) == 0)
  }

  @Test func aChainEndsWithinItsBatch() throws {
    var books = try BooksFixture.funded()
    let before = books.stateDigest
    #expect(
      books.post(batch: [
        transfer(10, bob, alice, 10, linked: true), transfer(11, alice, bob, 1, linked: true),
      ]) == [.refused(.linkedEntryFailed), .refused(.linkedChainOpen)])
    #expect(
      books.post(transfer(11, alice, bob, 1, linked: true)) == .refused(.linkedChainOpen))
    #expect(books.stateDigest == before)
    // Chains are apart: the one that fails does not touch its neighbours.
    #expect(
      books.post(batch: [
        transfer(20, alice, bob, 1, linked: true), transfer(21, alice, bob, 1),
        transfer(22, alice, bob, 1, linked: true), transfer(23, alice, .zero, 1),
        transfer(24, alice, bob, 1),
      ]) == [
        .posted(entry: 1), .posted(entry: 2), .refused(.linkedEntryFailed),
        .refused(.token(.invalidReceiver(.zero))), .posted(entry: 3),
      ])
    #expect(books.token.balance(of: bob) == 3)
  }
}
