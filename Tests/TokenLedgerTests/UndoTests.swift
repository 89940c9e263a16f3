// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Synchronization
import TestSupport
import Testing
import TokenLedger

/// Says that Alice signed the first digest it is asked about, and nothing else.
private final class OneSignature: SignatureRecovering {
  private let signed = Mutex<Digest?>(nil)

  func recoverSigner(of digest: Digest, v: UInt8, r: UInt256, s: UInt256) -> Address? {
    signed.withLock { signed in
      if signed == nil { signed = digest }
      return signed == digest ? BooksFixture.alice : BooksFixture.carol
    }
  }
}

@Suite struct Undo {
  private let alice = BooksFixture.alice
  private let bob = BooksFixture.bob
  private let carol = BooksFixture.carol

  private func token() throws -> Token {
    var token = Token(configuration: BooksFixture.configuration)
    try token.mint(to: alice, value: 100)
    for number in UInt64(1)...5 {
      try token.advance(to: Block(number: number * 10, timestamp: number * 100))
      try token.transfer(from: alice, to: bob, value: UInt256(number))
      try token.transfer(from: bob, to: carol, value: 1)
    }
    return token
  }

  @Test func undoingPutsBackEveryBlockAfterTheOneThatStays() throws {
    var token = try token()
    let eventsBefore = token.events.count
    try token.undo(toBlock: 25, continuingAt: Block(number: 26, timestamp: 500))
    #expect(token.balance(of: alice) == 97)
    #expect(token.balance(of: bob) == 1)
    #expect(token.balance(of: carol) == 2)
    #expect(try token.balance(of: bob, atBlock: 10) == 0)
    #expect(token.events.count == eventsBefore - 6 + 1)
    #expect(token.events.last == .domainChanged)
    #expect(token.block == Block(number: 26, timestamp: 500))
    try token.checkInvariants()
    // Numbers of undone blocks can be used again.
    try token.advance(to: Block(number: 30, timestamp: 501))
    try token.transfer(from: alice, to: bob, value: 7)
    #expect(try token.balance(of: bob, atBlock: 30) == 8)
    #expect(try token.balance(of: bob, atBlock: 26) == 1)
  }

  @Test func anUndoChangesTheSigningDomainAndASecondOneAgain() throws {
    var token = try token()
    #expect(token.domainSalt == nil)
    try token.undo(toBlock: 40, continuingAt: Block(number: 41, timestamp: 500))
    let first = try #require(token.domainSalt)
    try token.undo(toBlock: 30, continuingAt: Block(number: 41, timestamp: 500))
    let second = try #require(token.domainSalt)
    #expect(first != second)
    var other = try self.token()
    try other.restore(other, continuingAt: Block(number: 51, timestamp: 500))
    #expect(other.domainSalt != nil && other.domainSalt != first)
  }

  @Test(arguments: [false, true])
  func aPermitThatWasUsedInAnUndoneBlockIsGoodAgainOnlyInAuditReplay(isAudit: Bool) throws {
    var features = TokenFeatures()
    features.permitVersion = "1"
    var token = Token(
      configuration: TokenConfiguration(
        name: "T", symbol: "T", decimals: 0, address: carol, chainID: 1, features: features))
    token.isAuditReplay = isAudit
    let alices = OneSignature()
    func permit() throws(LedgerError) {
      try token.permit(
        owner: alice, spender: bob, value: 5, deadline: 1_000,
        signature: Signature(v: 27, r: 1, s: 1), recoverer: alices)
    }
    try token.advance(to: Block(number: 1, timestamp: 10))
    try permit()
    #expect(token.nonce(of: alice) == 1)
    #expect(throws: LedgerError.self) { try permit() }
    let domain = token.signingDomain.separator
    try token.undo(toBlock: 0, continuingAt: Block(number: 1, timestamp: 20))
    #expect(token.nonce(of: alice) == 0, "nonces roll back")
    #expect((token.signingDomain.separator == domain) == isAudit)
    if isAudit {
      try permit()
      #expect(token.allowance(owner: alice, spender: bob) == 5)
    } else {
      #expect(throws: LedgerError.invalidSigner(signer: carol, owner: alice)) { try permit() }
      #expect(token.allowance(owner: alice, spender: bob) == 0)
    }
  }

