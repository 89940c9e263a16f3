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

@Suite struct BooksPosting {
  private let alice = BooksFixture.alice
  private let bob = BooksFixture.bob
  private let carol = BooksFixture.carol

  @Test func eachEntryDebitsOneAccountByWhatItCreditsAnother() throws {
    var books = try BooksFixture.funded()
    try BooksFixture.expectPosted(
      books.post(EntryRequest(10, .transfer(from: alice, to: bob, value: 30))))
    try BooksFixture.expectPosted(books.post(EntryRequest(11, .burn(from: bob, value: 5))))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(12, .approve(owner: alice, spender: carol, value: 50))))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(13, .transferFrom(spender: carol, from: alice, to: carol, value: 20)))
    )
    try BooksFixture.expectPosted(
      books.post(EntryRequest(14, .burnFrom(spender: carol, from: alice, value: 10))))
    try books.checkInvariants()
    #expect(books.token.balance(of: alice) == 40)
    #expect(books.token.balance(of: bob) == 25)
    #expect(books.token.balance(of: carol) == 20)
    #expect(books.totals(of: alice).debits.asUInt256 == 60)
    #expect(books.totals(of: alice).credits.asUInt256 == 100)
    #expect(books.totals(of: Books.world).debits.asUInt256 == 100)
    #expect(books.totals(of: Books.world).credits.asUInt256 == 15)
    #expect(
      books.entries.map(\.kind) == [.mint, .transfer, .burn, .approval, .transfer, .burn])
    #expect(books.entries[0].debit == Books.world)
    #expect(books.entries[2].credit == Books.world)
    #expect(books.entries[3].movesUnits == false)
    #expect(books.entries[4].spender == carol)
    #expect(books.entries[1].block == Block(number: 1, timestamp: 100))
  }

  @Test func theSameRequestIsCarriedOutOnce() throws {
    var books = try BooksFixture.funded()
    let data = UserData(word128: 1 << 100, word64: 7, word32: 3)
    let requests = [
      EntryRequest(id: EntryID(10), .transfer(from: alice, to: bob, value: 30), userData: data),
      EntryRequest(11, .mint(to: bob, value: 5)), EntryRequest(12, .burn(from: bob, value: 5)),
      EntryRequest(13, .approve(owner: alice, spender: bob, value: 9)),
      EntryRequest(14, .transferFrom(spender: bob, from: alice, to: carol, value: 4)),
      EntryRequest(15, .burnFrom(spender: bob, from: alice, value: 1)),
      EntryRequest(16, .hold(from: alice, to: bob, value: 8, timeout: 60)),
      EntryRequest(17, .post(hold: EntryID(16), value: 6)),
      EntryRequest(18, .hold(from: alice, to: bob, value: 8, timeout: nil)),
      EntryRequest(19, .void(hold: EntryID(18))),
      EntryRequest(20, .reverse(entry: EntryID(10), value: nil)),
      EntryRequest(21, .setTerms(AccountTerms(), of: carol)),
      EntryRequest(22, .call(data: Calldata.pause, from: carol)),
    ]
    for (index, request) in requests.enumerated() {
      #expect(books.post(request) == .posted(entry: index + 1))
    }
    let before = books.stateDigest
    try books.advance(to: Block(number: 2, timestamp: 130))
    for (index, request) in requests.enumerated() {
      #expect(books.post(request) == .exists(entry: index + 1), "\(request)")
      #expect(books.entry(of: request.id)?.number == index + 1)
    }
    #expect(books.entries.count == requests.count + 1)
    #expect(books.entry(of: EntryID(10))?.userData == data)
    var still = books
    try still.undo(toBlock: 1, continuingAt: Block(number: 2, timestamp: 130))
    #expect(before != still.stateDigest, "the present block and the salt belong to the state")
    // To post all that is held is to post what is held.
    #expect(
      books.post(EntryRequest(20, .reverse(entry: EntryID(10), value: 30))) == .exists(entry: 11))
  }

  @Test func anIdThatWasUsedForSomethingElseIsRefusedAndTheFieldNamed() throws {
    var books = try BooksFixture.funded()
    var terms = AccountTerms()
    terms.greatestBalance = 1_000
    for request in [
      EntryRequest(10, .transfer(from: alice, to: bob, value: 30)),
      EntryRequest(11, .approve(owner: alice, spender: bob, value: 5)),
      EntryRequest(12, .transferFrom(spender: bob, from: alice, to: carol, value: 1)),
      EntryRequest(13, .hold(from: alice, to: bob, value: 8, timeout: 60)),
      EntryRequest(14, .hold(from: alice, to: bob, value: 8, timeout: nil)),
      EntryRequest(15, .post(hold: EntryID(13), value: 5)),
      EntryRequest(16, .setTerms(terms, of: carol)),
      EntryRequest(17, .call(data: Calldata.pause, from: carol)),
    ] { try BooksFixture.expectPosted(books.post(request)) }
    let others: [(UInt64, EntryAction, EntryField)] = [
      (10, .mint(to: bob, value: 30), .action),
      (10, .transfer(from: bob, to: bob, value: 30), .debitAccount),
      (10, .transfer(from: alice, to: carol, value: 31), .creditAccount),
      (10, .transfer(from: alice, to: bob, value: 31), .value),
      (10, .transferFrom(spender: bob, from: alice, to: bob, value: 30), .spender),
      (11, .approve(owner: alice, spender: carol, value: 5), .spender),
      (11, .approve(owner: bob, spender: bob, value: 5), .debitAccount),
      (12, .transferFrom(spender: carol, from: alice, to: carol, value: 1), .spender),
      (13, .hold(from: alice, to: bob, value: 8, timeout: 61), .timeout),
      (13, .hold(from: alice, to: bob, value: 8, timeout: nil), .timeout),
      (14, .hold(from: alice, to: bob, value: 8, timeout: 60), .timeout),
      (15, .post(hold: EntryID(14), value: 5), .reference),
      (15, .post(hold: EntryID(13), value: nil), .value),
      (15, .void(hold: EntryID(13)), .action),
      (16, .setTerms(AccountTerms(), of: carol), .terms),
      (16, .setTerms(terms, of: bob), .debitAccount),
      (17, .call(data: Calldata.unpause, from: carol), .data),
      (17, .call(data: Calldata.pause, from: bob), .spender),
    ]
    for (id, action, field) in others {
      let entry = try #require(books.entry(of: EntryID(UInt128(id)))).number
      try BooksFixture.expectRefused(
        &books, EntryRequest(id, action), .existsWithDifferent(field, entry: entry))
    }
    try BooksFixture.expectRefused(
      &books,
      EntryRequest(
        id: EntryID(10), .transfer(from: alice, to: bob, value: 30),
        userData: UserData(word32: 1)), .existsWithDifferent(.userData, entry: 1))
    try BooksFixture.expectRefused(
      &books, EntryRequest(0, .mint(to: bob, value: 1)), .idIsZero)
  }

  @Test func aRefusalThatMightPassLaterSpendsTheIdAndOneForGoodDoesNot() throws {
    var books = try BooksFixture.funded()
    // Bob has nothing yet; later he would have, and the old request must not come through.
    let early = EntryRequest(10, .transfer(from: bob, to: alice, value: 1))
    try BooksFixture.expectRefused(
      &books, early, .token(.insufficientBalance(sender: bob, balance: 0, needed: 1)))
    #expect(books.entry(of: EntryID(10))?.kind == .failure)
    try BooksFixture.expectPosted(
      books.post(EntryRequest(11, .transfer(from: alice, to: bob, value: 1))))
    #expect(books.post(early) == .refused(.alreadyFailed(EntryID(10), code: .token)))
    #expect(books.token.balance(of: bob) == 1)
    // Whatever the state, nothing goes to the zero address: the id stays free for the right request.
    try BooksFixture.expectRefused(
      &books, EntryRequest(12, .transfer(from: alice, to: .zero, value: 1)),
      .token(.invalidReceiver(.zero)))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(12, .transfer(from: alice, to: bob, value: 1))))
    #expect(
      BooksError.Code.allCases.map(\.rawValue) == Array(1...24), "codes are on disk for good")
  }

  @Test func everyMovementOfACallIsALeg() throws {
    var books = try BooksFixture.funded()
    let entry = try BooksFixture.expectPosted(
      books.post(EntryRequest(10, .call(data: Calldata.transfer(bob, 30), from: alice))))
    #expect(books.entries[entry].kind == .call)
    #expect(books.entries[entry].credit == bob)
    #expect(books.entries[entry].spender == alice)
    #expect(books.token.balance(of: bob) == 30)
    let pause = try BooksFixture.expectPosted(
      books.post(EntryRequest(11, .call(data: Calldata.pause, from: alice))))
    #expect(books.entries[pause].movesUnits == false)
    try books.checkInvariants()
    try BooksFixture.expectRefused(
      &books, EntryRequest(12, .call(data: Calldata.transfer(bob, 1), from: alice)),
      .token(.enforcedPause))
    try BooksFixture.expectRefused(
      &books, EntryRequest(13, .call(data: [1, 2, 3, 4], from: alice)),
      .token(.unknownSelector([1, 2, 3, 4])))
  }

  @Test func whatWasHeldBeforeTheBooksBecomesOpenings() throws {
    var token = Token(configuration: BooksFixture.configuration)
    try token.mint(to: alice, value: 7)
    try token.mint(to: bob, value: 5)
    try token.advance(to: Block(number: 4, timestamp: 9))
    var books = try Books(token: token)
    try books.checkInvariants()
    #expect(books.entries.map(\.kind) == [.opening, .opening])
    #expect(books.entries.allSatisfy { $0.id == nil && $0.debit == Books.world })
    try BooksFixture.expectPosted(
      books.post(EntryRequest(1, .hold(from: alice, to: bob, value: 1, timeout: nil))))
    #expect(
      throws: LedgerError.brokenInvariant(
        rule: "new books begin without holds", left: "1 of \(alice)", right: "0")
    ) { try Books(token: books.token) }
    #expect(throws: LedgerError.blockForgotten(3, oldest: 4)) {
      try books.undo(toBlock: 3, continuingAt: Block(number: 5, timestamp: 9))
    }
  }

  @Test func anEntryIsReversedOnceByANewOne() throws {
    var books = try BooksFixture.funded()
    try BooksFixture.expectPosted(
      books.post(EntryRequest(10, .transfer(from: alice, to: bob, value: 30))))
    let entry = try BooksFixture.expectPosted(
      books.post(EntryRequest(11, .reverse(entry: EntryID(10), value: 20))))
    #expect(books.entries[entry].kind == .reversal)
    #expect(books.entries[entry].related == 1)
    #expect(books.entries[1].isReversed)
    #expect(books.token.balance(of: bob) == 10)
    try BooksFixture.expectRefused(
      &books, EntryRequest(12, .reverse(entry: EntryID(10), value: 10)),
      .alreadyReversed(EntryID(10)))
    // A reversal is an entry like others.
    try BooksFixture.expectPosted(
      books.post(EntryRequest(13, .reverse(entry: EntryID(11), value: nil))))
    #expect(books.token.balance(of: bob) == 30)
    // What was minted is burned, what was burned is minted.
    try BooksFixture.expectPosted(books.post(EntryRequest(14, .burn(from: bob, value: 5))))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(15, .reverse(entry: EntryID(14), value: nil))))
    #expect(books.token.totalSupply == 100)
    try BooksFixture.expectRefused(
      &books, EntryRequest(16, .reverse(entry: EntryID(1), value: nil)),
      .token(.insufficientBalance(sender: alice, balance: 70, needed: 100)))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(17, .reverse(entry: EntryID(1), value: 70))))
    #expect(books.token.totalSupply == 30)
    try BooksFixture.expectRefused(
      &books, EntryRequest(18, .reverse(entry: EntryID(99), value: nil)),
      .unknownEntry(EntryID(99)))
    try BooksFixture.expectRefused(
      &books, EntryRequest(19, .reverse(entry: EntryID(13), value: 21)),
      .exceedsEntry(value: 21, moved: 20))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(20, .hold(from: bob, to: alice, value: 1, timeout: nil))))
    try BooksFixture.expectRefused(
      &books, EntryRequest(21, .reverse(entry: EntryID(20), value: nil)),
      .notReversible(EntryID(20), kind: .hold))
  }

  @Test func aStatementTellsTheBalanceAfterEachEntryOfTheBlocks() throws {
    var books = try BooksFixture.funded()
    for number in UInt64(2)...5 {
      try books.advance(to: Block(number: number, timestamp: 100 * number))
      books.post(
        EntryRequest(number * 10, .transfer(from: alice, to: bob, value: UInt256(number))))
      books.post(EntryRequest(number * 10 + 1, .transfer(from: bob, to: bob, value: 2)))
      books.post(
        EntryRequest(number * 10 + 2, .hold(from: bob, to: alice, value: 1, timeout: nil)))
    }
    let statement = books.statement(of: bob, blocks: 3...4)
    #expect(statement.openingBalance == 2)
    #expect(statement.lines.map(\.balance) == [5, 5, 9, 9])
    #expect(statement.lines.map(\.entry.block.number) == [3, 3, 4, 4])
    #expect(statement.closingBalance == 9)
    let all = books.statement(of: alice, blocks: 0 ... .max)
    #expect(all.openingBalance == 0)
    #expect(all.lines.map(\.balance) == [100, 98, 95, 91, 86])
    #expect(books.statement(of: alice, blocks: 6...7).lines.isEmpty)
    #expect(books.statement(of: alice, blocks: 6...7).closingBalance == 86)
    #expect(books.statement(of: Books.world, blocks: 0...9).closingBalance == 100)
    #expect(books.statement(of: carol, blocks: 0...9).lines.isEmpty)
  }
}

/// Calldata of the functions the tests call.
enum Calldata {
  static let pause = selector("pause()")
  static let unpause = selector("unpause()")

  static func transfer(_ to: Address, _ value: UInt256) -> [UInt8] {
    selector("transfer(address,uint256)") + [UInt8](repeating: 0, count: 12) + to.bytes
      + value.bigEndianBytes
  }

  private static func selector(_ signature: String) -> [UInt8] {
    Array(Keccak256.hash(signature.utf8).bytes.prefix(4))
  }
}
