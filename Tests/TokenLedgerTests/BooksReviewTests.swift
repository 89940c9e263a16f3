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

/// Books that follow a chain which reorganises: time goes back too, holds that had expired are open
/// again, and every answer is that of the copy kept at that block.
@Suite struct BooksOfAChainThatReorganises {
  @Test func undoAndRestoreMeetTheCopyOfThatBlock() throws {
    for seed in UInt64(1)...6 {
      var source = RequestSource(seed: seed)
      var books = Books(configuration: BooksFixture.configuration)
      books.isAuditReplay = true
      var ends: [Books] = []
      var returns = 0
      for round in 0..<60 {
        let place = "seed \(seed), round \(round)"
        for _ in 0..<Int.random(in: 0..<6, using: &source.random) { books.post(source.next()) }
        var batch = (0..<Int.random(in: 0..<5, using: &source.random)).map { _ in source.next() }
        for index in batch.indices {
          batch[index].isLinkedToNext = Bool.random(using: &source.random)
        }
        books.post(batch: batch)
        try books.checkInvariants()
        ends.append(books)
        if Int.random(in: 0..<4, using: &source.random) == 0 {
          let kept = Int.random(in: 0..<ends.count, using: &source.random)
          let base = ends[kept]
          let next = Block(
            number: base.block.number + 1,
            timestamp: base.block.timestamp + UInt64.random(in: 0...8, using: &source.random))
          if Bool.random(using: &source.random) {
            try books.undo(toBlock: base.block.number, continuingAt: next)
          } else {
            try books.restore(base, continuingAt: next)
          }
          returns += 1
          var expected = base
          try expected.advance(to: next)
          #expect(books.stateDigest == expected.stateDigest, "\(place)")
          #expect(books.expiringHolds == expected.expiringHolds, "\(place)")
          #expect(books.openHoldCount == expected.openHoldCount, "\(place)")
          #expect(books.entries.elementsEqual(expected.entries), "\(place)")
          for account in source.accounts + [Books.world] {
            #expect(books.totals(of: account) == expected.totals(of: account), "\(place)")
            #expect(books.terms(of: account) == expected.terms(of: account), "\(place)")
            #expect(
              books.statement(of: account, blocks: 0 ... .max)
                == expected.statement(of: account, blocks: 0 ... .max), "\(place)")
          }
          ends.removeSubrange((kept + 1)...)
          try books.checkInvariants()
        } else {
          try books.advance(
            to: Block(
              number: books.block.number + UInt64.random(in: 1...3, using: &source.random),
              timestamp: books.block.timestamp + UInt64.random(in: 0...9, using: &source.random)))
        }
      }
      #expect(returns > 3, "seed \(seed)")
    }
  }
}
