// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if SQLite
  import Foundation
  import LedgerPrimitives
  import TestSupport
  import Testing

  @testable import LedgerStore

  @Suite("Books in a file")
  struct SQLiteJournalTests {
    private func open(_ path: String) throws -> LedgerStore {
      try LedgerStore.open(path: path, machines: [CounterMachine()])
    }

    @Test("what was committed is there again after closing and opening")
    func survives() async throws {
      let folder = try LedgerFolder()
      let path = folder.file("deep/er/ledger.sqlite")
      var head = ChainHead.empty
      do {
        let store = try open(path)
        try await store.commit([CounterMachine.record(adding: 5)])
        head = try await store.commit([
          CounterMachine.record(adding: 6), CounterMachine.record(adding: 7),
        ])
      }
      let again = try open(path)
      #expect(await again.head == head)
      #expect(await again.state(CounterMachine.self).sum == 18)
      #expect(try await again.audit().head == head)
      #expect(
        try FileManager.default.contentsOfDirectory(
          atPath: (path as NSString).deletingLastPathComponent) == ["ledger.sqlite"],
        "the file is all there is")
    }

    @Test("commits are made durable: synchronous is EXTRA, the journal is rolled back")
    func pragmas() throws {
      let folder = try LedgerFolder()
      let journal = try SQLiteJournal(path: folder.file("ledger.sqlite"))
      #expect(try journal.pragma("synchronous") == "3")
      #expect(try journal.pragma("journal_mode") == "delete")
      #expect(try journal.pragma("application_id") == "1413696578")
    }

    @Test("a batch that is refused leaves the file as it was")
    func refusedBatch() async throws {
      let folder = try LedgerFolder()
      let path = folder.file("ledger.sqlite")
      let store = try open(path)
      try await store.commit([CounterMachine.record(adding: 999)])
      let before = try folder.bytes(path)
      await #expect(throws: LedgerStoreError.self) {
        try await store.commit([
          CounterMachine.record(adding: 1), CounterMachine.record(adding: 1),
        ])
      }
      #expect(try folder.bytes(path) == before)
    }

    @Test("a second writer is noticed at the commit")
    func twoWriters() async throws {
      let folder = try LedgerFolder()
      let path = folder.file("ledger.sqlite")
      let (first, second) = (try open(path), try open(path))
      try await first.commit([CounterMachine.record(adding: 1)])
      await #expect(throws: LedgerStoreError.headMoved(expected: 0, found: 1)) {
        try await second.commit([CounterMachine.record(adding: 2)])
      }
      #expect(try await first.audit().head.batches == 1)
    }

    @Test("files that are no ledger are refused and left untouched")
    func notLedgers() throws {
      let folder = try LedgerFolder()
      func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = folder.file(name)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
      }
      try folder.expectRefused(try write("empty", []), "an empty file")
      try folder.expectRefused(try write("text", Array("hello, ledger".utf8)), "a short text")
      try folder.expectRefused(
        try write("long", Array(repeating: 65, count: 5000)), "a long text")
      try folder.expectRefused(
        try write("head", Array("SQLite format 3\0".utf8) + Array(repeating: 0, count: 200)),
        "a header and nothing behind it")
    }

    @Test("a database of another application, or a later format, is refused and left untouched")
    func otherDatabases() throws {
      let folder = try LedgerFolder()
      let path = folder.file("ledger.sqlite")
      _ = try SQLiteJournal(path: path)
      var foreign = try folder.bytes(path)
      foreign[68] = 0x12
      let other = folder.file("other.sqlite")
      try Data(foreign).write(to: URL(fileURLWithPath: other))
      try folder.expectRefused(other, "another application id")

      var later = try folder.bytes(path)
      later[63] = 9
      let newer = folder.file("newer.sqlite")
      try Data(later).write(to: URL(fileURLWithPath: newer))
      try folder.expectRefused(newer, "a later format")
      #expect(throws: LedgerStoreError.unknownFormat(path: newer, found: 9, known: 1)) {
        try SQLiteJournal(path: newer)
      }
    }

    @Test("damage anywhere in the pages in use is found, and the file left untouched")
    func damage() async throws {
      let folder = try LedgerFolder()
      let path = folder.file("ledger.sqlite")
      do {
        let store = try open(path)
        for value in 1...20 {
          try await store.commit(
            (0..<20).map { CounterMachine.record(adding: UInt64(($0 + value) % 3)) })
        }
      }
      let good = try folder.bytes(path)
      let truncated = folder.file("truncated.sqlite")
      try Data(good.prefix(good.count - 4096)).write(to: URL(fileURLWithPath: truncated))
      try folder.expectRefused(truncated, "a truncated file")

      // The file stays a sound database when an amount in it is another: only the chain can tell.
      // Pages that were split keep old copies behind, so all of them are changed.
      let body = CounterMachine.record(adding: 2).body
      var flipped = good
      for place in good.indices.dropLast(body.count)
      where Array(good[place..<place + body.count]) == body {
        flipped[place + body.count - 1] = 1
      }
      #expect(flipped != good)
      let rewritten = folder.file("rewritten.sqlite")
      try Data(flipped).write(to: URL(fileURLWithPath: rewritten))
      try folder.expectRefused(rewritten, "a rewritten amount")

      var generator = SeededGenerator(seed: 77)
      var noticed = 0
      let trials = 60
      for trial in 0..<trials {
        var wrecked = good
        let start = Int.random(in: 100..<good.count - 64, using: &generator)
        for index in start..<start + 64 {
          wrecked[index] = UInt8.random(in: .min ... .max, using: &generator)
        }
        let file = folder.file("wrecked-\(trial).sqlite")
        try Data(wrecked).write(to: URL(fileURLWithPath: file))
        // Bytes that no page uses may differ and harm nobody; anything else is refused.
        if let store = try? open(file) {
          #expect(await store.state(CounterMachine.self).applied == 400, "seed 77, trial \(trial)")
        } else {
          noticed += 1
          #expect(try folder.bytes(file) == wrecked, "seed 77, trial \(trial): touched")
        }
      }
      #expect(noticed > trials / 3)
    }

    @Test("a folder that cannot be written gives a clear error and no file")
    func unwritable() throws {
      let folder = try LedgerFolder()
      let file = folder.file("plain")
      try Data([1]).write(to: URL(fileURLWithPath: file))
      #expect(throws: LedgerStoreError.self) { try SQLiteJournal(path: file + "/ledger.sqlite") }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["plain"])
    }
  }
#endif
