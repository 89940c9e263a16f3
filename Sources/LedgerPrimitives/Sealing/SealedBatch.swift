// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The end of a chain of sealed batches: enough to notice later that something was cut off or
/// rewritten.
///
/// A chain of hashes alone cannot show that its tail is missing. Whoever keeps a head he once saw,
/// outside the ledger, can.
public struct SealedHead: Sendable, Hashable {
  /// Batches sealed so far.
  public let batches: UInt64
  /// Records in them.
  public let records: UInt64
  /// Link of the last batch; 32 zero bytes before the first.
  public let link: Digest

  /// Creates a head.
  public init(batches: UInt64, records: UInt64, link: Digest) {
    self.batches = batches
    self.records = records
    self.link = link
  }

  /// The head before the first batch.
  public static let empty = SealedHead(batches: 0, records: 0, link: .zero)
}

/// The seal of a batch of records: one Merkle root over all of them and one link of a hash chain, so
/// that nothing can be changed, left out or put in between without a trace.
///
/// ```swift
/// let first = try SealedBatch(records: records, after: .empty)
/// let second = try SealedBatch(records: more, after: first.head)
/// try SealedBatch.verify([first, second], upTo: second.head)
/// ```
///
/// link = keccak(`TensorChain batch` as a record's text ‖ version 1 ‖ previous link ‖ number ‖
/// records before ‖ record count ‖ Merkle root of the records' canonical bytes), integers big-endian
/// in 8 bytes, the version in one. A record is proved against ``root`` by a ``MerkleProof``.
public struct SealedBatch: Sendable, Hashable {
  /// Version of the link's bytes.
  public static let linkVersion: UInt8 = 1

  /// Number of the batch, from 1.
  public let number: UInt64
  /// How many records all batches before it hold.
  public let recordsBefore: UInt64
  /// How many records it holds; none is possible.
  public let recordCount: UInt64
  /// Root of the ``MerkleTree`` over the records' canonical bytes.
  public let root: Digest
  /// Link of the batch before; 32 zero bytes for the first.
  public let previous: Digest
  /// This batch's link.
  public let link: Digest

  /// Seals records.
  ///
  /// - Throws: ``SealError/full(_:)`` where `head` has no number left for them.
  /// - Complexity: O(n) hashes for n records.
  public init(records: [Record], after head: SealedHead) throws(SealError) {
    try self.init(
      root: MerkleTree(leaves: records.map(\.canonicalBytes)).root,
      recordCount: UInt64(records.count), after: head)
  }

  /// Seals records whose root is known.
  ///
  /// - Throws: ``SealError/full(_:)`` where `head` has no number left for them.
  /// - Complexity: O(1).
  public init(root: Digest, recordCount: UInt64, after head: SealedHead) throws(SealError) {
    let (number, numberOverflow) = head.batches.addingReportingOverflow(1)
    if numberOverflow || head.records.addingReportingOverflow(recordCount).overflow {
      throw .full(head)
    }
    self.number = number
    self.recordsBefore = head.records
    self.recordCount = recordCount
    self.root = root
    previous = head.link
    var encoder = RecordEncoder()
    encoder.write("TensorChain batch")
    encoder.write(Self.linkVersion)
    encoder.write(previous)
    encoder.write(number)
    encoder.write(recordsBefore)
    encoder.write(recordCount)
    encoder.write(root)
    link = Keccak256.hash(encoder.bytes)
  }

  /// The head after this batch.
  public var head: SealedHead {
    SealedHead(batches: number, records: recordsBefore + recordCount, link: link)
  }

  /// Checks that this batch follows `head`.
  ///
  /// - Throws: ``SealError/brokenLink(batch:previous:expected:)``,
  ///   ``SealError/wrongPosition(batch:head:)``.
  /// - Complexity: O(1).
  public func verify(after head: SealedHead) throws(SealError) {
    if number - 1 != head.batches || recordsBefore != head.records {
      throw .wrongPosition(batch: number, head: head)
    }
    if previous != head.link {
      throw .brokenLink(batch: number, previous: previous, expected: head.link)
    }
  }

  /// Checks that `records` are those that were sealed, in their order.
  ///
  /// - Throws: ``SealError/wrongRecordCount(batch:count:expected:)``,
  ///   ``SealError/wrongRecords(batch:root:expected:)``.
  /// - Complexity: O(n) hashes for n records.
  public func verify(records: [Record]) throws(SealError) {
    if UInt64(records.count) != recordCount {
      throw .wrongRecordCount(
        batch: number, count: UInt64(records.count), expected: recordCount)
    }
    let found = MerkleTree(leaves: records.map(\.canonicalBytes)).root
    if found != root { throw .wrongRecords(batch: number, root: found, expected: root) }
  }

  /// Checks that batches follow one another, from `start` on to the head that somebody kept.
  ///
  /// - Throws: ``SealError``: the first batch that does not follow,
  ///   ``SealError/tailMissing(found:expected:)`` where the chain ends before `expected`,
  ///   ``SealError/wrongHead(found:expected:)`` where it has another link there.
  /// - Complexity: O(n) for n batches.
  public static func verify(
    _ batches: some Sequence<SealedBatch>, from start: SealedHead = .empty,
    upTo expected: SealedHead
  ) throws(SealError) {
    var head = start
    var passed = head
    for batch in batches {
      try batch.verify(after: head)
      head = batch.head
      // A chain that goes on behind the head somebody kept is whole up to there.
      if head.batches <= expected.batches { passed = head }
    }
    if head.batches < expected.batches { throw .tailMissing(found: head, expected: expected) }
    if passed != expected { throw .wrongHead(found: passed, expected: expected) }
  }
}

extension SealedBatch: RecordCodable {
  /// Number, records before, record count, root, previous link, link.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(number)
    encoder.write(recordsBefore)
    encoder.write(recordCount)
    encoder.write(root)
    encoder.write(previous)
    encoder.write(link)
  }

  /// Reads what ``encode(into:)`` writes; a link that the other values do not give is refused.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let number = try decoder.readUInt64()
    let recordsBefore = try decoder.readUInt64()
    let recordCount = try decoder.readUInt64()
    let root = try Digest(from: &decoder)
    let previous = try Digest(from: &decoder)
    let link = try Digest(from: &decoder)
    guard number > 0,
      let sealed = try? SealedBatch(
        root: root, recordCount: recordCount,
        after: SealedHead(batches: number - 1, records: recordsBefore, link: previous)),
      sealed.link == link
    else { throw .invalidValue(field: "link of batch \(number)", value: "\(link)") }
    self = sealed
  }
}

extension SealedHead: RecordCodable {
  /// Batches, records, link.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(batches)
    encoder.write(records)
    encoder.write(link)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    batches = try decoder.readUInt64()
    records = try decoder.readUInt64()
    link = try Digest(from: &decoder)
  }
}
