// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why bytes are no record.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum RecordError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes end before the value that begins at `offset`.
  case truncated(needed: Int, remaining: Int, offset: Int)
  /// `count` bytes follow where the record should have ended.
  case trailingBytes(count: Int, offset: Int)
  /// A list or text at `offset` claims more elements than the bytes left can hold.
  case countTooGreat(count: Int, remaining: Int, offset: Int)
  /// The text at `offset` is not UTF-8.
  case invalidText(offset: Int)
  /// A field has a value that no encoder writes.
  case invalidValue(field: String, value: String)
  /// An identifier is none.
  case identifier(IdentifierError)
  /// The first byte of a choice names none of `type`.
  case unknownTag(UInt8, type: String)
  /// The bytes do not begin as a record does.
  case notARecord
  /// The record belongs to another machine.
  case wrongKind(RecordKind, expected: RecordKind)
  /// The record was written by a version this program cannot read.
  case unsupportedVersion(UInt8, kind: RecordKind, supported: ClosedRange<UInt8>)

  /// One sentence with the values.
  public var description: String {
    switch self {
    case .truncated(let needed, let remaining, let offset):
      "The value at byte \(offset) needs \(needed) bytes, and \(remaining) are left."
    case .trailingBytes(let count, let offset):
      "\(count) bytes follow the end of the record at byte \(offset)."
    case .countTooGreat(let count, let remaining, let offset):
      "The \(count) elements claimed at byte \(offset) do not fit into the \(remaining) bytes left."
    case .invalidText(let offset):
      "The text at byte \(offset) is not UTF-8."
    case .invalidValue(let field, let value):
      "\(value) is no valid \(field)."
    case .identifier(let error):
      error.description
    case .unknownTag(let tag, let type):
      "\(tag) is not the tag of any \(type)."
    case .notARecord:
      "The bytes do not begin as a record does."
    case .wrongKind(let kind, let expected):
      "The record is of kind \(kind), not \(expected)."
    case .unsupportedVersion(let version, let kind, let supported):
      "Version \(version) of kind \(kind) is not supported; "
        + "\(supported.lowerBound) to \(supported.upperBound) are."
    }
  }
}
