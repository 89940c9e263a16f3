// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if DEBUG
  import Foundation

  /// Times of a debug build say nothing: the program runs itself again, built for release.
  enum ReleaseBuild {
    /// Replaces this process by `swift run -c release Benchmarks` with the same arguments.
    ///
    /// - Throws: `BuildError` where that cannot be started; it does not return otherwise.
    static func runThisInstead() throws {
      let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().path
      let words =
        ["swift", "run", "--package-path", root, "-c", "release", "Benchmarks"]
        + CommandLine.arguments.dropFirst()
      FileHandle.standardError.write(
        Data("This is a debug build: running itself again in release.\n".utf8))
      var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
      arguments.append(nil)
      execvp("swift", &arguments)
      throw BuildError(reason: String(cString: strerror(errno)))
    }

    struct BuildError: Error, CustomStringConvertible {
      let reason: String
      var description: String {
        "a debug build does not measure, and `swift run -c release` could not be started: \(reason)"
      }
    }
  }
#endif
