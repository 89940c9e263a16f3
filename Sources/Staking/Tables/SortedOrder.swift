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
    let added = (old.count..<gpus.count).map { (name: gpus[UInt32($0)], number: UInt32($0)) }
      .sorted { $0.name < $1.name }
    guard !added.isEmpty else { return old }
    var merged = PagedArray<UInt32>()
    var next = 0
    for entry in added {
      // The old names before this one: found by bisection, since names are far apart in memory.
      var (low, high) = (next, old.count)
      while low < high {
        let middle = low + (high - low) / 2
        if gpus[old[middle]] < entry.name { low = middle + 1 } else { high = middle }
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
}
