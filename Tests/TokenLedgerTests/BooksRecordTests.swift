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

@Suite struct BooksRecords {
  private let alice = BooksFixture.alice
  private let bob = BooksFixture.bob
  private let carol = BooksFixture.carol

  private var oneOfEach: [BooksOperation] {
    var terms = AccountTerms()
    terms.greatestBalance = 9
    terms.greatestOutflow = .max
    terms.creditsMustNotExceedDebits = true
    terms.isClosed = true
    terms.userData = UserData(word128: .max, word64: 1, word32: 2)
    let actions: [EntryAction] = [
      .transfer(from: alice, to: bob, value: 1), .mint(to: alice, value: 2),
      .burn(from: alice, value: 3), .approve(owner: alice, spender: bob, value: 4),
      .transferFrom(spender: bob, from: alice, to: carol, value: 5),
      .burnFrom(spender: bob, from: alice, value: 6), .call(data: [1, 2, 3], from: carol),
      .hold(from: alice, to: bob, value: 7, timeout: 8), .post(hold: EntryID(9), value: 10),
      .void(hold: EntryID(11)), .reverse(entry: EntryID(12), value: nil),
      .setTerms(terms, of: bob),
    ]
    let requests = actions.enumerated().map { index, action in
      EntryRequest(
        id: EntryID(high: UInt64(index), low: 1), action,
        userData: index % 2 == 0 ? .none : UserData(word64: 7), isLinkedToNext: index % 3 == 0)
    }
    return [
      .open(BooksFixture.configuration), .advance(to: Block(number: 1, timestamp: 2)),
      .undo(toBlock: 3, continuingAt: Block(number: 4, timestamp: 5)), .setAuditReplay(true),
      .postBatch(requests), .postBatch([]),
    ] + requests.map { .post($0) }
  }

  @Test func everyOperationReadsBack() throws {
    for operation in oneOfEach {
      let bytes = operation.record.canonicalBytes
      #expect(try BooksOperation(record: Record(canonicalBytes: bytes)) == operation)
    }
  }

