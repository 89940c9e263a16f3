// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if SQLite
  import Foundation
  import Testing

  @testable import LedgerStore

  @Suite("Making a ledger file")
  struct CreationTests {
    @Test("many who make the same ledger at once all open the one that is made")
    func race() async throws {
      let folder = try LedgerFolder()
      for round in 0..<10 {
        let path = folder.file("\(round).sqlite")
        let heads = try await withThrowingTaskGroup(of: ChainHead.self) { group in
          for _ in 0..<8 {
            group.addTask {
              try await LedgerStore.open(path: path, machines: [CounterMachine()]).head
            }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(heads == Array(repeating: .empty, count: 8))
      }
      #expect(try folder.names() == (0..<10).map { "\($0).sqlite" })
    }

    @Test("a ledger that somebody else has just made is not replaced")
    func notReplaced() throws {
      let folder = try LedgerFolder()
      let (mine, theirs) = (folder.file("mine"), folder.file("ledger.sqlite"))
      try Data([1]).write(to: URL(fileURLWithPath: mine))
      try Data([2]).write(to: URL(fileURLWithPath: theirs))
      try SQLiteFile.publish(mine, as: theirs)
      #expect(try folder.bytes(theirs) == [2])
      #expect(try folder.names() == ["ledger.sqlite"])
    }

    @Test("what a killed process left half-made is removed, and nothing else is")
    func abandoned() throws {
      let folder = try LedgerFolder()
      // A process that is certainly gone: it has been waited for.
      let gone = Process()
      gone.executableURL = URL(fileURLWithPath: "/bin/sh")
      gone.arguments = ["-c", "exit 0"]
      try gone.run()
      gone.waitUntilExit()
      let (dead, live) = (gone.processIdentifier, getpid())
      let stale = ["l.new-\(dead)-1", "l.new-\(dead)-1-journal", "l.new-\(dead)-20"]
      let kept = [
        "l.new-\(live)-99999", "l.new-\(dead)", "l.new-\(dead)-", "l.new-\(dead)-1-2",
        "l.new-\(dead)-x", "l.new--1-1", "l.new-0-1", "l.new", "other.new-\(dead)-1",
      ]
      for name in stale + kept {
        try Data([1]).write(to: URL(fileURLWithPath: folder.file(name)))
      }
      _ = try SQLiteJournal(path: folder.file("l"))
      #expect(try folder.names() == (kept + ["l"]).sorted())
    }

    @Test("a name of its own is found again by whoever cleans up")
    func names() {
      let name = SQLiteFile.temporary(for: "some/where/ledger.sqlite")
      #expect(name.hasPrefix("some/where/ledger.sqlite.new-\(getpid())-"))
      #expect(SQLiteFile.temporary(for: "some/where/ledger.sqlite") != name)
    }

    @Test("a path without a folder is in the folder one is in")
    func folders() {
      #expect(SQLiteFile.folder(of: "x.sqlite") == ".")
      #expect(SQLiteFile.folder(of: "a/x.sqlite") == "a")
      #expect(SQLiteFile.folder(of: "/x.sqlite") == "/")
    }

    @Test("a ledger without a folder in its path is made, and its name made durable")
    func bareName() throws {
      let name = "ledger-\(UUID().uuidString).sqlite"
      defer { unlink(name) }
      _ = try SQLiteJournal(path: name)
      #expect(SQLiteJournal.exists(at: name))
    }

    @Test("a folder whose name cannot be made durable is an error")
    func folderGone() throws {
      let folder = try LedgerFolder()
      let file = folder.file("plain")
      try Data([1]).write(to: URL(fileURLWithPath: file))
      #expect(throws: LedgerStoreError.self) {
        try SQLiteFile.publish(file, as: folder.file("gone/ledger.sqlite"))
      }
      try Data([1]).write(to: URL(fileURLWithPath: file))
      #expect(throws: LedgerStoreError.self) {
        try SQLiteFile.makeFolder(file + "/deeper", for: "ledger.sqlite")
      }
      #expect(try folder.bytes(file) == [1])
    }
  }
#endif
