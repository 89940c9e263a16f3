// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if SQLite
  import Foundation
  import GRDB

  /// The tables of a ledger file, and the proof that a file has these and nothing else.
  enum SQLiteSchema {
    /// What makes an empty ledger. SQLite keeps this text as it is, and ledgers are compared with it:
    /// every character, spaces too, is part of the format.
    private static let definition = """
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
      """

    /// Makes the tables and marks the file as ours.
    static func create(in database: Database) throws {
      try database.execute(
        sql: """
          \(definition)
          PRAGMA application_id = \(SQLiteFile.applicationID);
          PRAGMA user_version = \(SQLiteFile.format);
          """)
    }

    /// Checks that the file has exactly the tables of a ledger: a trigger, a view, an index or a
    /// looser table would make its rows other than what this program has checked them to be.
    ///
    /// - Throws: `LedgerStoreError.corrupt`, and what the database throws.
    static func check(_ database: Database, path: String) throws {
      let model = try DatabaseQueue()
      let expected = try model.write { fresh in
        try fresh.execute(sql: definition)
        return try objects(of: fresh)
      }
      let found = try objects(of: database)
      guard found == expected else {
        let strangers = Set(found).subtracting(expected).map(\.name).sorted()
        throw LedgerStoreError.corrupt(
          path: path,
          strangers.isEmpty
            ? "a table of a ledger is missing"
            : "it defines \(strangers.joined(separator: ", ")) as no ledger does")
      }
    }

    private struct Object: Hashable {
      let type: DatabaseValue
      let name: String
      let table: DatabaseValue
      let sql: DatabaseValue
    }

    private static func objects(of database: Database) throws -> [Object] {
      let rows = try Row.fetchAll(
        database,
        sql: "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name, rowid")
      return rows.map { row in
        let name: DatabaseValue = row["name"]
        return Object(
          type: row["type"], name: String.fromDatabaseValue(name) ?? "\(name)",
          table: row["tbl_name"], sql: row["sql"])
      }
    }
  }

  extension Row {
    /// A column that must hold an integer; in a damaged file it may hold anything.
    ///
    /// - Throws: `LedgerStoreError.corrupt`.
    func integer(_ column: String, path: String) throws(LedgerStoreError) -> Int64 {
      let value: DatabaseValue = self[column]
      guard case .int64(let integer) = value.storage else {
        throw .corrupt(path: path, "\(column) is \(value), where an integer is due")
      }
      return integer
    }

    /// A column that must hold bytes; in a damaged file it may hold anything.
    ///
    /// - Throws: `LedgerStoreError.corrupt`.
    func bytes(_ column: String, path: String) throws(LedgerStoreError) -> [UInt8] {
      let value: DatabaseValue = self[column]
      guard case .blob(let data) = value.storage else {
        throw .corrupt(path: path, "\(column) is \(value), where bytes are due")
      }
      return [UInt8](data)
    }
  }
#endif
