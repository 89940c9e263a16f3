// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A seeded random source: SplitMix64 (Steele, Lea, Flood 2014,
/// https://doi.org/10.1145/2714064.2660195). Not for keys or lotteries.
package struct SplitMix: RandomNumberGenerator, Sendable, Hashable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0 up to but not including 1, of 53 bits.
  package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A normal number of mean 0 and variance 1 (Box and Muller 1958).
  package mutating func normal() -> Double {
    let radius = (-2 * Elementary.logarithm(1 - unit())).squareRoot()
    return radius * Elementary.cosine(2 * .pi * unit())
  }
}
