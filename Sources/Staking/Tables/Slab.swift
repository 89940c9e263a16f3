// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// Records that come and go, each at a place that stays its own: freed places are taken again.
struct Slab<Element: Sendable>: Sendable {
  private var records = PagedArray<Element>()
  private var free = PagedArray<UInt32>()

  /// How many records are in use.
  var count: Int { records.count - free.count }

  /// The record at a link.
  subscript(_ link: UInt32) -> Element {
    // Inlined: who asks for one field of a record loads that field.
    @inline(__always) get { records.read(at: Int(link)) { $0 } }
    set { records[Int(link)] = newValue }
  }

  /// Changes the record at a link in place.
  @inline(__always)
  mutating func change<Result>(_ link: UInt32, _ change: (inout Element) -> Result) -> Result {
    records.modify(at: Int(link), change)
  }

  /// Puts a record in and says where it is.
  mutating func insert(_ record: Element) -> UInt32 {
    if let link = free.last {
      free.removeLast()
      records[Int(link)] = record
      return link
    }
    records.append(record)
    return Link.to(records.count - 1)
  }

  /// Gives the place of a record back.
  mutating func remove(_ link: UInt32) { free.append(link) }
}

extension Slab: Equatable where Element: Equatable {}
