// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// Records that were applied together or not at all, sealed by one link of the hash chain.
///
/// link = Keccak-256(version ‖ previous link ‖ number ‖ record count ‖ Merkle root of the records'
/// canonical bytes), integers big-endian: one hash chain link a batch, whatever its size, and a
/// proof of any record against it.
public struct JournalBatch: Sendable, Hashable {
  /// Version of the link's preimage.
  public static let linkVersion: UInt8 = 1

  /// Number of the batch, from 1.
  public let number: UInt64
  /// Link of the batch before; `Digest.zero` for the first.
  public let previous: Digest
  /// What was applied, in order; at least one.
  public let records: [Record]
  /// Root of the Merkle tree over the records' canonical bytes.
  public let root: Digest
  /// This batch's link.
  public let link: Digest

  /// Seals records after `head`.
  ///
  /// - Precondition: there is at least one record, there are fewer than 2³² of them, and `head` is not
  ///   at the last number there is.
  /// - Complexity: O(n) hashes for n records.
  public init(after head: ChainHead, records: [Record]) {
    precondition(!records.isEmpty, "a batch of no records")
    number = head.batches + 1
    previous = head.link
    self.records = records
    root = MerkleTree(leaves: records.map(\.canonicalBytes)).root
    link = Self.link(
      number: number, previous: previous, count: UInt32(records.count), root: root)
  }

  /// The head after this batch.
  ///
  /// - Parameter head: the head that this batch was sealed after.
  public func head(after head: ChainHead) -> ChainHead {
    ChainHead(batches: number, records: head.records + UInt64(records.count), link: link)
  }

  private static func link(
    number: UInt64, previous: Digest, count: UInt32, root: Digest
  ) -> Digest {
    var encoder = RecordEncoder()
    encoder.write(linkVersion)
    encoder.write(previous)
    encoder.write(number)
    encoder.write(count)
    encoder.write(root)
    return Keccak256.hash(encoder.bytes)
  }
}
