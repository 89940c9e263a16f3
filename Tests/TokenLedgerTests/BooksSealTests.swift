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

@Suite struct BooksSeals {
  private typealias Journal = [(seal: SealedBatch, records: [Record])]

  /// Books over five blocks, each sealed as a batch.
  private func sealed() throws -> (machine: BooksMachine, journal: Journal, head: SealedHead) {
    var source = RequestSource(seed: 3)
    var machine = BooksMachine()
    var journal: Journal = []
    var head = SealedHead.empty
    for number in UInt64(0)..<5 {
      var operations: [BooksOperation] =
        number == 0
        ? [.open(BooksFixture.configuration)]
        : [.advance(to: Block(number: number, timestamp: number * 9))]
      operations.append(.postBatch((0..<12).map { _ in source.next() }))
      for operation in operations { try machine.apply(operation) }
      let records = operations.map(\.record)
      let seal = try SealedBatch(records: records, after: head)
      journal.append((seal, records))
      head = seal.head
    }
    return (machine, journal, head)
  }

  private func expectRefused(
    _ journal: Journal, _ head: SealedHead, _ isExpected: (SealError) -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var machine = BooksMachine()
    do {
      try machine.replay(journal, upTo: head)
      Issue.record("carried out", sourceLocation: sourceLocation)
    } catch let error as SealError {
      #expect(isExpected(error), "\(error)", sourceLocation: sourceLocation)
    } catch {
      Issue.record("\(error)", sourceLocation: sourceLocation)
    }
    #expect(machine.books == nil, "something was carried out", sourceLocation: sourceLocation)
  }

  @Test func aSealedJournalReplaysToTheSameState() throws {
    let (machine, journal, head) = try sealed()
    var replayed = BooksMachine()
    try replayed.replay(journal, upTo: head)
    #expect(replayed.stateDigest == machine.stateDigest)
    // In two parts, and with more behind the head than is asked for.
    var parts = BooksMachine()
    try parts.replay(journal, upTo: journal[1].seal.head)
    #expect(parts.books?.block.number == 1)
    try parts.replay(Array(journal[2...]), from: journal[1].seal.head, upTo: head)
    #expect(parts.stateDigest == machine.stateDigest)
    let proof = MerkleTree(leaves: journal[3].records.map(\.canonicalBytes)).proof(at: 1)
    #expect(proof.verifies(journal[3].records[1].canonicalBytes, under: journal[3].seal.root))
  }

  @Test func whatWasChangedSinceIsNamed() throws {
    let (_, journal, head) = try sealed()
    var other = journal
    other[2].seal = try SealedBatch(
      records: journal[2].records,
      after: SealedHead(batches: 2, records: journal[1].seal.head.records, link: head.link))
    expectRefused(other, head) { if case .brokenLink(3, _, _) = $0 { true } else { false } }
    var swapped = journal
    swapped.swapAt(1, 2)
    expectRefused(swapped, head) { if case .wrongPosition(3, _) = $0 { true } else { false } }
    var missing = journal
    missing.remove(at: 3)
    expectRefused(missing, head) { if case .wrongPosition(5, _) = $0 { true } else { false } }
    expectRefused(journal.dropLast(), head) {
      if case .tailMissing(journal[3].seal.head, head) = $0 { true } else { false }
    }
    var records = journal
    records[1].records.swapAt(0, 1)
    expectRefused(records, head) { if case .wrongRecords(2, _, _) = $0 { true } else { false } }
    records[1].records.removeLast()
    expectRefused(records, head) { if case .wrongRecordCount(2, 1, 2) = $0 { true } else { false } }
    var rewritten = journal
    let last = [BooksOperation.advance(to: Block(number: 4, timestamp: 99)).record]
    rewritten[4] = (try SealedBatch(records: last, after: journal[3].seal.head), last)
    let forged = SealedHead(batches: 5, records: head.records, link: head.link)
    expectRefused(rewritten, forged) { if case .wrongHead(_, forged) = $0 { true } else { false } }
  }
}
