// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A request to a pool of streams, as a journal keeps it.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum StreamOperation: Sendable, Hashable {
  /// Opens the pool; the first operation, and only the first.
  case open(at: UInt64, boundaryEvery: UInt64)
  /// ``RewardPool/advance(to:)``
  case advance(to: UInt64)
  /// ``RewardPool/addToken(_:)``
  case addToken(Address)
  /// ``RewardPool/fund(_:of:)``
  case fund(UInt256, of: Address)
  /// ``RewardPool/withdrawUnpromised(_:of:)``
  case withdrawUnpromised(UInt256, of: Address)
  /// ``RewardPool/withdrawCarry(_:of:at:)``
  case withdrawCarry(UInt256, of: Address, at: UInt64)
  /// ``RewardPool/setWeight(_:of:at:)``
  case setWeight(UInt256, of: Address, at: UInt64)
  /// ``RewardPool/addWeight(_:to:at:)``
  case addWeight(UInt256, to: Address, at: UInt64)
  /// ``RewardPool/removeWeight(_:from:at:)``
  case removeWeight(UInt256, from: Address, at: UInt64)
  /// ``RewardPool/startStream(of:total:from:to:at:covered:)``
  case startStream(of: Address, total: UInt256, from: UInt64, to: UInt64, at: UInt64, covered: Bool)
  /// ``RewardPool/streamCarry(of:amount:from:to:at:)``
  case streamCarry(of: Address, amount: UInt256, from: UInt64, to: UInt64, at: UInt64)
  /// ``RewardPool/stopStream(_:of:at:)``
  case stopStream(UInt64, of: Address, at: UInt64)
  /// ``RewardPool/claim(_:for:at:)``
  case claim(Address, for: Address, at: UInt64)
  /// ``RewardPool/claimAll(for:at:)``
  case claimAll(for: Address, at: UInt64)
}

extension StreamOperation: RecordCodable {
  /// The version of the records written here.
  public static let recordVersion: UInt8 = 1

  /// The operation as a journal keeps it.
  public var record: Record { Self.form.record(of: self) }

  private static let form = RecordForm(kind: .streams, version: recordVersion)

  /// Reads an operation from a journal's record.
  ///
  /// - Throws: ``StreamError/unreadableRecord(_:)`` for a record of another kind or version, or whose bytes
  ///   are no stream operation.
  /// - Complexity: O(n) in the bytes of the record.
  public init(_ record: Record) throws(StreamError) {
    self = try Self.form.read(record, StreamError.unreadableRecord)
  }

  private enum Tag: UInt8 {
    case open = 1
    case advance, addToken, fund, withdrawUnpromised, withdrawCarry, setWeight, addWeight,
      removeWeight, startStream, streamCarry, stopStream, claim, claimAll
  }

  /// Writes one byte for the operation, then its values.
  public func encode(into encoder: inout RecordEncoder) {
    switch self {
    case .open(let time, let distance):
      encoder.write(Tag.open.rawValue)
      encoder.write(time)
      encoder.write(distance)
    case .advance(let time):
      encoder.write(Tag.advance.rawValue)
      encoder.write(time)
    case .addToken(let token):
      encoder.write(Tag.addToken.rawValue)
      encoder.write(token)
    case .fund(let amount, let token):
      encoder.write(Tag.fund.rawValue)
      encoder.write(amount)
      encoder.write(token)
    case .withdrawUnpromised(let amount, let token):
      encoder.write(Tag.withdrawUnpromised.rawValue)
      encoder.write(amount)
      encoder.write(token)
    case .withdrawCarry(let amount, let token, let time):
      encoder.write(Tag.withdrawCarry.rawValue)
      encoder.write(amount)
      encoder.write(token)
      encoder.write(time)
    case .setWeight(let weight, let account, let time):
      encoder.write(Tag.setWeight.rawValue)
      encoder.write(weight)
      encoder.write(account)
      encoder.write(time)
    case .addWeight(let weight, let account, let time):
      encoder.write(Tag.addWeight.rawValue)
      encoder.write(weight)
      encoder.write(account)
      encoder.write(time)
    case .removeWeight(let weight, let account, let time):
      encoder.write(Tag.removeWeight.rawValue)
      encoder.write(weight)
      encoder.write(account)
      encoder.write(time)
    case .startStream(let token, let total, let start, let end, let time, let covered):
      encoder.write(Tag.startStream.rawValue)
      encoder.write(token)
      encoder.write(total)
      encoder.write(start)
      encoder.write(end)
      encoder.write(time)
      encoder.write(covered)
    case .streamCarry(let token, let amount, let start, let end, let time):
      encoder.write(Tag.streamCarry.rawValue)
      encoder.write(token)
      encoder.write(amount)
      encoder.write(start)
      encoder.write(end)
      encoder.write(time)
    case .stopStream(let id, let token, let time):
      encoder.write(Tag.stopStream.rawValue)
      encoder.write(id)
      encoder.write(token)
      encoder.write(time)
    case .claim(let token, let account, let time):
      encoder.write(Tag.claim.rawValue)
      encoder.write(token)
      encoder.write(account)
      encoder.write(time)
    case .claimAll(let account, let time):
      encoder.write(Tag.claimAll.rawValue)
      encoder.write(account)
      encoder.write(time)
    }
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    switch try decoder.readTag(Tag.self, of: "stream operation") {
    case .open:
      self = .open(at: try decoder.readUInt64(), boundaryEvery: try decoder.readUInt64())
    case .advance:
      self = .advance(to: try decoder.readUInt64())
    case .addToken:
      self = .addToken(try Address(from: &decoder))
    case .fund:
      self = .fund(try decoder.readUInt256(), of: try Address(from: &decoder))
    case .withdrawUnpromised:
      self = .withdrawUnpromised(try decoder.readUInt256(), of: try Address(from: &decoder))
    case .withdrawCarry:
      self = .withdrawCarry(
        try decoder.readUInt256(), of: try Address(from: &decoder), at: try decoder.readUInt64())
    case .setWeight:
      self = .setWeight(
        try decoder.readUInt256(), of: try Address(from: &decoder), at: try decoder.readUInt64())
    case .addWeight:
      self = .addWeight(
        try decoder.readUInt256(), to: try Address(from: &decoder), at: try decoder.readUInt64())
    case .removeWeight:
      self = .removeWeight(
        try decoder.readUInt256(), from: try Address(from: &decoder), at: try decoder.readUInt64())
    case .startStream:
      self = .startStream(
        of: try Address(from: &decoder), total: try decoder.readUInt256(),
        from: try decoder.readUInt64(), to: try decoder.readUInt64(), at: try decoder.readUInt64(),
        covered: try decoder.readBool())
    case .streamCarry:
      self = .streamCarry(
        of: try Address(from: &decoder), amount: try decoder.readUInt256(),
        from: try decoder.readUInt64(), to: try decoder.readUInt64(), at: try decoder.readUInt64())
    case .stopStream:
      self = .stopStream(
        try decoder.readUInt64(), of: try Address(from: &decoder), at: try decoder.readUInt64())
    case .claim:
      self = .claim(
        try Address(from: &decoder), for: try Address(from: &decoder), at: try decoder.readUInt64())
    case .claimAll:
      self = .claimAll(for: try Address(from: &decoder), at: try decoder.readUInt64())
    }
  }
}
