// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if SQLite
  import Foundation
  import GRDB
  import Testing

  @testable import LedgerStore

  @Suite("Opening a ledger to read or to write")
  struct AccessTests {
    private func open(
      _ path: String, _ access: SQLiteJournal.Access = .readWrite
    ) throws -> LedgerStore {
      try LedgerStore.open(path: path, access: access, machines: [CounterMachine()])
    }

    /// A ledger with one batch.
    private func ledger(in folder: LedgerFolder) async throws -> String {
      let path = folder.file("ledger.sqlite")
      try await open(path).commit([CounterMachine.record(adding: 5)])
      return path
    }

    @Test("who opens to read sees the books, commits nothing and changes no byte")
    func readOnly() async throws {
      let folder = try LedgerFolder()
      let path = try await ledger(in: folder)
      let before = try folder.bytes(path)
      let store = try open(path, .readOnly)
      #expect(await store.state(CounterMachine.self).sum == 5)
      #expect(try await store.audit().head.batches == 1)
      await #expect(
        throws: LedgerStoreError.cannotWrite(path: path, "it was opened to be read only")
      ) { try await store.commit([CounterMachine.record(adding: 1)]) }
      #expect(await store.state(CounterMachine.self).sum == 5)
      #expect(try folder.bytes(path) == before)
      #expect(try folder.names() == ["ledger.sqlite"])
    }

    @Test("who opens to read makes neither file nor folder")
    func readOnlyMakesNothing() throws {
      let folder = try LedgerFolder()
      for path in [folder.file("ledger.sqlite"), folder.file("deep/ledger.sqlite")] {
        let error = #expect(throws: LedgerStoreError.self) { try open(path, .readOnly) }
        guard case .cannotOpen = error else {
          Issue.record("\(String(describing: error)) is not .cannotOpen")
          continue
        }
      }
      #expect(try folder.names() == [])
    }

    @Test("a reader sees what a writer committed since, and says so")
    func readerAndWriter() async throws {
      let folder = try LedgerFolder()
      let path = try await ledger(in: folder)
      let reader = try open(path, .readOnly)
      try await open(path).commit([CounterMachine.record(adding: 1)])
      await #expect(throws: LedgerStoreError.headMoved(expected: 1, found: 2)) {
        try await reader.audit()
      }
    }

    @Test("opening to write changes no byte")
    func trial() async throws {
      let folder = try LedgerFolder()
      let path = try await ledger(in: folder)
      let before = try folder.bytes(path)
      _ = try open(path)
      #expect(try folder.bytes(path) == before)
      #expect(try folder.names() == ["ledger.sqlite"])
    }

    /// A connection that holds a lock on the file until it is closed.
    private func lock(_ path: String, _ begin: String) throws -> DatabaseQueue {
      var configuration = Configuration()
      configuration.allowsUnsafeTransactions = true
      let other = try DatabaseQueue(path: path, configuration: configuration)
      try other.writeWithoutTransaction { try $0.execute(sql: begin) }
      return other
    }

    @Test("a ledger that another has to himself gives an error, not a trap")
    func lockedWholly() async throws {
      let folder = try LedgerFolder()
      let path = try await ledger(in: folder)
      let other = try lock(path, "BEGIN EXCLUSIVE")
      #expect(throws: LedgerStoreError.cannotOpen(path: path, "database is locked")) {
        try open(path, .readOnly)
      }
      try other.close()
      #expect(try await open(path).head.batches == 1)
    }

    @Test("a ledger that another is writing can be opened to read, and not to write")
    func lockedForWriting() async throws {
      let folder = try LedgerFolder()
      let path = try await ledger(in: folder)
      let other = try lock(path, "BEGIN IMMEDIATE")
      #expect(try await open(path, .readOnly).head.batches == 1)
      #expect(throws: LedgerStoreError.cannotWrite(path: path, "database is locked")) {
        try open(path)
      }
      try other.close()
      #expect(try await open(path).head.batches == 1)
    }

    @Test(
      "a file whose permissions forbid writing is refused at opening, and can be read",
      .disabled(if: geteuid() == 0, "permissions do not bind root"))
    func permissions() async throws {
      let folder = try LedgerFolder()
      let path = try await ledger(in: folder)
      #expect(chmod(path, 0o400) == 0)
      let error = #expect(throws: LedgerStoreError.self) { try open(path) }
      guard case .cannotWrite = error else {
        Issue.record("\(String(describing: error)) is not .cannotWrite")
        return
      }
      #expect(try await open(path, .readOnly).head.batches == 1)
    }

    @Test(
      "a folder whose permissions forbid writing is noticed at opening",
      .disabled(if: geteuid() == 0, "permissions do not bind root"))
    func folderPermissions() async throws {
      let folder = try LedgerFolder()
      let path = try await ledger(in: folder)
      #expect(chmod(folder.path, 0o500) == 0)
      defer { chmod(folder.path, 0o700) }
      let error = #expect(throws: LedgerStoreError.self) { try open(path) }
      guard case .cannotWrite = error else {
        Issue.record("\(String(describing: error)) is not .cannotWrite")
        return
      }
    }
  }
#endif
