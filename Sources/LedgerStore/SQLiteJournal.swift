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
    /// What a ledger is opened for.
    public enum Access: Sendable, Hashable {
      /// To commit: the ledger is made where there is none, and that it can be written is tried out
      /// before anything depends on it.
      case readWrite
      /// To look: nothing is made, and every commit is refused.
      case readOnly
    }

    private let path: String
    private let access: Access
    private let database: DatabaseQueue

    /// Opens the ledger at `path`; makes one where there is no file and it is opened to be written.
    ///
    /// - Parameters:
    ///   - path: where the file is; folders on the way are made.
    ///   - access: what it is opened for.
    /// - Throws: `LedgerStoreError.cannotOpen`, `.notALedger`, `.unknownFormat`, `.corrupt`,
    ///   `.cannotWrite`; the file is untouched then.
    public init(path: String, access: Access = .readWrite) throws(LedgerStoreError) {
      self.path = path
      self.access = access
      do {
        if try access == .readWrite && !SQLiteFile.isThere(path) { try Self.create(path) }
        let file = try SQLiteFile.checkHeader(path)
        try Self.checkIntegrity(file, path, access)
        database = try DatabaseQueue(
          path: file, configuration: Self.configuration(readonly: access == .readOnly))
        if access == .readWrite { try Self.checkWritable(database, file, path) }
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
    /// - Throws: `LedgerStoreError.headMoved`, `.cannotWrite`, `.corrupt`; nothing is written then.
    public func append(_ batch: JournalBatch, after head: ChainHead) throws {
      guard access == .readWrite else {
        throw LedgerStoreError.cannotWrite(path: path, "it was opened to be read only")
      }
      do {
        try database.write { database in
          let last = try Row.fetchOne(
            database, sql: "SELECT number, link FROM batch ORDER BY number DESC LIMIT 1")
          let (number, link) = try last.map { try Self.seal($0, path) } ?? (0, .zero)
          guard number == head.batches, link == head.link else {
            throw LedgerStoreError.headMoved(expected: head.batches, found: number)
          }
          guard let next = Int64(exactly: batch.number) else {
            throw LedgerStoreError.cannotWrite(
              path: path, "\(batch.number) is more than the number of a batch can be")
          }
          try database.execute(
            sql: "INSERT INTO batch (number, link, records) VALUES (?, ?, ?)",
            arguments: [
              next, Data(batch.link.bytes), batch.records.count,
            ])
          let insert = try database.makeStatement(
            sql: "INSERT INTO record (batch, position, kind, version, body) VALUES (?, ?, ?, ?, ?)")
          for (position, record) in batch.records.enumerated() {
            try insert.execute(arguments: [
              next, position, Int(record.kind.rawValue),
              Int(record.version), Data(record.body),
            ])
          }
        }
      } catch let error as DatabaseError where error.isDamage {
        throw LedgerStoreError.corrupt(path: path, error.message ?? "\(error.resultCode)")
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
        // What a hostile file defines may call no function that has side effects.
        try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA synchronous = EXTRA")
      }
      return configuration
    }

    /// Makes an empty ledger beside `path` and gives it its name when it is whole.
    private static func create(_ path: String) throws {
      try SQLiteFile.makeFolder(SQLiteFile.folder(of: path), for: path)
      SQLiteFile.removeAbandoned(beside: path)
      let temporary = SQLiteFile.temporary(for: path)
      do {
        let database = try DatabaseQueue(path: temporary, configuration: configuration())
        try database.write(SQLiteSchema.create)
        try database.close()
      } catch {
        unlink(temporary)
        throw error
      }
      try SQLiteFile.publish(temporary, as: path)
    }

    /// Reads the whole file as SQLite sees it, without the right to write.
    private static func checkIntegrity(
      _ file: String, _ path: String, _ access: Access
    ) throws {
      // What a crash has left half-written is rolled back by the first connection that may write:
      // that is a repair, not damage. Who only reads cannot, and gets an error from SQLite.
      let crashed =
        access == .readWrite && FileManager.default.fileExists(atPath: file + "-journal")
      let database = try DatabaseQueue(
        path: file, configuration: configuration(readonly: !crashed))
      let findings = try database.read { database in
        // First, for the check of integrity evaluates what the tables define.
        try SQLiteSchema.check(database, path: path)
        return try String.fetchAll(database, sql: "PRAGMA integrity_check(3)")
      }
      try database.close()
      guard findings == ["ok"] else {
        throw LedgerStoreError.corrupt(path: path, findings.joined(separator: "; "))
      }
    }

    /// Finds out now, and not at the first commit, whether the file can be written.
    ///
    /// - Throws: `LedgerStoreError.cannotWrite`.
    private static func checkWritable(
      _ database: DatabaseQueue, _ file: String, _ path: String
    ) throws(LedgerStoreError) {
      do {
        // Takes the lock that a commit takes. Where a file may not be written, SQLite begins a
        // transaction all the same: it takes a statement that writes, if only nothing, to be told.
        try database.writeWithoutTransaction { database in
          try database.inTransaction(.immediate) {
            try database.execute(sql: "DELETE FROM batch WHERE FALSE")
            return .rollback
          }
        }
      } catch {
        throw .cannotWrite(path: path, SQLiteFile.describe(error))
      }
      // A commit keeps its rollback journal beside the file.
      guard Foundation.access(SQLiteFile.folder(of: file), W_OK) == 0 else {
        throw .cannotWrite(path: path, "its folder: \(String(cString: strerror(errno)))")
      }
    }

    /// Number and link of a row of `batch`.
    private static func seal(
      _ row: Row, _ path: String
    ) throws(LedgerStoreError) -> (number: UInt64, link: Digest) {
      let stored = try row.integer("number", path: path)
      guard let number = UInt64(exactly: stored), number > 0 else {
        throw .corrupt(path: path, "a batch has the number \(stored)")
      }
      guard let link = Digest(bytes: try row.bytes("link", path: path)) else {
        throw .corrupt(path: path, "the link of batch \(number) is no digest")
      }
      return (number, link)
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
        let (number, link) = try seal(batch, path)
        var records: [LedgerPrimitives.Record] = []
        while let current = row,
          UInt64(exactly: try current.integer("batch", path: path)) == number
        {
          guard let kind = UInt16(exactly: try current.integer("kind", path: path)),
            let version = UInt8(exactly: try current.integer("version", path: path)),
            try current.integer("position", path: path) == Int64(records.count)
          else {
            throw LedgerStoreError.corrupt(
              path: path, "record \(records.count) of batch \(number) is out of order or range")
          }
          records.append(
            LedgerPrimitives.Record(
              kind: RecordKind(rawValue: kind), version: version,
              body: try current.bytes("body", path: path)))
          row = try rows.next()
        }
        let count = try batch.integer("records", path: path)
        guard Int64(records.count) == count else {
          throw LedgerStoreError.corrupt(
            path: path, "batch \(number) holds \(records.count) of \(count) records")
        }
        try visit(StoredBatch(number: number, link: link, records: records))
      }
      if let stray = row {
        throw LedgerStoreError.corrupt(
          path: path,
          "a record belongs to batch \(try stray.integer("batch", path: path)), which is not there")
      }
    }
  }

  extension DatabaseError {
    fileprivate var isDamage: Bool {
      resultCode == .SQLITE_CORRUPT || resultCode == .SQLITE_NOTADB
    }
  }
#endif
