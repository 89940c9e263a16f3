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

/// What code that is lent a token may not do with it, and what of an error's values may not trap.
@Suite struct LentTokens {
  private static let alice = Address.derived(fromLabel: "alice")
  private static let shop = Address.derived(fromLabel: "shop")
  private static let own = Address.derived(fromLabel: "token")

  private struct Shop: ReceiverCode {
    let act: @Sendable (inout Token) throws(LedgerError) -> Void

    func onTransferReceived(
      _ transfer: TransferCall, token: inout Token, environment: CallEnvironment
    ) throws(LedgerError) -> [UInt8] {
      try act(&token)
      return TransferCall.accepted
    }
  }

  private static func books() throws -> Books {
    var features = TokenFeatures()
    features.transferCalls = true
    features.flashMint = TokenFeatures.FlashMint()
    var books = Books(
      configuration: TokenConfiguration(
        name: "Lent", symbol: "LENT", decimals: 0, address: own, chainID: 31_337,
        features: features))
    try books.advance(to: Block(number: 5, timestamp: 50))
    try BooksFixture.expectPosted(
      books.post(EntryRequest(id: EntryID(1), .mint(to: alice, value: 100))))
    return books
  }

  /// Sends units by a call to code that does `act`.
  private static func send(
    _ books: inout Books, _ act: @escaping @Sendable (inout Token) throws(LedgerError) -> Void
  ) throws -> EntryResult {
    var environment = CallEnvironment()
    environment.receivers[shop] = Shop(act: act)
    let data = try ABIFunction("transferAndCall(address,uint256)").encodeCall([
      .address(shop), .uint(30),
    ])
    return books.post(
      EntryRequest(id: EntryID(2), .call(data: data, from: alice)), environment: environment)
  }

  @Test func aHookThatMovesUnitsIsEntered() throws {
    var books = try Self.books()
    let result = try Self.send(&books) { token throws(LedgerError) in
      try token.transfer(from: Self.shop, to: Self.alice, value: 4)
    }
    try BooksFixture.expectPosted(result)
    #expect(books.token.balance(of: Self.shop) == 26)
    try books.checkInvariants()
  }

  @Test func aHookThatGoesOnToAnotherBlockAndRefusesChangesNothing() throws {
    var books = try Self.books()
    let before = books.token
    let result = try Self.send(&books) { token throws(LedgerError) in
      try token.advance(to: Block(number: 9, timestamp: 90))
      throw .reverted(reason: "no")
    }
    #expect(result == .refused(.token(.reverted(reason: "no"))))
    #expect(books.token == before && books.block.number == 5)
    try books.undo(toBlock: 5, continuingAt: Block(number: 6, timestamp: 60))
    try books.checkInvariants()
  }

  @Test func aHookCannotLeadTheTokenToAnotherBlock() async {
    await #expect(processExitsWith: .failure) {
      var books = try Self.books()
      _ = try Self.send(&books) { token throws(LedgerError) in
        try token.advance(to: Block(number: 9, timestamp: 90))
      }
    }
  }

  @Test func aHookCannotUndoTheTokensPast() async {
    await #expect(processExitsWith: .failure) {
      var books = try Self.books()
      _ = try Self.send(&books) { token throws(LedgerError) in
        try token.undo(toBlock: 0, continuingAt: Block(number: 5, timestamp: 50))
        for _ in 0..<9 { try token.mint(to: Self.alice, value: 1) }
      }
    }
  }

  @Test func aBorrowersSwiftCodeCannotEither() async {
    await #expect(processExitsWith: .failure) {
      var token = try Self.books().token
      try token.withFlashLoan(of: 10, to: Self.alice) { token, _ in
        try token.advance(to: Block(number: 9, timestamp: 90))
      }
    }
  }

  @Test func theRevertDataOfAnErrorThatNoTokenThrowsDoesNotTrap() {
    let errors: [LedgerError] = [
      .insufficientSpendable(sender: Self.alice, balance: 1, held: 2, needed: 3),
      .invalidSignatureLength(-1), .clockOutOfRange(clock: .max, bits: -1),
    ]
    for error in errors {
      for dialect in [Dialect.openZeppelin5, .openZeppelin4, .snekmate, .fiatToken2] {
        #expect(error.revertData(in: dialect)?.isEmpty != nil)
      }
    }
  }
}
