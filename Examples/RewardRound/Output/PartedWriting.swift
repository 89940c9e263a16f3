// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Writes a file of parts: threads make them, each writes its own when those before it stand, so a file of
/// gigabytes needs the memory of a part a thread. Until it is whole it has another name.
final class PartedWriting: Sendable {
  private struct State {
    var taken = 0
    var error: (any Error)?
  }

  let file: PartedFile
  private let progress: @Sendable (Int, Int) -> Void
  private let partial: URL
  private let handle: FileHandle
  private let state = Mutex(State())
  /// By part: raised when those before it stand.
  private let turns: [DispatchSemaphore]

  /// Begins a file; nothing is written yet.
  ///
  /// - Parameters:
  ///   - progress: told after each part how many have been written, and how many were before.
  /// - Throws: ``PartedFile/Refusal``.
  init(_ file: PartedFile, progress: @escaping @Sendable (Int, Int) -> Void) throws {
    self.file = file
    self.progress = progress
    partial = URL(fileURLWithPath: file.path + ".part")
    turns = (0...file.parts).map { _ in DispatchSemaphore(value: 0) }
    turns[0].signal()
    do {
      try Data().write(to: partial)
      handle = try FileHandle(forWritingTo: partial)
    } catch {
      throw PartedFile.Refusal(path: file.path, problem: error.localizedDescription)
    }
  }

  /// Makes and writes parts until none is left; several threads may at a time.
  func work() {
    while true {
      let number = state.withLock { state -> Int? in
        guard state.error == nil, state.taken < file.parts else { return nil }
        state.taken += 1
        return state.taken - 1
      }
      guard let number else { return }
      let made = Result { try file.part(number) }
      // Those before it are taken, by threads that do not wait for this one.
      turns[number].wait()
      do {
        let bytes = try made.get()
        if state.withLock({ $0.error == nil }) {
          try write(bytes)
          progress(number + 1, number)
        }
      } catch {
        state.withLock { if $0.error == nil { $0.error = error } }
      }
      turns[number + 1].signal()
    }
  }

  /// Writes what is left and gives the file its name.
  ///
  /// - Throws: ``PartedFile/Refusal``, and what a part throws; then there is no file.
  func finish(threads: Int) throws {
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, file.parts))) { _ in work() }
    do {
      if let error = state.withLock({ $0.error }) { throw error }
      do {
        try checkName()
        try handle.close()
        guard rename(partial.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
      } catch let refusal as PartedFile.Refusal {
        throw refusal
      } catch {
        throw PartedFile.Refusal(path: file.path, problem: error.localizedDescription)
      }
    } catch {
      abandon()
      throw error
    }
  }

  /// Takes back what was written.
  func abandon() {
    try? handle.close()
    try? FileManager.default.removeItem(at: partial)
  }

  /// What is written must be what gets the name: a link of that name, or a file that somebody put in its
  /// place, must not.
  private func checkName() throws {
    var (named, written) = (stat(), stat())
    guard lstat(partial.path, &named) == 0, fstat(handle.fileDescriptor, &written) == 0,
      named.st_dev == written.st_dev, named.st_ino == written.st_ino
    else {
      throw PartedFile.Refusal(
        path: file.path, problem: "\(partial.path) is not the file that was written")
    }
  }

  private func write(_ bytes: [UInt8]) throws(PartedFile.Refusal) {
    do { try handle.write(contentsOf: bytes) } catch {
      throw PartedFile.Refusal(path: file.path, problem: error.localizedDescription)
    }
  }
}
