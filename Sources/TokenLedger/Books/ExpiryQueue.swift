// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// When holds expire, the earliest first, those of one time in the order of their entries.
///
/// A binary heap in pages. What is in it is a reminder and no truth: who takes one out looks whether
/// the row is still a hold that is open until then, so nothing has to be taken out of its middle.
struct ExpiryQueue: Sendable {
  struct Reminder: Sendable, Comparable {
    let time: UInt64
    let row: UInt32

    static func < (lhs: Reminder, rhs: Reminder) -> Bool {
      (lhs.time, lhs.row) < (rhs.time, rhs.row)
    }
  }

  private var heap = PagedArray<Reminder>()

  /// The earliest.
  var first: Reminder? { heap.isEmpty ? nil : heap[0] }

  /// Puts in a reminder.
  ///
  /// - Complexity: O(log n).
  mutating func insert(_ reminder: Reminder) {
    heap.append(reminder)
    var index = heap.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      if heap[parent] <= reminder { break }
      heap[index] = heap[parent]
      index = parent
    }
    heap[index] = reminder
  }

  /// Takes out the earliest.
  ///
  /// - Precondition: there is one.
  /// - Complexity: O(log n).
  mutating func removeFirst() {
    let last = heap.removeLast()
    if heap.isEmpty { return }
    var index = 0
    while true {
      var child = 2 * index + 1
      if child >= heap.count { break }
      if child + 1 < heap.count && heap[child + 1] < heap[child] { child += 1 }
      if last <= heap[child] { break }
      heap[index] = heap[child]
      index = child
    }
    heap[index] = last
  }
}
