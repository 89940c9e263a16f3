// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import LedgerPrimitives
import Testing

@testable import LedgerStore

/// A second machine, so that two states can be out of step with each other.
struct TallyMachine: RecordMachine {
  static let kind = RecordKind(rawValue: 901)

  var records = 0

  static let record = Record(kind: kind, version: 1, body: [])

  mutating func apply(_ record: Record) { records += 1 }

  func checkInvariants() {}

  var stateDigest: Digest {
    var encoder = RecordEncoder()
    encoder.write(UInt64(records))
    return Keccak256.hash(encoder.bytes)
  }
}

@Suite("States that belong together")
struct SnapshotTests {
  private static func store() throws -> LedgerStore {
    try LedgerStore(storage: InMemoryJournal(), machines: [CounterMachine(), TallyMachine()])
  }

  @Test("a snapshot taken between commits shows every machine at one head")
  func consistent() async throws {
    let store = try Self.store()
    let writer = Task {
      for _ in 0..<200 {
        try await store.commit([CounterMachine.record(adding: 1), TallyMachine.record])
      }
    }
    for _ in 0..<200 {
      let snapshot = await store.snapshot()
      let sum = snapshot.state(CounterMachine.self).sum
      #expect(sum == UInt64(snapshot.state(TallyMachine.self).records))
      #expect(sum == snapshot.head.batches)
      await Task.yield()
    }
    try await writer.value
    #expect(await store.snapshot().head.batches == 200)
  }

  @Test("a snapshot stays as it is when the store goes on")
  func independent() async throws {
    let store = try Self.store()
    let head = try await store.commit([CounterMachine.record(adding: 1)])
    let snapshot = await store.snapshot()
    try await store.commit([CounterMachine.record(adding: 2)])
    #expect(snapshot.head == head)
    #expect(snapshot.state(CounterMachine.self).sum == 1)
    #expect(await store.state(CounterMachine.self).sum == 3)
  }

  @Test("an audit gives the states it audited, and each batch once, in order")
  func audited() async throws {
    let store = try Self.store()
    for value in 1...3 {
      try await store.commit([CounterMachine.record(adding: UInt64(value)), TallyMachine.record])
    }
    let (report, snapshot) = try await store.audited()
    #expect(await snapshot.head == store.head)
    #expect(report.head == snapshot.head)
    #expect(try await store.audit() == report)
    #expect(snapshot.state(CounterMachine.self).sum == 6)
    #expect(try await store.auditedNumbers() == [1, 2, 3])
  }

  @Test("batches are visited in order with their links, and hold the records that are visited")
  func visits() async throws {
    let store = try Self.store()
    for value in 1...3 {
      try await store.commit([CounterMachine.record(adding: UInt64(value)), TallyMachine.record])
    }
    let batches = try await store.visitedBatches()
    #expect(batches.map(\.number) == [1, 2, 3])
    #expect(batches.dropFirst().map(\.previous) == batches.dropLast().map(\.link))
    #expect(await batches.last?.link == store.head.link)
    #expect(try await store.visitedRecords() == batches.flatMap(\.records))
  }

  @Test("what a visitor throws ends the visit and reaches the caller")
  func visitorThrows() async throws {
    let store = try Self.store()
    try await store.commit([TallyMachine.record])
    await #expect(throws: LedgerStoreError.unbalanced("stop")) {
      try await store.visitBatches { _ in throw LedgerStoreError.unbalanced("stop") }
    }
    await #expect(throws: LedgerStoreError.unbalanced("stop")) {
      try await store.audited { _ in throw LedgerStoreError.unbalanced("stop") }
    }
  }

  @Test("a batch after a head at the end of its numbers is a broken chain and no trap")
  func overflow() {
    let records = [TallyMachine.record]
    func refuses(_ number: UInt64, _ head: ChainHead) {
      #expect(throws: LedgerStoreError.self, "\(number) after \(head)") {
        try StoredBatch(number: number, link: .zero, records: records).verified(after: head)
      }
    }
    let last = ChainHead(batches: .max, records: 0, link: .zero)
    refuses(0, last)
    refuses(.max, last)
    refuses(0, .empty)
    refuses(2, ChainHead(batches: 1, records: .max, link: .zero))
    let full = ChainHead(batches: 0, records: .max, link: .zero)
    let link = JournalBatch(after: full, records: records).link
    #expect(throws: LedgerStoreError.self) {
      try StoredBatch(number: 1, link: link, records: records).verified(after: full)
    }
  }
}

extension LedgerStore {
  fileprivate func visitedBatches() throws -> [JournalBatch] {
    var batches: [JournalBatch] = []
    try visitBatches { batches.append($0) }
    return batches
  }

  fileprivate func visitedRecords() throws -> [Record] {
    var records: [Record] = []
    try visitRecords { records.append($0) }
    return records
  }

  fileprivate func auditedNumbers() throws -> [UInt64] {
    var numbers: [UInt64] = []
    _ = try audited { numbers.append($0.number) }
    return numbers
  }
}
