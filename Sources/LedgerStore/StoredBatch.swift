// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// A batch as a storage holds it: what it says of itself is not checked yet.
public struct StoredBatch: Sendable, Hashable {
  /// Number it is kept under.
  public let number: UInt64
  /// Link it is kept with.
  public let link: Digest
  /// Its records, in order.
  public let records: [Record]

  /// Creates a stored batch.
  public init(number: UInt64, link: Digest, records: [Record]) {
    self.number = number
    self.link = link
    self.records = records
  }

  /// Seals the records again after `head` and compares.
  ///
  /// - Throws: `LedgerStoreError.brokenChain` naming the batch and what differs.
  public func verified(after head: ChainHead) throws(LedgerStoreError) -> JournalBatch {
    // A head may come from outside: its numbers are not to be trusted in arithmetic.
    guard number > 0, number - 1 == head.batches else {
      throw .brokenChain(batch: number, "it follows batch \(head.batches)")
    }
    guard !records.isEmpty else { throw .brokenChain(batch: number, "it holds no records") }
    guard UInt32(exactly: records.count) != nil,
      !head.records.addingReportingOverflow(UInt64(records.count)).overflow
    else {
      throw .brokenChain(
        batch: number,
        "its \(records.count) records after \(head.records) are more than can be counted")
    }
    let batch = JournalBatch(after: head, records: records)
    guard batch.link == link else {
      throw .brokenChain(batch: number, "its link is \(link), its records give \(batch.link)")
    }
    return batch
  }
}
