// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if SQLite
  public import LedgerPrimitives

  extension LedgerStore {
    /// Opens the ledger file at `path`; makes one where there is none and it is opened to be written.
    ///
    /// - Parameters:
    ///   - path: where the file is; folders on the way are made.
    ///   - access: what it is opened for; `.readOnly` makes nothing and refuses every commit.
    ///   - machines: one for each kind of record, each in its first state.
    /// - Throws: `LedgerStoreError`; a file that is refused is left untouched. Damage that only the
    ///   chain of hashes shows is reported as `.corrupt` too.
    public static func open(
      path: String, access: SQLiteJournal.Access = .readWrite, machines: [any RecordMachine]
    ) throws -> LedgerStore {
      let journal = try SQLiteJournal(path: path, access: access)
      do {
        return try LedgerStore(storage: journal, machines: machines)
      } catch let error as LedgerStoreError {
        switch error {
        case .brokenChain, .unknownRecordKind, .refused:
          throw LedgerStoreError.corrupt(path: path, error.description)
        default:
          throw error
        }
      }
    }
  }
#endif
