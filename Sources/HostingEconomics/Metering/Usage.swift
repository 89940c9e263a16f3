// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

/// What a job used: all four units of the chain on one record. The price is in one of them; the others
/// are kept for audit.
public struct Usage: Sendable, Hashable, Codable {
  /// The job.
  public var job: String
  /// The GPU, or the first of several.
  public var gpu: String
  /// How many GPUs.
  public var gpus: UInt32
  /// When it began, in nanoseconds.
  public var start: UInt64
  /// When it ended.
  public var end: UInt64
  /// GPU time reserved, in nanoseconds over all GPUs: what Akash and Vast sell.
  public var gpuTime: UInt128
  /// Operations done.
  public var flop: UInt128
  /// Tokens read.
  public var tokensIn: UInt64
  /// Tokens written.
  public var tokensOut: UInt64
  /// Energy in millijoules.
  public var millijoules: UInt64
  /// The GPU's score in a benchmark: with a reference GPU's it makes GPU time comparable.
  public var score: UInt64

  /// Creates a record; ``check(peak:)`` checks it.
  public init(
    job: String, gpu: String, gpus: UInt32 = 1, start: UInt64, end: UInt64, gpuTime: UInt128,
    flop: UInt128, tokensIn: UInt64, tokensOut: UInt64, millijoules: UInt64, score: UInt64 = 1
  ) {
    self.job = job
    self.gpu = gpu
    self.gpus = gpus
    self.start = start
    self.end = end
    self.gpuTime = gpuTime
    self.flop = flop
    self.tokensIn = tokensIn
    self.tokensOut = tokensOut
    self.millijoules = millijoules
    self.score = score
  }

  /// Checks that the record can be true: no more GPU time than there was, no more operations than
  /// peak times that time. A cheap test that catches inflated claims, not a proof of work.
  ///
  /// - Parameter peak: what one of the GPUs can do, in whole FLOP per second.
  /// - Returns: the share of the peak that is claimed, at most 1.
  /// - Throws: ``MeteringError/endsBeforeItBegins(job:start:end:)``,
  ///   ``MeteringError/moreTimeThanThereWas(job:claimed:most:)`` or
  ///   ``MeteringError/beyondPeak(job:claimed:most:)``.
  /// - Complexity: O(1).
  @discardableResult
  public func check(peak: UInt64) throws(MeteringError) -> Double {
    guard start <= end else { throw .endsBeforeItBegins(job: job, start: start, end: end) }
    let most = UInt128(end - start) * UInt128(gpus)
    guard gpuTime <= most else {
      throw .moreTimeThanThereWas(job: job, claimed: gpuTime, most: most)
    }
    // Exact: flop · 10⁹ ≤ peak · nanoseconds, in 256 bits.
    let possible = UInt256(peak) * UInt256(gpuTime)
    guard UInt256(flop) * 1_000_000_000 <= possible else {
      let limit = UInt128(exactly: possible / 1_000_000_000) ?? .max
      throw .beyondPeak(job: job, claimed: flop, most: limit)
    }
    let seconds = Double(gpuTime) / 1e9
    return seconds > 0 ? Double(flop) / (seconds * Double(peak)) : 0
  }

  /// GPU time times how much better this GPU is than the reference, in nanoseconds rounded down.
  ///
  /// - Parameter reference: the reference GPU's score in the benchmark of ``score``, above 0.
  /// - Throws: ``MeteringError/arithmetic(_:)``.
  /// - Complexity: O(1).
  public func normalisedTimeFloor(reference: UInt64) throws(MeteringError) -> UInt128 {
    let time = try metered { () throws(ArithmeticError) in
      try UInt256.mulDivFloor(UInt256(gpuTime), UInt256(score), UInt256(reference))
    }
    guard let fits = UInt128(exactly: time) else {
      throw .arithmetic("\(time) ns do not fit into 128 bits.")
    }
    return fits
  }
}
