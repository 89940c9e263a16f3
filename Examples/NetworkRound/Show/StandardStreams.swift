// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Standard output and standard error, which may be closed, full, or a pipe that nobody reads.
enum StandardStreams {
  /// A reader who goes away must not end the program between two writes of its own.
  static func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
  }

  /// Writes what may be lost: progress, and errors that the exit code tells too.
  static func writeError(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Writes what was asked for.
  ///
  /// - Throws: `ProgramError` where it cannot be written.
  static func write(_ text: String) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    } catch {
      throw ProgramError("cannot write to standard output: \(error.localizedDescription)")
    }
  }
}
