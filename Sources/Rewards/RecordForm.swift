// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// How the operations of a machine stand in the records of its journal, where there is one version of
/// them.
struct RecordForm {
  let kind: RecordKind
  let version: UInt8

  /// The record of an operation.
  func record(of operation: some RecordCodable) -> Record {
    Record(kind: kind, version: version, body: operation.recordBytes)
  }

  /// Reads an operation.
  ///
  /// - Throws: what `unreadable` makes of the reason why the record holds none.
  func read<Operation: RecordCodable, Failure: Error>(
    _ record: Record, _ unreadable: (RecordError) -> Failure
  ) throws(Failure) -> Operation {
    do throws(RecordError) {
      return try record.decode(Operation.self, kind: kind, versions: version...version)
    } catch {
      throw unreadable(error)
    }
  }
}

extension RecordDecoder {
  /// Reads the byte that says which of several values follows.
  mutating func readTag<Tag: RawRepresentable>(
    _ type: Tag.Type, of name: String
  ) throws(RecordError) -> Tag where Tag.RawValue == UInt8 {
    let byte = try readUInt8()
    guard let tag = Tag(rawValue: byte) else { throw .unknownTag(byte, type: name) }
    return tag
  }
}