  @Test func theLayoutIsTheDocumentedOne() {
    let id = [UInt8](repeating: 0, count: 15) + [7]
    #expect(
      BooksOperation.post(EntryRequest(7, .transfer(from: alice, to: bob, value: 2))).recordBytes
        == [2] + id + [0, 0, 0] + alice.bytes + bob.bytes + UInt256(2).bigEndianBytes)
    #expect(
      oneOfEach.prefix(5).map { $0.recordBytes[0] } == [0, 1, 4, 5, 3], "tags are on disk for good")
    #expect(
      oneOfEach.dropFirst(6).enumerated().map { $1.recordBytes[$0 % 2 == 0 ? 19 : 47] }
        == Array(0...11))
    #expect(RecordKind.books.rawValue == 5)
  }

  @Test func hostileBytesAreRefused() throws {
    for operation in oneOfEach {
      let bytes = operation.recordBytes
      for count in 0..<bytes.count {
        #expect(throws: RecordError.self) {
          try BooksOperation(recordBytes: Array(bytes.prefix(count)))
        }
      }
      #expect(throws: RecordError.trailingBytes(count: 1, offset: bytes.count)) {
        try BooksOperation(recordBytes: bytes + [0])
      }
    }
    #expect(throws: RecordError.unknownTag(6, type: "books operation")) {
      try BooksOperation(recordBytes: [6])
    }
    let id = [UInt8](repeating: 1, count: 16)
    #expect(throws: RecordError.unknownTag(12, type: "entry action")) {
      try BooksOperation(recordBytes: [2] + id + [0, 0, 12])
    }
    #expect(throws: RecordError.invalidValue(field: "bool", value: "2")) {
      try BooksOperation(recordBytes: [2] + id + [2])
    }
    // One value has one encoding: no user's data is written as none, not as zeros.
    #expect(throws: RecordError.invalidValue(field: "user data", value: "none")) {
      try BooksOperation(
        recordBytes: [2] + id + [0, 1] + [UInt8](repeating: 0, count: 28) + [9] + id)
    }
    #expect(throws: RecordError.countTooGreat(count: 1 << 31, remaining: 35, offset: 1)) {
      try BooksOperation(
        recordBytes: [3, 0x80, 0, 0, 0] + [UInt8](repeating: 0, count: 35))
    }
    #expect(throws: RecordError.wrongKind(.token, expected: .books)) {
      try BooksOperation(record: Record(kind: .token, version: 1, body: []))
    }
    #expect(
      throws: RecordError.unsupportedVersion(2, kind: .books, supported: 1...1)
    ) { try BooksOperation(record: Record(kind: .books, version: 2, body: [])) }
    var random = SeededGenerator(seed: 404)
    let seeds = oneOfEach.map(\.recordBytes)
    for _ in 0..<3_000 {
      var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8(
          truncatingIfNeeded: random.next())
      }
      // Either refused, or a value that is written by these bytes.
      if let value = try? BooksOperation(recordBytes: bytes) {
        #expect(value.recordBytes == bytes, "seed 404")
      }
    }
  }

  @Test func aJournalReplaysToTheSameState() throws {
    var source = RequestSource(seed: 12)
    var machine = BooksMachine()
    var journal: [Record] = []
    func record(_ operation: BooksOperation) {
      let before = machine.stateDigest
      do {
        try machine.apply(operation)
        journal.append(operation.record)
      } catch {
        #expect(machine.stateDigest == before, "\(operation): changed on throw \(error)")
      }
    }
    record(.post(source.next()))
    #expect(journal.isEmpty, "the books are not open")
    record(.open(BooksFixture.configuration))
    record(.open(BooksFixture.configuration))
    for number in UInt64(1)...20 {
      record(.advance(to: Block(number: number, timestamp: number * 9)))
      for _ in 0..<6 { record(.post(source.next())) }
      record(.postBatch((0..<5).map { _ in source.next() }))
    }
    record(.undo(toBlock: 17, continuingAt: Block(number: 18, timestamp: 180)))
    for _ in 0..<10 { record(.post(source.next())) }
    try machine.checkInvariants()
    var replayed = BooksMachine()
    for entry in journal {
      try replayed.apply(Record(canonicalBytes: entry.canonicalBytes))
    }
    #expect(replayed.stateDigest == machine.stateDigest, "seed 12")
    #expect(replayed.books?.entries.count == machine.books?.entries.count)
    #expect(journal.count > 80)
    #expect(throws: LedgerError.blockInFuture(99, current: 18)) {
      try replayed.apply(.undo(toBlock: 99, continuingAt: Block(number: 100, timestamp: 999)))
    }
    #expect(replayed.stateDigest == machine.stateDigest)
  }

  @Test func theMachineOfATokenCanUndoToo() throws {
    var machine = TokenMachine()
    try machine.apply(.deploy(BooksFixture.configuration))
    try machine.apply(.mint(to: alice, value: 5))
    try machine.apply(.advance(to: Block(number: 1, timestamp: 10)))
    try machine.apply(.burn(from: alice, value: 2))
    let undo = TokenOperation.undo(toBlock: 0, continuingAt: Block(number: 1, timestamp: 10))
    #expect(try TokenOperation(recordBytes: undo.recordBytes) == undo)
    #expect(try machine.apply(undo) == [.domainChanged])
    #expect(machine.token?.totalSupply == 5)
    #expect(machine.token?.domainSalt != nil)
    let mode = TokenOperation.setAuditReplay(true)
    #expect(try TokenOperation(recordBytes: mode.recordBytes) == mode)
    try machine.apply(mode)
    try machine.apply(.advance(to: Block(number: 2, timestamp: 11)))
    #expect(
      try machine.apply(.undo(toBlock: 1, continuingAt: Block(number: 2, timestamp: 10))) == [])
  }

  @Test func aJournalThatOpensAnImpossibleTokenIsRefused() throws {
    var features = TokenFeatures()
    features.cap = 0
    func configuration(_ features: TokenFeatures) -> TokenConfiguration {
      TokenConfiguration(
        name: "No", symbol: "NO", decimals: 0, address: alice, chainID: 1, features: features)
    }
    var machine = BooksMachine()
    let capless = BooksOperation.open(configuration(features)).record
    #expect(throws: LedgerError.invalidCap(0)) { try machine.apply(capless) }
    features.cap = nil
    features.access = .owner(.zero)
    let ownerless = BooksOperation.open(configuration(features)).record
    #expect(throws: LedgerError.invalidOwner(.zero)) { try machine.apply(ownerless) }
    #expect(machine.books == nil && machine.stateDigest == .zero)
    try machine.apply(.open(BooksFixture.configuration))
  }
}
