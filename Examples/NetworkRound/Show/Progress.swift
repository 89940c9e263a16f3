// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Progress on standard error: one line that is written over on a terminal, plain lines elsewhere.
///
/// `NO_COLOR` (https://no-color.org) switches colour off, on a terminal too.
final class Progress: Sendable {
  private struct State {
    var live = false
    var lastPlain: ContinuousClock.Instant?
  }

  private let isTerminal: Bool
  private let colours: Bool
  private let state = Mutex(State())

  init() {
    let environment = ProcessInfo.processInfo.environment
    isTerminal = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
    colours = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// A new part of the work.
  func begin(_ title: String) {
    state.withLock { state in
      finishLine(&state)
      write(colours ? "\u{1B}[1m\(title)\u{1B}[0m\n" : "\(title)\n")
      state.lastPlain = nil
    }
  }

  /// How far the part is: the last line of it on a terminal, at most a line a second elsewhere.
  func update(_ text: String) {
    state.withLock { state in
      if isTerminal {
        write("\r\u{1B}[K  \(text)")
        state.live = true
        return
      }
      let now = ContinuousClock().now
      if let last = state.lastPlain, now - last < .seconds(1) { return }
      state.lastPlain = now
      write("  \(text)\n")
    }
  }

  /// What came out of the part.
  func end(_ text: String) {
    state.withLock { state in
      if isTerminal { write("\r\u{1B}[K") }
      state.live = false
      write("  \(text)\n")
    }
  }

  private func finishLine(_ state: inout State) {
    if state.live { write("\n") }
    state.live = false
  }

  private func write(_ text: String) {
    // Whether anybody reads this must not matter to the work.
    StandardStreams.writeError(text)
  }
}
