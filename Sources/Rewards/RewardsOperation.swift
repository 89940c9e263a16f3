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
}

extension RewardsOperation: RecordCodable {
  /// The version of the records written here.
  public static let recordVersion: UInt8 = 1

  /// The operation as a journal keeps it.
  public var record: Record {
    Record(kind: .rewards, version: Self.recordVersion, body: recordBytes)
  }

  /// Reads an operation from a journal's record.
  ///
  /// - Throws: ``RewardsError/unreadableRecord(_:)`` for a record of another kind or version, or whose
  ///   bytes are no rewards operation.
  /// - Complexity: O(n) in the bytes of the record.
  public init(_ record: Record) throws(RewardsError) {
    do throws(RecordError) {
      self = try record.decode(
        RewardsOperation.self, kind: .rewards,
        versions: Self.recordVersion...Self.recordVersion)
    } catch {
      throw .unreadableRecord(error)
    }
  }

  private enum Tag: UInt8 {
    case open = 1
    case settle
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
    }
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let byte = try decoder.readUInt8()
    guard let tag = Tag(rawValue: byte) else {
      throw .unknownTag(byte, type: "rewards operation")
    }
    switch tag {
    case .open:
      self = .open(
        try RewardPolicy(from: &decoder), network: try Digest(from: &decoder),
        firstRound: try Round(from: &decoder))
    case .settle:
      self = .settle(try RewardReceipt(from: &decoder))
    }
  }
}
