// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A monotonic clock that can be stopped, so that evaluation does not count as training.
///
/// Everything that costs training time — computing, waiting, the emulated link — reads this clock.
/// While it stands still, messages in flight stand still with it: a pause favours nobody.
public final class TrainingClock: Sendable {
  private struct State {
    var pausedSince: ContinuousClock.Instant?
    var pausedFor: Duration = .zero
  }

  private let start: ContinuousClock.Instant
  private let state = Mutex(State())

  /// Starts a clock at zero.
  public init() {
    start = ContinuousClock().now
  }

  /// Nanoseconds of training time since the clock started.
  public var now: UInt64 {
    state.withLock { state in
      let end = state.pausedSince ?? ContinuousClock().now
      let elapsed = (end - start - state.pausedFor).components
      return UInt64(elapsed.seconds) * 1_000_000_000
        + UInt64(elapsed.attoseconds / 1_000_000_000)
    }
  }

  /// Runs `body` while the clock stands still.
  ///
  /// - Precondition: the clock is not standing still already: pauses do not nest, because one caller
  ///   alone may know that nobody is training.
  public func paused<Result>(while body: () throws -> Result) rethrows -> Result {
    state.withLock { state in
      precondition(state.pausedSince == nil, "TrainingClock.paused inside TrainingClock.paused")
      state.pausedSince = ContinuousClock().now
    }
    defer {
      state.withLock { state in
        guard let since = state.pausedSince else { return }
        state.pausedFor += ContinuousClock().now - since
        state.pausedSince = nil
      }
    }
    return try body()
  }

  /// Sleeps until the clock shows `deadline`.
  ///
  /// - Returns: how many nanoseconds late the caller woke.
  /// - Throws: `CancellationError` where the task is cancelled.
  @discardableResult
  public func sleep(until deadline: UInt64) async throws -> UInt64 {
    while true {
      // Also where there is nothing to wait for: a loop over a fast link must end somewhere.
      try Task.checkCancellation()
      let now = self.now
      if now >= deadline { return now - deadline }
      // A pause in the meantime makes the sleep too short: look at the clock again.
      try await Task.sleep(
        for: .nanoseconds(Int64(clamping: deadline - now)), tolerance: .zero,
        clock: ContinuousClock())
    }
  }
}
