// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How fast something was done that was done in parts.
struct Stopwatch {
  private var began = ContinuousClock.now
  private var duration = Duration.zero
  private var count = 0

  /// Begins a part.
  mutating func start() { began = .now }

  /// Ends a part in which so many were done.
  mutating func stop(after done: Int) {
    duration += .now - began
    count += done
  }

  /// How many a second; 0 where nothing was done.
  var rate: Int {
    count == 0 ? 0 : Int((Double(count) / (duration / .seconds(1))).rounded())
  }
}
