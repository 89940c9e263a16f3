// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// A request to the rewards room, as a journal keeps it.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum RewardsOperation: Sendable, Hashable {
  /// Opens the book; the first operation, and only the first.
  case open(RewardPolicy, network: Digest, firstRound: Round)
  /// Settles the next round. The receipt holds the round's inputs and outputs; the outputs are
  /// computed anew, and refused where they differ.
  case settle(RewardReceipt)
  /// The same, paid through another channel than direct payment. ``settle(_:)`` and this with direct
  /// payment do the same.
  case settleThrough(RewardReceipt, SettlementChannel)
  /// ``RewardBook/amend(policy:from:)``
  case amend(RewardPolicy, from: Round)
}

extension RewardsOperation: RecordCodable {
  /// The last version of the records written here. Each operation is written in the first version
  /// that holds it, so that an older program reads what it can understand.
  public static let recordVersion: UInt8 = 3

  /// The operation as a journal keeps it.
  public var record: Record {
    Record(kind: .rewards, version: leastVersion, body: recordBytes)
  }

  /// The first version of records that holds this operation.
  private var leastVersion: UInt8 {
    switch self {
    case .open(let policy, network: _, firstRound: _): policy.fitsFirstVersion ? 1 : 2
    case .settle(let receipt): receipt.version
    case .settleThrough: 2
    case .amend: 3
    }
  }

  /// Reads an operation from a journal's record.
  ///
  /// - Throws: ``RewardsError/unreadableRecord(_:)`` for a record of another kind or version, or whose
  ///   bytes are no rewards operation.
  /// - Complexity: O(n) in the bytes of the record.
  public init(_ record: Record) throws(RewardsError) {
    do throws(RecordError) {
      self = try record.decode(
        RewardsOperation.self, kind: .rewards, versions: 1...Self.recordVersion)
      guard record.version == leastVersion else {
        throw .invalidValue(
          field: "version of a rewards record", value: "\(record.version), not \(leastVersion),")
      }
    } catch {
      throw .unreadableRecord(error)
    }
  }

  private enum Tag: UInt8 {
    case open = 1
    case settle, settleThrough, amend
  }

  /// Writes one byte for the operation, then its values.
  public func encode(into encoder: inout RecordEncoder) {
    switch self {
    case .open(let policy, let network, let firstRound):
      encoder.write(Tag.open.rawValue)
      policy.encode(into: &encoder)
      encoder.write(network)
      encoder.write(firstRound)
    case .settle(let receipt):
      encoder.write(Tag.settle.rawValue)
      receipt.encode(into: &encoder)
    case .settleThrough(let receipt, let channel):
      encoder.write(Tag.settleThrough.rawValue)
      encoder.write(channel)
      receipt.encode(into: &encoder)
    case .amend(let policy, let round):
      encoder.write(Tag.amend.rawValue)
      policy.encode(into: &encoder)
      encoder.write(round)
    }
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    switch try decoder.readTag(Tag.self, of: "rewards operation") {
    case .open:
      self = .open(
        try RewardPolicy(from: &decoder), network: try Digest(from: &decoder),
        firstRound: try Round(from: &decoder))
    case .settle:
      self = .settle(try RewardReceipt(from: &decoder))
    case .settleThrough:
      let channel = try SettlementChannel(from: &decoder)
      self = .settleThrough(try RewardReceipt(from: &decoder), channel)
    case .amend:
      self = .amend(try RewardPolicy(from: &decoder), from: try Round(from: &decoder))
    }
  }
}
