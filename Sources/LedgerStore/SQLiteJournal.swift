// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if SQLite
  import Foundation
  import GRDB
  import LedgerPrimitives

  /// A journal in one SQLite file.
  ///
  /// The file is the ledger: a rollback journal instead of a write-ahead log, so that nothing lies
  /// beside it between commits, and `synchronous = EXTRA`, so that a commit survives a power cut.
  /// `batch` holds a row for each link of the chain, `record` the records in order.
  public final class SQLiteJournal: JournalStorage {
    private let path: String
    private let database: DatabaseQueue

    /// Opens the ledger at `path`, or makes one where there is no file.
    ///
    /// - Throws: `LedgerStoreError.cannotOpen`, `.notALedger`, `.unknownFormat`, `.corrupt`; the file
    ///   is untouched then.
    public init(path: String) throws(LedgerStoreError) {
      self.path = path
      do {
        if !FileManager.default.fileExists(atPath: path) { try Self.create(path) }
        try SQLiteFile.checkHeader(path)
        try Self.checkIntegrity(path)
        database = try DatabaseQueue(path: path, configuration: Self.configuration())
      } catch let error as LedgerStoreError {
        throw error
      } catch let error as DatabaseError where error.isDamage {
        throw .corrupt(path: path, error.message ?? "\(error.resultCode)")
      } catch {
        throw .cannotOpen(path: path, SQLiteFile.describe(error))
      }
    }

    /// Whether a ledger is at `path`; says nothing of what is in it.
    public static func exists(at path: String) -> Bool {
      FileManager.default.fileExists(atPath: path)
    }

    /// Gives every batch to `visit`, in order.
    ///
    /// - Throws: `LedgerStoreError.corrupt`, `.cannotOpen`, or what `visit` throws.
    public func replay(_ visit: (StoredBatch) throws -> Void) throws {
      do {
        try database.read { try Self.replay($0, path: path, visit) }
      } catch let error as DatabaseError where error.isDamage {
        throw LedgerStoreError.corrupt(path: path, error.message ?? "\(error.resultCode)")
      } catch let error as DatabaseError {
        throw LedgerStoreError.cannotOpen(path: path, error.message ?? "\(error.resultCode)")
      }
    }

    /// Appends a batch in one transaction.
    ///
    /// - Throws: `LedgerStoreError.headMoved`, `.cannotWrite`; nothing is written then.
    public func append(_ batch: JournalBatch, after head: ChainHead) throws {
      do {
        try database.write { database in
          let last = try Row.fetchOne(
            database, sql: "SELECT number, link FROM batch ORDER BY number DESC LIMIT 1")
          let number = last.map { UInt64(bitPattern: $0["number"] as Int64) } ?? 0
          let link = last.flatMap { Digest(bytes: [UInt8]($0["link"] as Data)) } ?? .zero
          guard number == head.batches, link == head.link else {
            throw LedgerStoreError.headMoved(expected: head.batches, found: number)
          }
          try database.execute(
            sql: "INSERT INTO batch (number, link, records) VALUES (?, ?, ?)",
            arguments: [
              Int64(bitPattern: batch.number), Data(batch.link.bytes), batch.records.count,
            ])
          let insert = try database.makeStatement(
            sql: "INSERT INTO record (batch, position, kind, version, body) VALUES (?, ?, ?, ?, ?)")
          for (position, record) in batch.records.enumerated() {
            try insert.execute(arguments: [
              Int64(bitPattern: batch.number), position, Int(record.kind.rawValue),
              Int(record.version), Data(record.body),
            ])
          }
        }
      } catch let error as DatabaseError {
        throw LedgerStoreError.cannotWrite(path: path, error.message ?? "\(error.resultCode)")
      }
    }

    /// The pragmas in force, for a test: what was asked for is not always what one gets.
    func pragma(_ name: String) throws -> String {
      try database.read { try String.fetchOne($0, sql: "PRAGMA \(name)") ?? "" }
    }

    private static func configuration(readonly: Bool = false) -> Configuration {
      var configuration = Configuration()
      configuration.readonly = readonly
      configuration.busyMode = .timeout(5)
      configuration.prepareDatabase { database in
        try database.execute(sql: "PRAGMA synchronous = EXTRA")
      }
      return configuration
    }

    /// Makes an empty ledger beside `path` and gives it its name when it is whole.
    private static func create(_ path: String) throws {
      let folder = (path as NSString).deletingLastPathComponent
      if !folder.isEmpty {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
      }
      let temporary = "\(path).new-\(ProcessInfo.processInfo.processIdentifier)"
      unlink(temporary)
      do {
        let database = try DatabaseQueue(path: temporary, configuration: configuration())
        try database.write { database in
          try database.execute(
            sql: """
              CREATE TABLE batch (
                number INTEGER PRIMARY KEY CHECK (number > 0),
                link BLOB NOT NULL CHECK (length(link) = 32),
                records INTEGER NOT NULL CHECK (records > 0)
              ) STRICT;
              CREATE TABLE record (
                batch INTEGER NOT NULL REFERENCES batch (number),
                position INTEGER NOT NULL CHECK (position >= 0),
                kind INTEGER NOT NULL,
                version INTEGER NOT NULL,
                body BLOB NOT NULL,
                PRIMARY KEY (batch, position)
              ) STRICT, WITHOUT ROWID;
              PRAGMA application_id = \(SQLiteFile.applicationID);
              PRAGMA user_version = \(SQLiteFile.format);
              """)
        }
        try database.close()
      } catch {
        unlink(temporary)
        throw error
      }
      try SQLiteFile.publish(temporary, as: path)
    }

    /// Reads the whole file as SQLite sees it, without the right to write.
    private static func checkIntegrity(_ path: String) throws {
      // What a crash has left half-written is rolled back by the first connection that may write:
      // that is a repair, not damage.
      let crashed = FileManager.default.fileExists(atPath: path + "-journal")
      let database = try DatabaseQueue(
        path: path, configuration: configuration(readonly: !crashed))
      let findings = try database.read {
        try String.fetchAll($0, sql: "PRAGMA integrity_check(3)")
      }
      try database.close()
      guard findings == ["ok"] else {
        throw LedgerStoreError.corrupt(path: path, findings.joined(separator: "; "))
      }
    }

    private static func replay(
      _ database: Database, path: String, _ visit: (StoredBatch) throws -> Void
    ) throws {
      let batches = try Row.fetchCursor(
        database, sql: "SELECT number, link, records FROM batch ORDER BY number")
      let rows = try Row.fetchCursor(
        database,
        sql: "SELECT batch, position, kind, version, body FROM record ORDER BY batch, position")
      var row = try rows.next()
      while let batch = try batches.next() {
        let number: Int64 = batch["number"]
        guard let link = Digest(bytes: [UInt8](batch["link"] as Data)) else {
          throw LedgerStoreError.corrupt(path: path, "the link of batch \(number) is no digest")
        }
        var records: [LedgerPrimitives.Record] = []
        while let current = row, current["batch"] as Int64 == number {
          guard let kind = UInt16(exactly: current["kind"] as Int64),
            let version = UInt8(exactly: current["version"] as Int64),
            current["position"] as Int64 == Int64(records.count)
          else {
            throw LedgerStoreError.corrupt(
              path: path, "record \(records.count) of batch \(number) is out of order or range")
          }
          records.append(
            LedgerPrimitives.Record(
              kind: RecordKind(rawValue: kind), version: version,
              body: [UInt8](current["body"] as Data)))
          row = try rows.next()
        }
        guard Int64(records.count) == batch["records"] as Int64 else {
          throw LedgerStoreError.corrupt(
            path: path,
            "batch \(number) holds \(records.count) of \(batch["records"] as Int64) records")
        }
        try visit(StoredBatch(number: UInt64(bitPattern: number), link: link, records: records))
      }
      if let stray = row {
        throw LedgerStoreError.corrupt(
          path: path, "a record belongs to batch \(stray["batch"] as Int64), which is not there")
      }
    }
  }

  extension DatabaseError {
    fileprivate var isDamage: Bool {
      resultCode == .SQLITE_CORRUPT || resultCode == .SQLITE_NOTADB
    }
  }
#endif
