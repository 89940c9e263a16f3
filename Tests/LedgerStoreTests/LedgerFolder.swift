// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if SQLite
  import Foundation
  import LedgerStore
  import Testing

  /// A folder of its own for each test, gone afterwards.
  final class LedgerFolder: Sendable {
    let path: String

    init() throws {
      path = NSTemporaryDirectory() + "ledger-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    func bytes(_ path: String) throws -> [UInt8] {
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    /// Opens a store on the file, and expects an error that leaves the folder as it was.
    @discardableResult
    func expectRefused(
      _ path: String, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> LedgerStoreError? {
      let (contents, names) = (try bytes(path), try names())
      let error = #expect(
        throws: LedgerStoreError.self, "\(what)", sourceLocation: sourceLocation
      ) { try LedgerStore.open(path: path, machines: [CounterMachine()]) }
      #expect(try bytes(path) == contents, "\(what): touched", sourceLocation: sourceLocation)
      #expect(
        try self.names() == names, "\(what): left files behind", sourceLocation: sourceLocation)
      return error
    }
  }
#endif
