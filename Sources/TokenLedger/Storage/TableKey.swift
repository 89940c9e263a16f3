// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// What stands in a ``KeyTable``.
protocol TableKey: Equatable, Sendable {
  /// 64 bits that nobody can foresee who does not know the seed.
  func hash(with seed: TableSeed) -> UInt64
}

/// Secret words of a process, so that nobody outside can choose keys that all fall to one place.
///
/// Nothing that can be observed depends on them: a table numbers its keys in the order of first use.
struct TableSeed: Sendable {
  let first: UInt64
  let second: UInt64
  let third: UInt64

  /// The seed of this process.
  static let process = TableSeed(
    first: .random(in: 1 ... .max), second: .random(in: 1 ... .max),
    third: .random(in: 1 ... .max))

  /// Both halves of the product, one upon the other: each bit of the result depends on all bits of
  /// both.
  static func fold(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let product = one.multipliedFullWidth(by: other)
    return product.high ^ product.low
  }

  /// The last steps: one product alone leaves patterns in keys that differ in few bits.
  func finish(_ bits: UInt64) -> UInt64 {
    Self.fold(Self.fold(bits ^ third, second | 1), 0x9E37_79B9_7F4A_7C15)
  }
}

extension Address: TableKey {
  func hash(with seed: TableSeed) -> UInt64 {
    seed.finish(TableSeed.fold(word0 ^ seed.first, word1 ^ seed.second) ^ UInt64(word2))
  }
}

extension Digest: TableKey {
  func hash(with seed: TableSeed) -> UInt64 {
    seed.finish(
      TableSeed.fold(word0 ^ seed.first, word1 ^ seed.second)
        ^ TableSeed.fold(word2 ^ seed.second, word3 ^ seed.third))
  }
}

extension SlotKey: TableKey {
  func hash(with seed: TableSeed) -> UInt64 { seed.finish(rawValue ^ seed.first) }
}
