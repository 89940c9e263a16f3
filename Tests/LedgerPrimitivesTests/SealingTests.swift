// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import LedgerPrimitives

@Suite("The seal of batches")
struct SealingTests {
  private static func records(_ range: Range<Int>) -> [Record] {
    range.map { Record(kind: .token, version: 1, body: [UInt8](repeating: UInt8($0), count: $0)) }
  }

  private static func chain() throws -> [SealedBatch] {
    var head = SealedHead.empty
    var chain: [SealedBatch] = []
    for range in [0..<5, 5..<6, 6..<6, 6..<20] {
      let batch = try SealedBatch(records: records(range), after: head)
      chain.append(batch)
      head = batch.head
    }
    return chain
  }

  @Test("holds for the records that were sealed and for no others")
  func records() throws {
    let batch = try Self.chain()[0]
    try batch.verify(records: Self.records(0..<5))
    #expect(
      throws: SealError.wrongRecordCount(batch: 1, count: 4, expected: 5)
    ) { try batch.verify(records: Self.records(0..<4)) }
    var swapped = Self.records(0..<5)
    swapped.swapAt(1, 3)
    let root = MerkleTree(leaves: swapped.map(\.canonicalBytes)).root
    #expect(
      throws: SealError.wrongRecords(batch: 1, root: root, expected: batch.root)
    ) { try batch.verify(records: swapped) }
    let proof = MerkleTree(leaves: Self.records(0..<5).map(\.canonicalBytes)).proof(at: 3)
    #expect(proof.verifies(Self.records(0..<5)[3].canonicalBytes, under: batch.root))
  }

  @Test("links every batch to the one before, up to a head that somebody kept")
  func links() throws {
    let chain = try Self.chain()
    let head = chain[3].head
    #expect(head.batches == 4)
    #expect(head.records == 20)
    try SealedBatch.verify(chain, upTo: head)
    try SealedBatch.verify(chain, upTo: chain[1].head)
    try SealedBatch.verify([], upTo: .empty)
    try SealedBatch.verify(chain[2...], from: chain[1].head, upTo: head)

    #expect(
      throws: SealError.tailMissing(found: chain[2].head, expected: head)
    ) { try SealedBatch.verify(chain.dropLast(), upTo: head) }
    #expect(
      throws: SealError.wrongPosition(batch: 3, head: chain[0].head)
    ) { try SealedBatch.verify([chain[0], chain[2]], upTo: head) }
    // Another second batch of the same size: the third does not follow it.
    let forged = try SealedBatch(records: Self.records(7..<8), after: chain[0].head)
    #expect(
      throws: SealError.brokenLink(
        batch: 3, previous: chain[1].link, expected: forged.link)
    ) { try SealedBatch.verify([chain[0], forged, chain[2], chain[3]], upTo: head) }
    // All of them sealed anew behind it: only the head that was kept tells.
    let third = try SealedBatch(records: [], after: forged.head)
    let fourth = try SealedBatch(records: Self.records(6..<20), after: third.head)
    #expect(
      throws: SealError.wrongHead(found: fourth.head, expected: head)
    ) { try SealedBatch.verify([chain[0], forged, third, fourth], upTo: head) }
    #expect(
      throws: SealError.wrongHead(found: chain[1].head, expected: .empty)
    ) { try SealedBatch.verify(chain[2...], from: chain[1].head, upTo: .empty) }
  }

  @Test("is the documented link, byte by byte")
  func preimage() throws {
    let batch = try Self.chain()[1]
    var bytes: [UInt8] = [0, 0, 0, 17] + Array("TensorChain batch".utf8) + [1]
    bytes += batch.previous.bytes + [0, 0, 0, 0, 0, 0, 0, 2] + [0, 0, 0, 0, 0, 0, 0, 5]
    bytes += [0, 0, 0, 0, 0, 0, 0, 1] + batch.root.bytes
    #expect(batch.link == Keccak256.hash(bytes))
  }

  @Test("reads back its bytes and refuses any other bit")
  func coding() throws {
    for batch in try Self.chain() {
      let bytes = batch.recordBytes
      #expect(try SealedBatch(recordBytes: bytes) == batch)
      #expect(try SealedHead(recordBytes: batch.head.recordBytes) == batch.head)
      for bit in 0..<bytes.count * 8 {
        var other = bytes
        other[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(throws: RecordError.self) { try SealedBatch(recordBytes: other) }
      }
    }
    #expect(throws: RecordError.self) {
      try SealedBatch(recordBytes: [UInt8](repeating: 0, count: 120))
    }
  }

  @Test("has an end: no batch follows the last number")
  func full() throws {
    for head in [
      SealedHead(batches: .max, records: 0, link: .zero),
      SealedHead(batches: 0, records: .max, link: .zero),
    ] {
      #expect(throws: SealError.full(head)) {
        try SealedBatch(records: Self.records(0..<1), after: head)
      }
    }
  }
}
