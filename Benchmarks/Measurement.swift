// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Times of one benchmark, in nanoseconds an operation.
struct Measurement: Codable {
  let name: String
  let unit: String
  let median: Double
  /// A quarter of the samples is faster than this.
  let lowerQuartile: Double
  /// A quarter of the samples is slower than this.
  let upperQuartile: Double
  let samples: Int
  let gigaflops: Double?
  let peer: String?
  let peerMedian: Double?
  /// Median of the peer over median of ours: above 1 we are faster.
  let ratio: Double?
}

extension Measurement {
  /// Measures a benchmark, and its peer alternately with it, so that a machine that slows down slows
  /// both.
  ///
  /// - Parameter seconds: how long to go on, at least; seven samples at least are taken.
  init(measuring benchmark: Benchmark, seconds: Double = 0.4) throws {
    let work = try benchmark.prepare()
    let peerWork = try benchmark.peer?.prepare()
    // Enough repetitions for a sample of about 10 ms: the clock's own cost then does not count.
    func repetitions(_ work: () throws -> Void) throws -> Int {
      try work()
      let once = try Self.time(1, work)
      return Swift.max(1, Swift.min(1_000_000, Int(10_000_000 / Swift.max(once, 1))))
    }
    let times = try repetitions(work)
    let peerTimes = try peerWork.map(repetitions) ?? 1
    var ours: [Double] = []
    var theirs: [Double] = []
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while ours.count < 7 || clock.now < end {
      ours.append(try Self.time(times, work) / Double(times * benchmark.operations))
      if let peerWork {
        try Self.rest(before: peerWork)
        theirs.append(
          try Self.time(peerTimes, peerWork) / Double(peerTimes * benchmark.operations))
        try Self.rest(before: work)
      }
      if ours.count >= 10_000 { break }
    }
    ours.sort()
    theirs.sort()
    let median = ours[ours.count / 2]
    let peerMedian = theirs.isEmpty ? nil : theirs[theirs.count / 2]
    self.init(
      name: benchmark.name, unit: benchmark.unit, median: median,
      lowerQuartile: ours[ours.count / 4], upperQuartile: ours[ours.count * 3 / 4],
      samples: ours.count,
      gigaflops: benchmark.flops.map { $0 / median }, peer: benchmark.peer?.name,
      peerMedian: peerMedian, ratio: peerMedian.map { $0 / median })
  }

  /// Lets the other side's threads go to sleep: OpenBLAS's go on spinning for 2²⁶ cycles after a call
  /// and would take a core from whoever is measured next. Then wakes the threads of `work`: a kernel that
  /// finds two of them on one core takes some milliseconds to part them.
  private static func rest(before work: () throws -> Void) throws {
    usleep(60_000)
    var elapsed = 0.0
    while elapsed < 30_000_000 { elapsed += try time(1, work) }
  }

  /// Nanoseconds that `times` calls take.
  private static func time(_ times: Int, _ work: () throws -> Void) throws -> Double {
    let clock = ContinuousClock()
    Untimed.total.store(0, ordering: .relaxed)
    let begins = clock.now
    for _ in 0..<times { try work() }
    let untimed = Duration.nanoseconds(Untimed.total.load(ordering: .relaxed))
    let elapsed = (clock.now - begins - untimed).components
    return Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9
  }
}
