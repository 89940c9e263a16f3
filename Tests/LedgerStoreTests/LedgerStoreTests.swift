// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import LedgerPrimitives
import TestSupport
import Testing

@testable import LedgerStore

@Suite("Books in a journal")
struct LedgerStoreTests {
  private func store(_ journal: InMemoryJournal = InMemoryJournal()) throws -> LedgerStore {
    try LedgerStore(storage: journal, machines: [CounterMachine()])
  }

  @Test("a committed batch changes the state and moves the head by one link")
  func commits() async throws {
    let store = try store()
    #expect(await store.head == .empty)
    let head = try await store.commit([
      CounterMachine.record(adding: 3), CounterMachine.record(adding: 4),
    ])
    #expect(head.batches == 1)
    #expect(head.records == 2)
    #expect(head.link != .zero)
    #expect(await store.state(CounterMachine.self).sum == 7)
    #expect(await store.head == head)
  }

  @Test("a batch whose last record is refused leaves state, head and journal as they were")
  func allOrNothing() async throws {
    let journal = InMemoryJournal()
    let store = try store(journal)
    let head = try await store.commit([CounterMachine.record(adding: 900)])
    await #expect(
      throws: LedgerStoreError.refused(
        kind: CounterMachine.kind, position: 1, "950 and 60 pass the limit of 1000")
    ) {
      try await store.commit([
        CounterMachine.record(adding: 50), CounterMachine.record(adding: 60),
      ])
    }
    #expect(await store.state(CounterMachine.self).sum == 900)
    #expect(await store.head == head)
    #expect(journal.contents.count == 1)
    // The store is not stuck: what fits is still taken.
    try await store.commit([CounterMachine.record(adding: 100)])
    #expect(await store.state(CounterMachine.self).sum == 1000)
  }

  @Test("a record of a kind that nobody registered is refused, and nothing changes")
  func unknownKind() async throws {
    let store = try store()
    let stray = Record(kind: RecordKind(rawValue: 901), version: 1, body: [])
    await #expect(
      throws: LedgerStoreError.unknownRecordKind(RecordKind(rawValue: 901), batch: 1)
    ) { try await store.commit([CounterMachine.record(adding: 1), stray]) }
    #expect(await store.state(CounterMachine.self).sum == 0)
  }

  @Test("two machines for one kind are refused")
  func duplicateMachines() {
    #expect(throws: LedgerStoreError.duplicateMachine(CounterMachine.kind)) {
      try LedgerStore(
        storage: InMemoryJournal(), machines: [CounterMachine(), CounterMachine()])
    }
  }

  @Test("replaying a journal gives the same state, head and audit")
  func replays() async throws {
    var generator = SeededGenerator(seed: 5)
    let journal = InMemoryJournal()
    let first = try store(journal)
    for _ in 0..<40 {
      let batch = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        CounterMachine.record(adding: UInt64.random(in: 0...30, using: &generator))
      }
      _ = try? await first.commit(batch)
    }
    let second = try store(journal)
    #expect(await second.head == first.head)
    #expect(await second.state(CounterMachine.self).sum == first.state(CounterMachine.self).sum)
    let audit = try await first.audit()
    #expect(await audit.head == first.head)
    #expect(
      await audit.stateDigests == [
        CounterMachine.kind: first.state(CounterMachine.self).stateDigest
      ])
  }

  @Test("whoever writes behind a store's back is noticed, and nothing of the store's is lost")
  func headMoved() async throws {
    let journal = InMemoryJournal()
    let first = try store(journal)
    let second = try store(journal)
    try await first.commit([CounterMachine.record(adding: 1)])
    await #expect(throws: LedgerStoreError.headMoved(expected: 0, found: 1)) {
      try await second.commit([CounterMachine.record(adding: 2)])
    }
    #expect(await second.state(CounterMachine.self).sum == 0)
    #expect(journal.contents.count == 1)
    await #expect(throws: LedgerStoreError.headMoved(expected: 0, found: 1)) {
      try await second.audit()
    }
  }

  @Test("a changed, dropped, swapped or invented batch breaks the chain")
  func tampering() async throws {
    let journal = InMemoryJournal()
    let store = try store(journal)
    for value in 1...4 {
      try await store.commit([CounterMachine.record(adding: UInt64(value))])
    }
    let good = journal.contents
    func refuses(_ batches: [StoredBatch], _ what: String) {
      #expect(throws: LedgerStoreError.self, "\(what)") {
        try LedgerStore(storage: InMemoryJournal(batches), machines: [CounterMachine()])
      }
    }
    var changed = good
    changed[1] = StoredBatch(
      number: 2, link: good[1].link, records: [CounterMachine.record(adding: 3)])
    refuses(changed, "changed")
    refuses([good[0], good[2], good[3]], "dropped")
    refuses([good[1], good[0], good[2], good[3]], "swapped")
    refuses(
      good + [
        StoredBatch(number: 5, link: .zero, records: [CounterMachine.record(adding: 1)])
      ], "invented")
    refuses([StoredBatch(number: 1, link: good[0].link, records: [])], "emptied")
    // A cut tail leaves a chain that is whole in itself: only a head kept elsewhere shows it.
    let cut = try LedgerStore(
      storage: InMemoryJournal(Array(good.dropLast())), machines: [CounterMachine()])
    #expect(await cut.head != store.head)
  }

  @Test("a link binds the number, the link before, and every record")
  func links() {
    let records = [CounterMachine.record(adding: 1), CounterMachine.record(adding: 2)]
    let batch = JournalBatch(after: .empty, records: records)
    let others = [
      JournalBatch(after: .empty, records: records.reversed()),
      JournalBatch(after: .empty, records: [records[0]]),
      JournalBatch(
        after: ChainHead(batches: 1, records: 0, link: .zero), records: records),
      JournalBatch(
        after: ChainHead(batches: 0, records: 0, link: batch.link), records: records),
    ]
    for other in others { #expect(other.link != batch.link) }
    #expect(JournalBatch(after: .empty, records: records).link == batch.link)
  }
}
