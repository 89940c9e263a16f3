// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why a seal is refused.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum SealError: Error, Hashable, Sendable {
  /// The batch names another link as the one before it than there is.
  case brokenLink(batch: UInt64, previous: Digest, expected: Digest)
  /// The batch does not stand where `head` ends: one is missing, doubled or moved.
  case wrongPosition(batch: UInt64, head: SealedHead)
  /// The batch was sealed with another number of records.
  case wrongRecordCount(batch: UInt64, count: UInt64, expected: UInt64)
  /// The batch was sealed with other records, or in another order.
  case wrongRecords(batch: UInt64, root: Digest, expected: Digest)
  /// The chain ends before the head that somebody kept: its tail was cut off.
  case tailMissing(found: SealedHead, expected: SealedHead)
  /// The chain has another history than the head that somebody kept.
  case wrongHead(found: SealedHead, expected: SealedHead)
  /// There is no number left after this head.
  case full(SealedHead)
}

extension SealError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .brokenLink(let batch, let previous, let expected):
      "Batch \(batch) names \(previous) as the link before it, which is \(expected)."
    case .wrongPosition(let batch, let head):
      "Batch \(batch) does not follow batch \(head.batches) and its \(head.records) records."
    case .wrongRecordCount(let batch, let count, let expected):
      "Batch \(batch) was sealed with \(expected) records, not \(count)."
    case .wrongRecords(let batch, let root, let expected):
      "The records of batch \(batch) have the root \(root), and it was sealed with \(expected)."
    case .tailMissing(let found, let expected):
      "The chain ends with batch \(found.batches), before batch \(expected.batches)."
    case .wrongHead(let found, let expected):
      "Batch \(found.batches) has the link \(found.link), not \(expected.link)."
    case .full(let head):
      "No batch can follow batch \(head.batches) and its \(head.records) records."
    }
  }
}
