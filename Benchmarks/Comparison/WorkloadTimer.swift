// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Which time counts.
enum WorkloadClock: String {
  case wall
  /// Processor time of the process: on a busy machine one thread gets but a part of a processor.
  case processor

  var nanoseconds: UInt64 {
    clock_gettime_nsec(self == .wall ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID)
  }

  private func clock_gettime_nsec(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// Times work in samples of some milliseconds, as `Peers/protocol.py` does.
struct WorkloadTimer {
  let work: () throws -> Void
  let clock: WorkloadClock
  private let repetitions: Int

  /// Runs the work a few times, and finds how often it fits a sample.
  init(_ work: @escaping () throws -> Void, clock: WorkloadClock) throws {
    self.work = work
    self.clock = clock
    func fitting(_ nanoseconds: Double, atMost: Double) -> Int {
      Int(Swift.max(1, Swift.min(atMost, 2_000_000 / Swift.max(nanoseconds, 1))))
    }
    for _ in 0..<2 { try work() }
    let first = fitting(try Self.time(1, work, clock), atMost: 100_000)
    repetitions = fitting(try Self.time(first, work, clock) / Double(first), atMost: 1_000_000)
  }

  /// Nanoseconds a call; the first sample of a turn only wakes caches and threads.
  func samples(seconds: Double) throws -> [Double] {
    _ = try Self.time(repetitions, work, clock)
    var samples: [Double] = []
    var spent = 0.0
    while spent < seconds * 1e9 || samples.count < 2 {
      let elapsed = try Self.time(repetitions, work, clock)
      spent += elapsed
      samples.append(elapsed / Double(repetitions))
    }
    return samples
  }

  private static func time(
    _ times: Int, _ work: () throws -> Void, _ clock: WorkloadClock
  ) throws -> Double {
    let begins = clock.nanoseconds
    for _ in 0..<times { try work() }
    return Double(clock.nanoseconds - begins)
  }
}
