// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// The random numbers of `numpy.random.Philox`, bit for bit: Philox4x64-10 by counter (Salmon, Moraes,
/// Dror, Shaw 2011, https://doi.org/10.1145/2063384.2063405).
///
/// For programs that must draw what a Python program draws, with Swift's own functions on top. Tensors
/// take their numbers from a ``RandomKey``.
///
/// ```swift
/// var generator = PhiloxGenerator(seed: 0)
/// print(generator.next())     // as numpy.random.Philox(0).random_raw()
/// ```
///
/// Not for secrets.
public struct PhiloxGenerator: RandomNumberGenerator, Sendable, Hashable {
  private let key: (low: UInt64, high: UInt64)
  private var counter: (UInt64, UInt64, UInt64, UInt64)
  /// The block of the counter, of which `used` words are spent.
  private var block: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private var used = 4

  /// As `numpy.random.Philox(seed)`: the key comes out of NumPy's `SeedSequence`.
  ///
  /// - Parameter seed: any number.
  /// - Complexity: O(1).
  public init(seed: UInt64) {
    let words = SeedSequence(seed).words(4).map(UInt64.init)
    self.init(key: (words[1] << 32 | words[0], words[3] << 32 | words[2]))
  }

  /// As `numpy.random.Philox(key:, counter:)`.
  ///
  /// - Parameters:
  ///   - key: which sequence; the lower half first.
  ///   - counter: a place in it, the lowest word first: the first block drawn is the one after it.
  /// - Complexity: O(1).
  public init(
    key: (low: UInt64, high: UInt64), counter: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  ) {
    self.key = key
    self.counter = counter
  }

  /// The next 64 bits.
  ///
  /// - Complexity: O(1).
  public mutating func next() -> UInt64 {
    if used == 4 {
      advance()
      block = Self.block(counter: counter, key: key)
      used = 0
    }
    defer { used += 1 }
    switch used {
    case 0: return block.0
    case 1: return block.1
    case 2: return block.2
    default: return block.3
    }
  }

  private mutating func advance() {
    counter.0 &+= 1
    if counter.0 == 0 { counter.1 &+= 1 }
    if (counter.0, counter.1) == (0, 0) { counter.2 &+= 1 }
    if (counter.0, counter.1, counter.2) == (0, 0, 0) { counter.3 &+= 1 }
  }

  /// The block of one counter.
  package static func block(
    counter: (UInt64, UInt64, UInt64, UInt64), key: (low: UInt64, high: UInt64)
  ) -> (UInt64, UInt64, UInt64, UInt64) {
    var result: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeBytes(of: counter) { counter in
      withUnsafeBytes(of: key) { key in
        withUnsafeMutableBytes(of: &result) { out in
          tc_philox_64(
            counter.assumingMemoryBound(to: UInt64.self).baseAddress,
            key.assumingMemoryBound(to: UInt64.self).baseAddress,
            out.assumingMemoryBound(to: UInt64.self).baseAddress)
        }
      }
    }
    return result
  }

  /// Whether two generators will draw the same numbers.
  public static func == (a: PhiloxGenerator, b: PhiloxGenerator) -> Bool {
    a.key == b.key && a.counter == b.counter && a.used == b.used
  }

  /// Feeds what makes generators equal.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(key.low)
    hasher.combine(key.high)
    hasher.combine(counter.0)
    hasher.combine(counter.1)
    hasher.combine(counter.2)
    hasher.combine(counter.3)
    hasher.combine(used)
  }
}

/// NumPy's way from a seed to words that differ in half their bits from those of any other seed: the
/// mixing of M. O'Neill's `seed_seq_fe`
/// (https://www.pcg-random.org/posts/developing-a-seed_seq-alternative.html), with a pool of four.
private struct SeedSequence {
  private var pool: [UInt32] = []

  init(_ seed: UInt64) {
    var entropy = [UInt32(truncatingIfNeeded: seed)]
    if seed >> 32 != 0 { entropy.append(UInt32(seed >> 32)) }
    var hash = Hash(constant: 0x43b0_d7e5, factor: 0x931e_8875)
    for i in 0..<4 { pool.append(hash(i < entropy.count ? entropy[i] : 0)) }
    for source in 0..<4 {
      for target in 0..<4 where target != source {
        let mixed = 0xca01_f9dd &* pool[target] &- 0x4973_f715 &* hash(pool[source])
        pool[target] = mixed ^ mixed >> 16
      }
    }
  }

  func words(_ count: Int) -> [UInt32] {
    var hash = Hash(constant: 0x8b51_f9dd, factor: 0x58f3_8ded)
    return (0..<count).map { hash(pool[$0 % 4]) }
  }

  /// A hash whose constant changes from word to word.
  private struct Hash {
    var constant: UInt32
    let factor: UInt32

    mutating func callAsFunction(_ word: UInt32) -> UInt32 {
      var word = word ^ constant
      constant &*= factor
      word &*= constant
      return word ^ word >> 16
    }
  }
}
