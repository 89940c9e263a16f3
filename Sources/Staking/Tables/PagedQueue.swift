// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// First in, first out, with places that can be read and changed while they wait.
struct PagedQueue<Element: Sendable>: Sendable {
  private var entries = PagedArray<Element>()
  /// The number of the entry at place 0 of the table.
  private var base: UInt32 = 0
  private var gone = 0

  /// The number of the first entry that waits.
  var first: UInt32 { base + UInt32(gone) }
  /// The number that the next entry gets.
  var end: UInt32 { base + UInt32(entries.count) }
  /// Whether nothing waits.
  var isEmpty: Bool { gone == entries.count }

  /// The entry of a number from ``first`` up to ``end``.
  subscript(_ number: UInt32) -> Element {
    get { entries[Int(number - base)] }
    set { entries[Int(number - base)] = newValue }
  }

  /// Puts an entry at the end and says its number.
  mutating func append(_ entry: Element) -> UInt32 {
    entries.append(entry)
    return end - 1
  }

  /// Takes the first entry out.
  ///
  /// - Complexity: O(1) amortised.
  mutating func popFirst() {
    gone += 1
    guard gone >= 1024, gone * 2 >= entries.count else { return }
    var rest = PagedArray<Element>()
    for index in gone..<entries.count { rest.append(entries[index]) }
    base += UInt32(gone)
    entries = rest
    gone = 0
  }
}

extension PagedQueue: Equatable where Element: Equatable {}
