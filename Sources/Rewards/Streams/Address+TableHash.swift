// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

extension Address {
  /// A hash for tables in memory: two multiplications, where the standard hasher takes twenty times as
  /// long for twenty bytes.
  @inline(__always)
  func tableHash(_ seeds: TableSeeds) -> UInt64 {
    let first = folded(word0 ^ seeds.first, word1 ^ seeds.second)
    return folded(first ^ UInt64(word2), seeds.third)
  }

  /// Whether both are the same, without a branch for each word: what is looked up is nearly always found.
  @inline(__always)
  func isSame(as other: Address) -> Bool {
    (word0 ^ other.word0) | (word1 ^ other.word1) | UInt64(word2 ^ other.word2) == 0
  }
}

/// Three odd numbers from the seed of the process's own hashing: hashes are different in each process,
/// so nobody can choose accounts that meet.
struct TableSeeds: Sendable {
  let first: UInt64
  let second: UInt64
  let third: UInt64

  init() {
    func seed(_ number: Int) -> UInt64 { UInt64(bitPattern: Int64(number.hashValue)) | 1 }
    first = seed(0)
    second = seed(1)
    third = seed(2)
  }
}

/// Both halves of a product in one.
@inline(__always)
private func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let (high, low) = a.multipliedFullWidth(by: b)
  return high ^ low
}
