// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if SQLite
  import Foundation

  /// What the first bytes of a ledger file say, read without opening it as a database, so that a file
  /// that is not ours is never touched (https://www.sqlite.org/fileformat2.html#the_database_header).
  enum SQLiteFile {
    /// "TCLB" in the header's application id.
    static let applicationID: UInt32 = 0x5443_4C42
    /// Version of the tables, in the header's user version.
    static let format: UInt32 = 1

    /// - Throws: `LedgerStoreError.cannotOpen`, `.notALedger`, `.unknownFormat`.
    static func checkHeader(_ path: String) throws(LedgerStoreError) {
      let header: Data
      do {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        header = try handle.read(upToCount: 100) ?? Data()
      } catch {
        throw .cannotOpen(path: path, describe(error))
      }
      guard header.count == 100 else {
        throw .notALedger(path: path, "it is shorter than a database's header")
      }
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
    }

    /// Moves a finished file to its name, never over another, and makes the name durable.
    static func publish(_ temporary: String, as path: String) throws(LedgerStoreError) {
      defer { unlink(temporary) }
      guard link(temporary, path) == 0 else {
        throw .cannotOpen(path: path, String(cString: strerror(errno)))
      }
      let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY)
      guard folder >= 0 else { return }
      fsync(folder)
      close(folder)
    }

    static func describe(_ error: any Error) -> String {
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
