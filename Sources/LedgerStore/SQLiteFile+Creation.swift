// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if SQLite
  import Foundation
  import Synchronization

  /// A ledger is made under another name beside its own and gets its own when it is whole.
  extension SQLiteFile {
    private static let made = Atomic<UInt64>(0)

    /// Folder that the file is in: "." where the path names none.
    static func folder(of path: String) -> String {
      let folder = (path as NSString).deletingLastPathComponent
      return folder.isEmpty ? "." : folder
    }

    /// A name beside `path` that nobody else uses: `<ledger>.new-<process>-<number>`.
    static func temporary(for path: String) -> String {
      // Two threads may make the same ledger at once: the process alone does not tell them apart.
      let number = made.wrappingAdd(1, ordering: .relaxed).newValue
      let temporary = "\(folder(of: path))/\(prefix(for: path))\(getpid())-\(number)"
      // A process of the same number may have died here.
      unlink(temporary)
      return temporary
    }

    /// Makes a folder and those on the way to it, and makes their names durable.
    ///
    /// - Throws: `LedgerStoreError.cannotOpen`.
    static func makeFolder(_ folder: String, for path: String) throws(LedgerStoreError) {
      if isFolder(folder) { return }
      let parent = self.folder(of: folder)
      try makeFolder(parent, for: path)
      guard mkdir(folder, 0o777) == 0 || (errno == EEXIST && isFolder(folder)) else {
        throw cannotOpen(path, "the folder \(folder)")
      }
      try makeNamesDurable(in: parent, for: path)
    }

    /// Removes what processes that are gone have left half-made beside `path`. Nothing else has such
    /// a name, and what a live process is making is left to it.
    static func removeAbandoned(beside path: String) {
      let folder = folder(of: path)
      let prefix = prefix(for: path)
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      where name.hasPrefix(prefix) {
        var rest = name.dropFirst(prefix.count)
        if rest.hasSuffix("-journal") { rest = rest.dropLast("-journal".count) }
        let numbers = rest.split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 2, UInt64(numbers[1]) != nil, let process = pid_t(numbers[0]),
          process > 0, kill(process, 0) != 0, errno == ESRCH
        else { continue }
        unlink("\(folder)/\(name)")
      }
    }

    /// Gives a finished file its name, never over another, and makes the name durable.
    ///
    /// Where somebody else has just made the same ledger, his stays.
    ///
    /// - Throws: `LedgerStoreError.cannotOpen`.
    static func publish(_ temporary: String, as path: String) throws(LedgerStoreError) {
      defer { unlink(temporary) }
      guard link(temporary, path) == 0 || errno == EEXIST else { throw cannotOpen(path) }
      try makeNamesDurable(in: folder(of: path), for: path)
    }

    private static func prefix(for path: String) -> String {
      (path as NSString).lastPathComponent + ".new-"
    }

    private static func isFolder(_ path: String) -> Bool {
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func makeNamesDurable(
      in folder: String, for path: String
    ) throws(LedgerStoreError) {
      let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else { throw cannotOpen(path, "the folder \(folder)") }
      defer { close(descriptor) }
      guard fsync(descriptor) == 0 else { throw cannotOpen(path, "syncing the folder \(folder)") }
    }
  }
#endif
