// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import LedgerPrimitives
import Synchronization

/// A journal that lives as long as the process: for tests, dry runs and simulations.
public final class InMemoryJournal: JournalStorage {
  private let batches: Mutex<[StoredBatch]>

  /// Creates a journal, empty or with what another held.
  public init(_ batches: [StoredBatch] = []) {
    self.batches = Mutex(batches)
  }

  /// What the journal holds.
  public var contents: [StoredBatch] { batches.withLock { $0 } }

  /// Gives every batch to `visit`, in order.
  public func replay(_ visit: (StoredBatch) throws -> Void) throws {
    for batch in contents { try visit(batch) }
  }

  /// Appends a batch.
  ///
  /// - Throws: `LedgerStoreError.headMoved`.
  public func append(_ batch: JournalBatch, after head: ChainHead) throws {
    try batches.withLock { batches in
      let last = batches.last?.link ?? .zero
      guard last == head.link, UInt64(batches.count) == head.batches else {
        throw LedgerStoreError.headMoved(
          expected: head.batches, found: UInt64(batches.count))
      }
      batches.append(
        StoredBatch(number: batch.number, link: batch.link, records: batch.records))
    }
  }
}
