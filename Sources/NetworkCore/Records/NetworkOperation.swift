// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// A record of the composition: what no single library of the money floor knows.
///
/// New cases may come in a minor version before 1.0: switch over it with a `default`.
public enum NetworkOperation: Sendable, Hashable {
  /// Founds the network; the first record, once.
  case found(NetworkCharter)
  /// Gives an account a name to be shown by.
  case name(Address, String)
  /// Reports a round's training, once a round.
  case trained(TrainingReport)
  /// Reports a round's hosting, once a round.
  case hosted(HostingReport)

  /// Version of the encoding.
  public static let version: UInt8 = 1

  /// The record that a journal keeps.
  public var record: Record {
    var encoder = RecordEncoder()
    encode(into: &encoder)
    return Record(kind: NetworkMachine.kind, version: Self.version, body: encoder.bytes)
  }
}

extension NetworkOperation: RecordCodable {
  /// One byte that names the case, then its values.
  public func encode(into encoder: inout RecordEncoder) {
    switch self {
    case .found(let charter):
      encoder.write(UInt8(1))
      charter.encode(into: &encoder)
    case .name(let account, let name):
      encoder.write(UInt8(2))
      encoder.write(account)
      encoder.write(name)
    case .trained(let report):
      encoder.write(UInt8(3))
      report.encode(into: &encoder)
    case .hosted(let report):
      encoder.write(UInt8(4))
      report.encode(into: &encoder)
    }
  }

  /// Reads an operation.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    switch try decoder.readUInt8() {
    case 1: self = .found(try NetworkCharter(from: &decoder))
    case 2: self = .name(try Address(from: &decoder), try decoder.readString())
    case 3: self = .trained(try TrainingReport(from: &decoder))
    case 4: self = .hosted(try HostingReport(from: &decoder))
    case let other: throw .unknownTag(other, type: "network operation")
    }
  }
}
