// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Files that the program writes: whole or not at all.
enum OutputFile {
  /// Refuses flags that name the same file, by whatever path: one would overwrite the other.
  ///
  /// - Throws: `ProgramError` naming both flags.
  static func checkDistinct(_ files: [(flag: String, path: String)]) throws {
    for (index, file) in files.enumerated() {
      guard !file.path.isEmpty else { throw ProgramError("\(file.flag) names no file") }
      for other in files[..<index] where isSame(file.path, other.path) {
        throw ProgramError("\(other.flag) and \(file.flag) name the same file, \(file.path)")
      }
    }
  }

  private static func isSame(_ left: String, _ right: String) -> Bool {
    func resolved(_ path: String) -> String {
      let url = URL(fileURLWithPath: path).standardizedFileURL
      return url.deletingLastPathComponent().resolvingSymlinksInPath()
        .appendingPathComponent(url.lastPathComponent).resolvingSymlinksInPath().path
    }
    if resolved(left) == resolved(right) { return true }
    var (one, two) = (stat(), stat())
    guard stat(left, &one) == 0, stat(right, &two) == 0 else { return false }
    return one.st_dev == two.st_dev && one.st_ino == two.st_ino
  }

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
