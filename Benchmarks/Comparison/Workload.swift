// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// One row of the comparison: the same work for us and for each peer, known to them by its name.
struct Workload: Sendable {
  /// `family/what`, unique, the same in `Peers/*.py`.
  let name: String
  /// Arithmetic of one call, in floating-point operations; 0 where memory is the limit.
  let flops: Double
  /// Bytes that one call has to read and write at least; 0 where they fit a cache or arithmetic is the limit.
  let bytes: Double
  /// What the ratio to the fastest peer should be.
  let goal: Double
  /// Goals beside particular peers, where they differ.
  let goals: [String: Double]
  /// Sets up and returns the work to be timed.
  let prepare: @Sendable () throws -> () throws -> Void

  init(
    _ name: String, flops: Double = 0, bytes: Double = 0, goal: Double = 1,
    goals: [String: Double] = [:], prepare: @escaping @Sendable () throws -> () throws -> Void
  ) {
    self.name = name
    self.flops = flops
    self.bytes = bytes
    self.goal = goal
    self.goals = goals
    self.prepare = prepare
  }

  /// What rows share processes with: the part before the first slash.
  var family: Substring { name.prefix { $0 != "/" } }

  /// The time one call takes at least, in nanoseconds.
  func limit(on limits: MachineLimits) -> Double? {
    let time = Swift.max(flops / limits.gigaflops, bytes / limits.gigabytesPerSecond)
    return time > 0 ? time : nil
  }
}
