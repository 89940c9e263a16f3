// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How much of a GPU's sheet numbers real serving reaches.
public struct Efficiency: Sendable, Hashable, Codable {
  /// The share of the memory bandwidth.
  public var bandwidth: Double
  /// The share of the peak: model FLOP utilisation.
  public var compute: Double
  /// What each step takes besides.
  public var overhead: Seconds

  /// Creates an efficiency; what uses it checks it.
  public init(bandwidth: Double, compute: Double, overhead: Seconds = .zero) {
    self.bandwidth = bandwidth
    self.compute = compute
    self.overhead = overhead
  }

  /// One setting for all models and batches: within 15 % of the 23 measured points of the test
  /// `measuredDecodeThroughput`.
  public static let standard = Efficiency(bandwidth: 0.70, compute: 0.40)
  /// Everything the sheet promises: a bound, not a forecast.
  public static let ideal = Efficiency(bandwidth: 1, compute: 1)

  func validate() throws(EconomicsError) {
    for (name, share) in [("bandwidth", bandwidth), ("compute", compute)] {
      guard share.isFinite, share > 0, share <= 1 else {
        throw .outOfRange("the \(name) efficiency", value: share, allowed: "above 0 and at most 1")
      }
    }
    try requireNotNegative("the overhead of a step in s", overhead.value)
  }
}
