// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Where a journal is kept.
///
/// A storage keeps sealed batches in order and gives them back as they were. It knows nothing of what
/// the records mean.
public protocol JournalStorage: Sendable {
  /// Gives every batch to `visit`, in order, as it was appended.
  ///
  /// - Throws: `LedgerStoreError` where the storage cannot be read or is corrupt; whatever `visit`
  ///   throws.
  func replay(_ visit: (StoredBatch) throws -> Void) throws

  /// Appends a batch, wholly or not at all. When this returns, the batch is durable.
  ///
  /// - Parameters:
  ///   - batch: the sealed batch.
  ///   - head: where the caller believes the journal ends.
  /// - Throws: `LedgerStoreError.headMoved` where it ends elsewhere; `.cannotWrite`.
  func append(_ batch: JournalBatch, after head: ChainHead) throws
}
