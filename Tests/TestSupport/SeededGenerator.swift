// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A seeded random source for tests: the same seed gives the same stream on every machine.
///
/// SplitMix64 (Steele, Lea, Flood 2014, https://doi.org/10.1145/2714064.2660195): 64 bits of state,
/// every seed is good. Not for keys or lotteries.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  /// The seed this generator started from, to be printed when a test fails.
  public let seed: UInt64
  private var state: UInt64

  /// Creates a generator. Print `seed` in the test's failure message.
  public init(seed: UInt64) {
    self.seed = seed
    self.state = seed
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
