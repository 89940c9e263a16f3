// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A key from which random numbers follow: the same key gives the same numbers, on every machine and
/// for any number of threads.
///
/// A key is used for one thing; for more, it is split. Element `i` of a tensor depends on the key and
/// on `i` alone (Philox4x32-10 by counter), so there is no generator state to share.
///
/// ```swift
/// let (forWeights, forShuffling) = RandomKey(seed: 1).split()
/// let w = Tensor.randomNormal([784, 128], key: forWeights)
/// let order = forShuffling.permutation(1797)
/// ```
///
/// Not for secrets.
public struct RandomKey: Sendable, Hashable, Codable {
  let key: UInt64

  /// The counter's upper half says what numbers are for, so that they never coincide.
  enum Stream: UInt64 {
    case numbers = 0
    case children = 1
    case permutation = 2
    case integers = 3
    case truncated = 4
    case truths = 5
    case classes = 6
    case choices = 7
  }

  /// The first key of a program.
  ///
  /// - Parameter seed: any number.
  public init(seed: UInt64) { key = seed }

  /// A child key; different numbers give different children.
  ///
  /// - Parameter number: which child, such as a step or a layer.
  /// - Complexity: O(1).
  public func child(_ number: UInt64) -> RandomKey {
    let words = block(number, .children)
    return RandomKey(seed: UInt64(words[1]) << 32 | UInt64(words[0]))
  }

  /// Two keys that share nothing with each other or with this one.
  ///
  /// - Complexity: O(1).
  public func split() -> (RandomKey, RandomKey) { (child(0), child(1)) }

  /// Keys that share nothing with each other or with this one.
  ///
  /// - Parameter count: how many.
  /// - Complexity: O(`count`).
  public func split(into count: Int) -> [RandomKey] {
    (0..<Swift.max(count, 0)).map { child(UInt64($0)) }
  }

  /// The numbers `0..<count` in random order, each order as likely as any other.
  ///
  /// - Parameter count: how many.
  /// - Complexity: O(`count`).
  public func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<Swift.max(count, 0))
    guard count > 1 else { return order }
    var draws = Draws(key: self)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, Int(draws.next(below: UInt64(last) + 1)))
    }
    return order
  }

  private func block(_ index: UInt64, _ stream: Stream) -> InlineArray<4, UInt32> {
    let counter: InlineArray<4, UInt32> = [
      UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32),
      UInt32(stream.rawValue), 0,
    ]
    return Philox.block(
      counter: counter,
      key: [UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32)])
  }

  /// Unbiased bounded integers (Lemire 2019, https://doi.org/10.1145/3230636), drawn in order.
  private struct Draws {
    let key: RandomKey
    var index: UInt64 = 0

    mutating func next() -> UInt64 {
      let words = key.block(index, .permutation)
      index += 1
      return UInt64(words[1]) << 32 | UInt64(words[0])
    }

    mutating func next(below bound: UInt64) -> UInt64 {
      var product = next().multipliedFullWidth(by: bound)
      if product.low < bound {
        let threshold = (0 &- bound) % bound
        while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
      }
      return product.high
    }
  }
}
