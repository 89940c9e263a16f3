// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Synchronization

/// Writes a file of parts: as many are made at a time as there are threads, then written in order, so a
/// file of gigabytes needs the memory of a few parts. Until it is whole it has another name.
struct PartedFile {
  let path: String
  let threads: Int

  /// Writes the parts in order.
  ///
  /// - Parameters:
  ///   - count: how many there are.
  ///   - progress: told after each step how many have been written.
  ///   - part: makes one.
  func write(
    parts count: Int, progress: (Int) -> Void = { _ in },
    _ part: @Sendable (Int) throws -> [UInt8]
  ) throws {
    let partial = URL(fileURLWithPath: path + ".part")
    try Data().write(to: partial)
    let file = try FileHandle(forWritingTo: partial)
    do {
      for start in stride(from: 0, to: count, by: threads) {
        let step = min(threads, count - start)
        let made = Mutex([Int: Result<[UInt8], any Error>]())
        DispatchQueue.concurrentPerform(iterations: step) { offset in
          let result = Result { try part(start + offset) }
          made.withLock { $0[offset] = result }
        }
        let results = made.withLock { $0 }
        for offset in 0..<step {
          if let bytes = try results[offset]?.get() { try file.write(contentsOf: bytes) }
        }
        progress(start + step)
      }
      try file.close()
      guard rename(partial.path, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      try? file.close()
      try? FileManager.default.removeItem(at: partial)
      throw error
    }
  }
}
