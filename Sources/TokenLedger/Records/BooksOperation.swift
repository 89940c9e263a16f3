// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// One thing the books are told: what a journal keeps of it.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum BooksOperation: Sendable, Hashable {
  /// Opens the books of a new token; the first operation, and only once.
  case open(TokenConfiguration)
  /// ``Books/advance(to:)``
  case advance(to: Block)
  /// ``Books/post(_:environment:)``
  case post(EntryRequest)
  /// ``Books/post(batch:environment:)``
  case postBatch([EntryRequest])
  /// ``Books/undo(toBlock:continuingAt:)``
  case undo(toBlock: UInt64, continuingAt: Block)
  /// Begins or ends audit replay, ``Token/isAuditReplay``.
  case setAuditReplay(Bool)

  /// The version of the body that is written.
  public static let recordVersion: UInt8 = 1

  /// The entry of the journal.
  public var record: Record {
    Record(kind: .books, version: Self.recordVersion, body: recordBytes)
  }

  /// Reads an entry of the journal.
  ///
  /// - Throws: `RecordError` where the record is of another kind or version or holds no operation.
  public init(record: Record) throws(RecordError) {
    self = try record.decode(
      BooksOperation.self, kind: .books, versions: 1...Self.recordVersion)
  }
}

extension BooksOperation: RecordCodable {
  /// The numbers that tell the operations apart. They are on disk: none is ever given anew.
  private enum Tag: UInt8 {
    case open = 0
    case advance = 1
    case post = 2
    case postBatch = 3
    case undo = 4
    case setAuditReplay = 5
  }

  /// The fewest bytes of a request: id, link, no user's data, the action and one id in it.
  private static let leastRequestBytes = 35

  /// One byte that tells the operation, then its values in the order of the case.
  public func encode(into encoder: inout RecordEncoder) {
    switch self {
    case .open(let configuration):
      encoder.write(Tag.open.rawValue)
      encoder.write(configuration)
    case .advance(let block):
      encoder.write(Tag.advance.rawValue)
      encoder.write(block)
    case .post(let request):
      encoder.write(Tag.post.rawValue)
      encoder.write(request)
    case .postBatch(let requests):
      encoder.write(Tag.postBatch.rawValue)
      encoder.write(requests)
    case .undo(let number, let block):
      encoder.write(Tag.undo.rawValue)
      encoder.write(number)
      encoder.write(block)
    case .setAuditReplay(let isOn):
      encoder.write(Tag.setAuditReplay.rawValue)
      encoder.write(isOn)
    }
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let byte = try decoder.readUInt8()
    guard let tag = Tag(rawValue: byte) else { throw .unknownTag(byte, type: "books operation") }
    switch tag {
    case .open: self = .open(try TokenConfiguration(from: &decoder))
    case .advance: self = .advance(to: try Block(from: &decoder))
    case .post: self = .post(try EntryRequest(from: &decoder))
    case .postBatch:
      self = .postBatch(
        try decoder.readArray(of: EntryRequest.self, minimumBytes: Self.leastRequestBytes))
    case .undo:
      self = .undo(toBlock: try decoder.readUInt64(), continuingAt: try Block(from: &decoder))
    case .setAuditReplay: self = .setAuditReplay(try decoder.readBool())
    }
  }
}
