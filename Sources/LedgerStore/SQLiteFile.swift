// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if SQLite
  import Foundation
  import GRDB

  /// What is done with a ledger file as a file: everything before and beside the database in it.
  enum SQLiteFile {
    /// "TCLB" in the header's application id.
    static let applicationID: UInt32 = 0x5443_4C42
    /// Version of the tables, in the header's user version.
    static let format: UInt32 = 1

    /// Whether there is anything at `path`.
    ///
    /// - Throws: `LedgerStoreError.cannotOpen` where that cannot be told.
    static func isThere(_ path: String) throws(LedgerStoreError) -> Bool {
      var status = stat()
      if stat(path, &status) == 0 { return true }
      guard errno == ENOENT else { throw cannotOpen(path) }
      return false
    }

    /// Checks what the first bytes say, without opening the file as a database, so that a file that is
    /// not ours is never touched (https://www.sqlite.org/fileformat2.html#the_database_header).
    ///
    /// - Returns: where the file really is, with symbolic links followed: what SQLite keeps beside a
    ///   ledger is kept there.
    /// - Throws: `LedgerStoreError.cannotOpen`, `.notALedger`, `.unknownFormat`.
    static func checkHeader(_ path: String) throws(LedgerStoreError) -> String {
      // Without O_NONBLOCK, opening a named pipe waits for its other end.
      let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      guard file >= 0 else { throw cannotOpen(path) }
      defer { close(file) }
      var status = stat()
      guard fstat(file, &status) == 0 else { throw cannotOpen(path) }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw .notALedger(path: path, "it is no regular file")
      }
      var header = [UInt8](repeating: 0, count: 100)
      let count = pread(file, &header, header.count, 0)
      guard count >= 0 else { throw cannotOpen(path) }
      guard count == header.count else {
        throw .notALedger(path: path, "it is shorter than a database's header")
      }
      try check(header, path)
      guard let resolved = realpath(path, nil) else { throw cannotOpen(path) }
      defer { free(resolved) }
      let real = String(cString: resolved)
      try checkNeighbours(of: real, path)
      return real
    }

    private static func check(_ header: [UInt8], _ path: String) throws(LedgerStoreError) {
      guard header.starts(with: Array("SQLite format 3\0".utf8)) else {
        throw .notALedger(path: path, "it is no SQLite database")
      }
      func word(at offset: Int) -> UInt32 {
        header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
      }
      let application = word(at: 68)
      guard application == applicationID else {
        throw .notALedger(
          path: path,
          "it is a database of another application (id 0x\(String(application, radix: 16)))")
      }
      let version = word(at: 60)
      guard version == format else {
        throw .unknownFormat(path: path, found: version, known: format)
      }
      // Opening a database with a write-ahead log makes files beside it, even to read.
      guard header[18] == 1, header[19] == 1 else {
        throw .corrupt(path: path, "it is kept with a write-ahead log, which no ledger is")
      }
    }

    /// Checks what SQLite would read beside the ledger without being asked.
    private static func checkNeighbours(
      of real: String, _ path: String
    ) throws(LedgerStoreError) {
      var status = stat()
      guard lstat(real + "-wal", &status) != 0 else {
        throw .corrupt(path: path, "a write-ahead log lies beside it, which no ledger has")
      }
      guard stat(real + "-journal", &status) != 0 || status.st_mode & S_IFMT == S_IFREG else {
        throw .corrupt(path: path, "its rollback journal is no regular file")
      }
    }

    /// Error of the system call that has just failed.
    static func cannotOpen(_ path: String, _ what: String? = nil) -> LedgerStoreError {
      let reason = String(cString: strerror(errno))
      return .cannotOpen(path: path, what.map { "\($0): \(reason)" } ?? reason)
    }

    /// What went wrong, in words.
    static func describe(_ error: any Error) -> String {
      if let error = error as? DatabaseError { return error.message ?? "\(error.resultCode)" }
      let cocoa = error as NSError
      let cause = cocoa.userInfo[NSUnderlyingErrorKey] as? any Error
      if let posix = (cause ?? error) as? POSIXError { return posix.localizedDescription }
      if let cause = cause as? NSError, cause.domain == NSPOSIXErrorDomain {
        return String(cString: strerror(Int32(cause.code)))
      }
      return cocoa.localizedDescription
    }
  }
#endif
