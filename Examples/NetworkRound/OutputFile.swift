// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Files that the program writes: whole or not at all.
enum OutputFile {
  /// - Throws: `ProgramError` where a file at `path` could not be written.
  static func checkWritable(_ path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw ProgramError("cannot write \(path): it is a folder")
    }
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
    else { throw ProgramError("cannot write \(path): there is no folder \(folder)") }
    guard access(folder, W_OK) == 0 else {
      throw ProgramError("cannot write \(path): \(String(cString: strerror(errno)))")
    }
  }

  /// Writes beside the file and renames: a crash leaves the old one.
  static func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw ProgramError("cannot write \(path): \(error.localizedDescription)")
    }
  }
}
