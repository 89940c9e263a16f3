// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// The numbers of the GPUs, ascending by the bytes of their names.
///
/// Names come in any order; sorting the new ones and merging them in when the order is asked for
/// costs less than keeping a tree.
struct SortedOrder: Sendable {
  private(set) var numbers = PagedArray<UInt32>()

  /// Merges in the numbers that came since the last time.
  ///
  /// - Complexity: O(n + m log m) for m new ones, O(1) for none.
  mutating func update(_ gpus: Interner<GPUID>) {
    guard numbers.count < gpus.count else { return }
    numbers = Self.merged(numbers, with: gpus)
  }

  /// The order with the numbers that are not in it yet.
  static func merged(
    _ old: PagedArray<UInt32>, with gpus: Interner<GPUID>
  ) -> PagedArray<UInt32> {
    let added = (old.count..<gpus.count).map { NewName(UInt32($0), gpus[UInt32($0)]) }
      .sorted { $0.precedes($1, gpus) }
    guard !added.isEmpty else { return old }
    var merged = PagedArray<UInt32>()
    var next = 0
    for entry in added {
      let name = gpus[entry.number]
      // The old names before this one: found by bisection, since names are far apart in memory.
      var (low, high) = (next, old.count)
      while low < high {
        let middle = low + (high - low) / 2
        if gpus[old[middle]] < name { low = middle + 1 } else { high = middle }
      }
      while next < low {
        merged.append(old[next])
        next += 1
      }
      merged.append(entry.number)
    }
    while next < old.count {
      merged.append(old[next])
      next += 1
    }
    return merged
  }

  /// A name that has to be put in its place, with its first sixteen bytes: names are compared in
  /// registers, and read again only where these are the same.
  private struct NewName {
    let high: UInt64
    let low: UInt64
    let number: UInt32

    init(_ number: UInt32, _ name: GPUID) {
      var (high, low, count) = (UInt64(0), UInt64(0), 0)
      for byte in name.text.utf8.prefix(16) {
        // No name holds a zero byte, so what is short comes first, as it has to.
        if count < 8 {
          high |= UInt64(byte) << UInt64(56 - 8 * count)
        } else {
          low |= UInt64(byte) << UInt64(120 - 8 * count)
        }
        count += 1
      }
      (self.high, self.low, self.number) = (high, low, number)
    }

    func precedes(_ other: NewName, _ gpus: Interner<GPUID>) -> Bool {
      if high != other.high { return high < other.high }
      if low != other.low { return low < other.low }
      return gpus[number] < gpus[other.number]
    }
  }
}
