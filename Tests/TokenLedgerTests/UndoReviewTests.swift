// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TestSupport
import Testing
import TokenLedger

/// Every extension at once under random operations, blocks, undos and forgetting, against copies kept
/// at each block's end.
@Suite struct UndoOfEveryExtension {
  private static let people = (0..<6).map { Address.derived(fromLabel: "holder \($0)") }

  private static func token() -> Token {
    var features = TokenFeatures()
    features.pausable = true
    features.blocklist = true
    features.burnable = true
    features.cap = 5_000
    features.allowanceChanges = true
    features.votes = .blockNumber
    features.snapshots = true
    features.flashMint = TokenFeatures.FlashMint(feePartsPerMillion: 10_000, feeReceiver: people[5])
    var token = Token(
      configuration: TokenConfiguration(
        name: "All", symbol: "ALL", decimals: 0, address: .derived(fromLabel: "token"),
        chainID: 31_337, features: features))
    token.isAuditReplay = true
    return token
  }

  private static func act(_ token: inout Token, _ random: inout SeededGenerator) {
    func somebody() -> Address { people[Int.random(in: 0..<6, using: &random)] }
    let (one, other) = (somebody(), somebody())
    let value = UInt256(UInt64.random(in: 0...90, using: &random))
    switch Int.random(in: 0..<14, using: &random) {
    case 0, 1: try? token.mint(to: one, value: value)
    case 2, 3: try? token.transfer(from: one, to: other, value: value)
    case 4: try? token.burn(from: one, value: value)
    case 5: try? token.approve(owner: one, spender: other, value: value)
    case 6: try? token.transferFrom(spender: other, from: one, to: somebody(), value: value)
    case 7, 8: try? token.delegate(by: one, to: Bool.random(using: &random) ? other : .zero)
    case 9: _ = try? token.snapshot(by: one)
    case 10: try? token.block(one)
    case 11: try? token.unblock(one)
    case 12:
      if token.isPaused { try? token.unpause(by: one) } else { try? token.pause(by: one) }
      if Bool.random(using: &random) { try? token.unpause(by: one) }
    default:
      let fails = Bool.random(using: &random)
      _ = try? token.withFlashLoan(of: value, to: one) { token, loan in
        try? token.transfer(from: one, to: other, value: 1)
        try token.withFlashLoan(of: 7, to: other) { token, _ in
          try token.delegate(by: other, to: one)
          if fails { throw LedgerError.enforcedPause }
        }
      }
    }
  }

  @Test func undoMeetsTheCopyOfThatBlockInEveryAnswer() throws {
    for seed in UInt64(1)...12 {
      var random = SeededGenerator(seed: seed)
      var token = Self.token()
      var ends: [Token] = []
      for round in 0..<120 {
        for _ in 0..<Int.random(in: 0..<8, using: &random) {
          let before = token
          Self.act(&token, &random)
          try token.checkInvariants()
          if token.events.count == before.events.count {
            #expect(token == before, "seed \(seed), round \(round): changed without an event")
          }
        }
        ends.append(token)
        let next = Block(
          number: token.block.number + UInt64.random(in: 1...3, using: &random),
          timestamp: token.block.timestamp + UInt64.random(in: 0...5, using: &random))
        if Int.random(in: 0..<6, using: &random) == 0 {
          let kept = Int.random(in: 0..<ends.count, using: &random)
          let base = ends[kept]
          let again = Block(number: base.block.number + 1, timestamp: base.block.timestamp + 1)
          try token.undo(toBlock: base.block.number, continuingAt: again)
          var expected = base
          try expected.advance(to: again)
          #expect(token == expected, "seed \(seed), round \(round)")
          #expect(token.stateDigest == expected.stateDigest, "seed \(seed), round \(round)")
          #expect(
            token.events.forgottenCount + token.events.count
              == expected.events.forgottenCount + expected.events.count,
            "seed \(seed), round \(round)")
          #expect(
            token.events.elementsEqual(expected.events.suffix(token.events.count)),
            "seed \(seed), round \(round)")
          ends.removeSubrange((kept + 1)...)
        } else {
          try token.advance(to: next)
        }
        if Int.random(in: 0..<12, using: &random) == 0 {
          let before = token
          ends.removeFirst(Int.random(in: 0..<ends.count, using: &random))
          let oldest = ends[0].block.number
          try token.forget(beforeBlock: oldest)
          #expect(token == before && token.stateDigest == before.stateDigest)
          #expect(token.oldestBlock == oldest, "seed \(seed), round \(round)")
          if oldest > 0 {
            #expect(throws: LedgerError.blockForgotten(oldest - 1, oldest: oldest)) {
              try token.balance(of: Self.people[0], atBlock: oldest - 1)
            }
          }
        }
        for end in ends {
          let number = end.block.number
          for account in Self.people {
            #expect(try token.balance(of: account, atBlock: number) == end.balance(of: account))
            #expect(
              try token.pastVotes(of: account, at: UInt256(number)) == end.votes(of: account),
              "seed \(seed), round \(round), block \(number)")
          }
          #expect(try token.totalSupply(atBlock: number) == end.totalSupply)
          #expect(try token.pastTotalSupply(at: UInt256(number)) == end.totalSupply)
        }
      }
    }
  }

  @Test func booksForgetTheTokensHistoryAndKeepTheirEntries() throws {
    var books = try BooksFixture.funded()
    let (alice, bob) = (BooksFixture.alice, BooksFixture.bob)
    for number in UInt64(2)...5 {
      try books.advance(to: Block(number: number, timestamp: number * 100))
      try BooksFixture.expectPosted(
        books.post(EntryRequest(10 + number, .transfer(from: alice, to: bob, value: 1))))
    }
    let copy = books
    #expect(throws: LedgerError.blockInFuture(6, current: 5)) {
      try books.forget(beforeBlock: 6)
    }
    try books.forget(beforeBlock: 4)
    #expect(books.stateDigest == copy.stateDigest && books.token.oldestBlock == 4)
    #expect(books.entries.count == copy.entries.count)
    #expect(
      books.statement(of: bob, blocks: 0...9).lines.map(\.balance) == [1, 2, 3, 4])
    let next = Block(number: 6, timestamp: 600)
    #expect(throws: LedgerError.blockForgotten(3, oldest: 4)) {
      try books.undo(toBlock: 3, continuingAt: next)
    }
    #expect(books.stateDigest == copy.stateDigest)
    try books.undo(toBlock: 4, continuingAt: next)
    #expect(books.token.balance(of: bob) == 3)
    try books.checkInvariants()
    // The copy remembers all.
    #expect(try copy.token.balance(of: bob, atBlock: 2) == 1)
  }
}
