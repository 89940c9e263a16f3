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

  @Suite("Files made to do harm")
  struct HostileFileTests {
    /// Opens what a ledger becomes when somebody runs `sql` on it.
    private func expectRefused(_ sql: String, _ what: String) async throws {
      let folder = try LedgerFolder()
      let path = folder.file("ledger.sqlite")
      do {
        let store = try LedgerStore.open(path: path, machines: [CounterMachine()])
        try await store.commit([CounterMachine.record(adding: 1)])
      }
      try tamper(path, sql)
      let error = try folder.expectRefused(path, what)
      guard case .corrupt = error else {
        Issue.record("\(what): \(String(describing: error)) is not .corrupt")
        return
      }
    }

    private func tamper(_ path: String, _ sql: String) throws {
      var configuration = Configuration()
      configuration.foreignKeysEnabled = false
      let database = try DatabaseQueue(path: path, configuration: configuration)
      try database.writeWithoutTransaction { database in
        try database.execute(
          sql: "PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON; " + sql)
      }
      try database.close()
    }

    @Test(
      "tables, indexes, views and triggers other than a ledger's are refused",
      arguments: [
        "CREATE TABLE more (x)",
        "CREATE INDEX more ON record (kind)",
        "CREATE VIEW more AS SELECT 1",
        "CREATE TRIGGER more AFTER INSERT ON batch BEGIN DELETE FROM record; END",
        "DROP TABLE record",
        "DROP TABLE record; CREATE VIEW record AS SELECT number AS batch, 0 AS position, "
          + "NULL AS kind, NULL AS version, NULL AS body FROM batch",
        "ALTER TABLE record ADD COLUMN more",
      ])
    func schema(_ sql: String) async throws {
      try await expectRefused(sql, sql)
    }

    @Test("looser tables with values of any type are refused, not trapped on")
    func looseTables() async throws {
      let loose = """
        DROP TABLE record; DROP TABLE batch;
        CREATE TABLE batch (number, link, records);
        CREATE TABLE record (batch, position, kind, version, body);

        """
      for rows in [
        "INSERT INTO batch VALUES (NULL, NULL, NULL)",
        "INSERT INTO batch VALUES ('one', 'two', 'three')",
        "INSERT INTO batch VALUES (1, x'00', 1); INSERT INTO record VALUES (1, 0, 'a', 1.5, NULL)",
      ] {
        try await expectRefused(loose + rows, rows)
      }
    }

    @Test(
      "numbers out of every range are refused, not trapped on",
      arguments: [
        "UPDATE batch SET number = -1; UPDATE record SET batch = -1",
        "UPDATE batch SET number = 0; UPDATE record SET batch = 0",
        "UPDATE batch SET number = 9223372036854775807; "
          + "UPDATE record SET batch = 9223372036854775807",
        "UPDATE batch SET records = 9223372036854775807",
        "UPDATE batch SET records = -1",
        "UPDATE batch SET link = x'00'",
        "UPDATE record SET position = 9223372036854775807",
        "UPDATE record SET kind = -1",
        "UPDATE record SET kind = 65536",
        "UPDATE record SET version = 256",
        "UPDATE record SET batch = 7",
        "INSERT INTO record VALUES (-9223372036854775808, 0, 900, 1, x'')",
        "DELETE FROM batch",
        "DELETE FROM record",
      ])
    func numbers(_ sql: String) async throws {
      try await expectRefused(sql, sql)
    }

    @Test("a journal that changes under an open store gives errors, not traps")
    func underAnOpenStore() async throws {
      let folder = try LedgerFolder()
      let path = folder.file("ledger.sqlite")
      let store = try LedgerStore.open(path: path, machines: [CounterMachine()])
      try await store.commit([CounterMachine.record(adding: 1)])
      try tamper(
        path,
        """
        DROP TABLE record; DROP TABLE batch;
        CREATE TABLE batch (number, link, records);
        CREATE TABLE record (batch, position, kind, version, body);
        INSERT INTO batch VALUES ('x', NULL, NULL);
        """)
      await #expect(throws: LedgerStoreError.self) {
        try await store.commit([CounterMachine.record(adding: 1)])
      }
      await #expect(throws: LedgerStoreError.self) { try await store.audit() }
      try tamper(path, "UPDATE batch SET number = -1, link = zeroblob(32)")
      await #expect(throws: LedgerStoreError.self) {
        try await store.commit([CounterMachine.record(adding: 1)])
      }
      await #expect(throws: LedgerStoreError.self) { try await store.audit() }
      #expect(await store.head.batches == 1)
    }

    @Test("a database that is kept with a write-ahead log is refused, and gets no files beside it")
    func writeAheadLog() async throws {
      try await expectRefused("PRAGMA journal_mode = WAL", "a write-ahead log")
    }

    @Test("a folder, a named pipe and a link to nowhere are refused at once")
    func irregular() throws {
      let folder = try LedgerFolder()
      let pipe = folder.file("pipe")
      #expect(mkfifo(pipe, 0o600) == 0)
      #expect(throws: LedgerStoreError.notALedger(path: pipe, "it is no regular file")) {
        try SQLiteJournal(path: pipe)
      }
      #expect(
        throws: LedgerStoreError.notALedger(path: folder.path, "it is no regular file")
      ) { try SQLiteJournal(path: folder.path) }
      let dangling = folder.file("dangling")
      #expect(symlink("nowhere", dangling) == 0)
      #expect(throws: LedgerStoreError.self) { try SQLiteJournal(path: dangling) }
      #expect(try folder.names() == ["dangling", "pipe"])
    }

    @Test("a pipe in the place of the rollback journal is refused at once")
    func pipeAsJournal() throws {
      let folder = try LedgerFolder()
      let path = folder.file("ledger.sqlite")
      _ = try SQLiteJournal(path: path)
      #expect(mkfifo(path + "-journal", 0o600) == 0)
      try folder.expectRefused(path, "a pipe as a journal")
    }

    @Test("a symbolic link to a ledger opens the ledger")
    func symbolicLink() async throws {
      let folder = try LedgerFolder()
      let path = folder.file("ledger.sqlite")
      let alias = folder.file("alias")
      _ = try SQLiteJournal(path: path)
      #expect(symlink(path, alias) == 0)
      let store = try LedgerStore.open(path: alias, machines: [CounterMachine()])
      let head = try await store.commit([CounterMachine.record(adding: 1)])
      #expect(
        try await LedgerStore.open(path: path, machines: [CounterMachine()]).head == head)
    }
  }
#endif
