// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NetworkSimulation
import Synchronization

/// A line on standard error that is drawn over: how far an experiment is, how fast, how long it will
/// take. Nothing where standard error is no terminal.
final class ProgressLine: Sendable {
  private let isOn: Bool
  private let begin = ContinuousClock.now
  private let last = Mutex<ContinuousClock.Instant?>(nil)

  init(isOn: Bool) {
    self.isOn =
      isOn && isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  }

  /// Draws it, at most ten times a second.
  func show(_ progress: Experiment.Progress) {
    guard isOn, progress.all > 0 else { return }
    let now = ContinuousClock.now
    let isDue = last.withLock { last in
      if let before = last, now - before < .milliseconds(100) { return false }
      last = now
      return true
    }
    guard isDue else { return }
    let share = Double(progress.done) / Double(progress.all)
    let passed = (now - begin) / .seconds(1)
    let rate = Double(progress.done) / max(passed, 1e-9)
    let left = rate > 0 ? Double(progress.all - progress.done) / rate : 0
    let filled = Int(share * 24)
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 24 - filled)
    let text =
      "\r[\(bar)] \(Int(share * 100)) %  \(Int(rate)) rounds/s  \(Int(left.rounded(.up))) s left   "
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// Removes it.
  func clear() {
    guard isOn else { return }
    FileHandle.standardError.write(Data(("\r" + String(repeating: " ", count: 72) + "\r").utf8))
  }
}
