// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A request to a book of vesting grants, as a journal keeps it.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum VestingOperation: Sendable, Hashable {
  /// ``VestingBook/grant(_:to:_:at:)``
  case grant(UInt256, to: Address, VestingSchedule, at: UInt64)
  /// ``VestingBook/release(_:to:at:)``; nil for all that is vested.
  case release(UInt256?, to: Address, at: UInt64)
  /// ``VestingBook/penalize(_:_:at:)``
  case penalize(Address, UInt256, at: UInt64)
}

extension VestingOperation: RecordCodable {
  /// The version of the records written here.
  public static let recordVersion: UInt8 = 1

  /// The operation as a journal keeps it.
  public var record: Record { Self.form.record(of: self) }

  private static let form = RecordForm(kind: .vesting, version: recordVersion)

  /// Reads an operation from a journal's record.
  ///
  /// - Throws: ``VestingError/unreadableRecord(_:)`` for a record of another kind or version, or whose bytes
  ///   are no vesting operation.
  /// - Complexity: O(n) in the bytes of the record.
  public init(_ record: Record) throws(VestingError) {
    self = try Self.form.read(record, VestingError.unreadableRecord)
  }

  private enum Tag: UInt8 {
    case grant = 1
    case release, penalize
  }

  /// Writes one byte for the operation, then its values.
  public func encode(into encoder: inout RecordEncoder) {
    switch self {
    case .grant(let amount, let account, let schedule, let time):
      encoder.write(Tag.grant.rawValue)
      encoder.write(amount)
      encoder.write(account)
      encoder.write(schedule)
      encoder.write(time)
    case .release(let amount, let account, let time):
      encoder.write(Tag.release.rawValue)
      encoder.write(amount)
      encoder.write(account)
      encoder.write(time)
    case .penalize(let account, let amount, let time):
      encoder.write(Tag.penalize.rawValue)
      encoder.write(account)
      encoder.write(amount)
      encoder.write(time)
    }
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    switch try decoder.readTag(Tag.self, of: "vesting operation") {
    case .grant:
      self = .grant(
        try decoder.readUInt256(), to: try Address(from: &decoder),
        try VestingSchedule(from: &decoder), at: try decoder.readUInt64())
    case .release:
      self = .release(
        try decoder.readOptional(UInt256.self), to: try Address(from: &decoder),
        at: try decoder.readUInt64())
    case .penalize:
      self = .penalize(
        try Address(from: &decoder), try decoder.readUInt256(), at: try decoder.readUInt64())
    }
  }
}