  @Test func withNothingToUndoTheDomainStays() throws {
    var token = try token()
    try token.undo(toBlock: 50, continuingAt: Block(number: 51, timestamp: 500))
    #expect(token.domainSalt == nil)
    #expect(token.block == Block(number: 51, timestamp: 500))
    #expect(token.balance(of: bob) == 10)
  }

  @Test func timeDoesNotGoBackByAnUndo() throws {
    var token = try token()
    let before = token
    func refused(_ number: UInt64, _ next: Block, _ error: LedgerError) {
      #expect(throws: error) { try token.undo(toBlock: number, continuingAt: next) }
      #expect(token == before && token.domainSalt == nil)
    }
    refused(
      20, Block(number: 21, timestamp: 499),
      .blockGoesBack(
        Block(number: 21, timestamp: 499), current: Block(number: 20, timestamp: 500)))
    refused(
      20, Block(number: 20, timestamp: 600),
      .blockGoesBack(
        Block(number: 20, timestamp: 600), current: Block(number: 20, timestamp: 500)))
    refused(51, Block(number: 60, timestamp: 600), .blockInFuture(51, current: 50))
  }

  @Test func anAuditReplayFollowsItsChainInTimeAndDomain() throws {
    var token = try token()
    token.isAuditReplay = true
    try token.undo(toBlock: 20, continuingAt: Block(number: 21, timestamp: 250))
    #expect(token.domainSalt == nil)
    #expect(token.events.contains(.domainChanged) == false)
    #expect(throws: LedgerError.self) {
      try token.undo(toBlock: 20, continuingAt: Block(number: 21, timestamp: 199))
    }
    // Once it decides for itself, the latest time it ever saw binds it.
    token.isAuditReplay = false
    #expect(
      throws: LedgerError.blockGoesBack(
        Block(number: 22, timestamp: 499), current: Block(number: 20, timestamp: 500))
    ) { try token.undo(toBlock: 20, continuingAt: Block(number: 22, timestamp: 499)) }
    try token.undo(toBlock: 20, continuingAt: Block(number: 22, timestamp: 500))
    #expect(token.domainSalt != nil)
  }

  @Test func anOlderCopyIsPutBackUnderANewDomain() throws {
    var token = try token()
    let copy = token
    try token.advance(to: Block(number: 60, timestamp: 900))
    try token.transfer(from: alice, to: bob, value: 50)
    try token.restore(copy, continuingAt: Block(number: 51, timestamp: 900))
    #expect(token.balance(of: alice) == 85)
    #expect(token.block == Block(number: 51, timestamp: 900))
    let salt = try #require(token.domainSalt)
    // A copy from before does not bring the old domain back.
    try token.restore(copy, continuingAt: Block(number: 51, timestamp: 900))
    #expect(token.domainSalt != nil && token.domainSalt != salt)
    let before = token
    #expect(throws: LedgerError.self) {
      try token.restore(copy, continuingAt: Block(number: 51, timestamp: 899))
    }
    let stranger = Token(
      configuration: TokenConfiguration(
        name: "Other", symbol: "O", decimals: 0, address: alice, chainID: 1))
    #expect(throws: LedgerError.alreadyDeployed(token.configuration.address)) {
      try token.restore(stranger, continuingAt: Block(number: 52, timestamp: 900))
    }
    #expect(token == before && token.domainSalt == before.domainSalt)
  }

  @Test func idsHoldsTermsAndReversalsOfUndoneBlocksAreAsBefore() throws {
    var books = try BooksFixture.funded()
    try BooksFixture.expectPosted(
      books.post(EntryRequest(10, .hold(from: alice, to: bob, value: 40, timeout: 60))))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(11, .hold(from: alice, to: bob, value: 20, timeout: 900))))
    let posted = EntryRequest(12, .post(hold: EntryID(11), value: 5))
    try books.advance(to: Block(number: 2, timestamp: 200))
    #expect(books.holdState(of: EntryID(10)) == .expired(entry: 3))
    try BooksFixture.expectPosted(books.post(posted))
    var terms = AccountTerms()
    terms.isClosed = true
    books.post(EntryRequest(13, .setTerms(terms, of: carol)))
    books.post(EntryRequest(14, .reverse(entry: EntryID(12), value: nil)))
    books.post(EntryRequest(15, .transfer(from: bob, to: alice, value: 99)))
    #expect(books.entry(of: EntryID(15))?.kind == .failure)
    try books.undo(toBlock: 1, continuingAt: Block(number: 2, timestamp: 200))
    try books.checkInvariants()
    // The first hold's time was over in the undone block and is over still.
    #expect(books.holdState(of: EntryID(10)) == .expired(entry: 3))
    #expect(books.entries.map(\.kind) == [.mint, .hold, .hold, .expiry])
    #expect(books.holdState(of: EntryID(11)) == .open)
    #expect(books.terms(of: carol) == AccountTerms())
    for id in 12...15 { #expect(books.entry(of: EntryID(UInt128(id))) == nil) }
    try BooksFixture.expectPosted(books.post(posted))
    #expect(books.entries[4].isReversed == false)
    #expect(books.token.balance(of: bob) == 5)
    try books.advance(to: Block(number: 3, timestamp: 2_000))
    try books.checkInvariants()
    #expect(books.openHoldCount == 0)
  }

  @Test func undoingAndRepeatingIsAsIfNothingHadHappened() throws {
    var source = RequestSource(seed: 77)
    var books = Books(configuration: BooksFixture.configuration)
    books.isAuditReplay = true
    var blocks: [(block: Block, requests: [EntryRequest])] = [(books.block, [])]
    for number in UInt64(1)...25 {
      let block = Block(number: number, timestamp: number * 7)
      try books.advance(to: block)
      let requests = (0..<15).map { _ in source.next() }
      books.post(batch: requests)
      blocks.append((block, requests))
    }
    let digest = books.stateDigest
    for kept in [24, 20, 11, 3, 0] {
      var again = books
      try again.undo(toBlock: UInt64(kept), continuingAt: blocks[kept + 1].block)
      try again.checkInvariants()
      #expect(again.stateDigest != digest)
      again.post(batch: blocks[kept + 1].requests)
      for (block, requests) in blocks[(kept + 2)...] {
        try again.advance(to: block)
        again.post(batch: requests)
      }
      #expect(again.stateDigest == digest, "seed 77, from block \(kept)")
    }
    #expect(books.stateDigest == digest, "a copy was undone, not the books")
  }

  @Test func booksAreRestoredFromAnOlderCopy() throws {
    var books = try BooksFixture.funded()
    books.post(EntryRequest(10, .hold(from: alice, to: bob, value: 40, timeout: 60)))
    let copy = books
    try books.advance(to: Block(number: 2, timestamp: 150))
    books.post(EntryRequest(11, .post(hold: EntryID(10), value: nil)))
    try books.restore(copy, continuingAt: Block(number: 2, timestamp: 160))
    try books.checkInvariants()
    #expect(books.entry(of: EntryID(11)) == nil)
    #expect(books.holdState(of: EntryID(10)) == .expired(entry: 2))
    #expect(books.token.domainSalt != nil)
    let before = books.stateDigest
    #expect(throws: LedgerError.self) {
      try books.restore(copy, continuingAt: Block(number: 2, timestamp: 159))
    }
    #expect(books.stateDigest == before)
  }
}
