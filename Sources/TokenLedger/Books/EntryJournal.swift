// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// The rows of the books and what hangs on them, growing at the end and taken back from the end.
struct EntryJournal: Sendable {
  private(set) var rows = PagedArray<EntryRow>()
  private(set) var details = PagedArray<EntryDetail>()
  private(set) var blocks = PagedArray<EntryBlock>()
  private(set) var callDigests = PagedArray<Digest>()
  private var index = EntryIndex()

  /// How many rows there are; the number of the next.
  var count: Int { rows.count }

  /// The row of `id`, nil where it was never used.
  func row(of id: EntryID) -> UInt32? { index.row(of: id, in: rows) }

  func detail(of row: EntryRow) -> EntryDetail {
    row.detail == 0 ? .none : details[Int(row.detail) - 1]
  }

  func block(of row: EntryRow) -> Block { blocks[Int(row.block)].block }

  /// Appends a row in `block`; where its id is not none, that is new.
  ///
  /// - Complexity: O(1) amortised.
  mutating func append(_ row: EntryRow, _ detail: EntryDetail, in block: Block) {
    precondition(rows.count < Int(UInt32.max) - 1, "The books have room for 2³² entries.")
    var row = row
    if blocks.isEmpty || blocks[blocks.count - 1].block != block {
      blocks.append(EntryBlock(block: block, firstRow: UInt32(rows.count)))
    }
    row.block = UInt32(blocks.count - 1)
    // A hold has room to note how it ended.
    if detail != .none || row.kind == .hold {
      details.append(detail)
      row.detail = UInt32(details.count)
    }
    rows.append(row)
    if !row.id.isNone { index.insertLast(of: rows) }
  }

  /// Keeps the digest of a call's data, and gives its place.
  mutating func append(callDigest: Digest) -> UInt32 {
    callDigests.append(callDigest)
    return UInt32(callDigests.count - 1)
  }

  /// Takes the last row away and everything that hangs on it.
  ///
  /// - Precondition: there is one.
  mutating func removeLast() -> (row: EntryRow, detail: EntryDetail) {
    let row = rows[rows.count - 1]
    let detail = detail(of: row)
    if !row.id.isNone { index.remove(row.id, in: rows) }
    rows.removeLast()
    if row.detail != 0 { details.removeLast() }
    if row.kind == .call { callDigests.removeLast() }
    if blocks[blocks.count - 1].firstRow == UInt32(rows.count) { blocks.removeLast() }
    return (row, detail)
  }

  /// Notes that `hold` was ended by the row of the number `end`, or, for nil, that it is open.
  mutating func setEnd(of hold: UInt32, _ end: UInt32?) {
    details[Int(rows[Int(hold)].detail) - 1].end = end.map { $0 + 1 } ?? 0
  }

  /// Notes whether the row was reversed.
  mutating func setReversed(_ row: UInt32, _ isReversed: Bool) {
    rows[Int(row)].isReversed = isReversed
  }

  /// The number of the first row whose block's number is at least `number`.
  ///
  /// - Complexity: O(log n) for n blocks.
  func firstRow(fromBlock number: UInt64) -> Int {
    var low = 0
    var high = blocks.count
    while low < high {
      let middle = (low + high) / 2
      if blocks[middle].block.number < number { low = middle + 1 } else { high = middle }
    }
    return low == blocks.count ? rows.count : Int(blocks[low].firstRow)
  }
}
