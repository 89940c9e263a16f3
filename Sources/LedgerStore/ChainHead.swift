// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// Where a journal ends: enough to notice later that something was cut off or rewritten.
///
/// A chain of hashes alone cannot show that its tail is missing. Whoever keeps a head he once saw,
/// outside the ledger, can.
public struct ChainHead: Sendable, Hashable, Codable {
  /// Batches sealed so far.
  public let batches: UInt64
  /// Records in them.
  public let records: UInt64
  /// Link of the last batch; `Digest.zero` before the first.
  public let link: Digest

  /// Creates a head.
  public init(batches: UInt64, records: UInt64, link: Digest) {
    self.batches = batches
    self.records = records
    self.link = link
  }

  /// The head of an empty journal.
  public static let empty = ChainHead(batches: 0, records: 0, link: .zero)
}
