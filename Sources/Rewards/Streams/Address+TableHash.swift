// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

extension Address {
  /// A hash for tables in memory: two multiplications, where the standard hasher takes twenty times as
  /// long for twenty bytes. It is different in each process, so nobody can choose accounts that meet.
  var tableHash: UInt64 {
    let seeds = Self.tableSeeds
    let first = folded(word0 ^ seeds.0, word1 ^ seeds.1)
    return folded(first ^ UInt64(word2), seeds.2)
  }

  /// Three odd numbers from the seed of the process's own hashing.
  private static let tableSeeds: (UInt64, UInt64, UInt64) = {
    func seed(_ number: Int) -> UInt64 { UInt64(bitPattern: Int64(number.hashValue)) | 1 }
    return (seed(0), seed(1), seed(2))
  }()
}

/// Both halves of a product in one.
@inline(__always)
private func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let (high, low) = a.multipliedFullWidth(by: b)
  return high ^ low
}
