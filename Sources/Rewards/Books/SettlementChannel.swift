// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// How what a round pays reaches the accounts. A round has exactly one, chosen where it is settled and
/// kept in the ``RewardBook``: so nothing is paid by transfer and claimed as well.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum SettlementChannel: Sendable, Hashable {
  /// Whoever settles the round pays every account at once. For small rounds.
  case directPayment
  /// Accounts claim by proof under the root of this package's own claim tree.
  case localClaims(root: Digest)
  /// A contract on an Ethereum chain pays; `root` is that of the tree exported to it.
  case evmExport(root: Digest)

  /// The root that claims are proved under; nil where there are none.
  public var root: Digest? {
    switch self {
    case .directPayment: nil
    case .localClaims(let root), .evmExport(let root): root
    }
  }
}

extension SettlementChannel: CustomStringConvertible {
  /// The channel, with the root where it has one.
  public var description: String {
    switch self {
    case .directPayment: "direct payment"
    case .localClaims(let root): "local claims under \(root)"
    case .evmExport(let root): "an EVM export under \(root)"
    }
  }
}

extension SettlementChannel: RecordCodable {
  private enum Tag: UInt8 {
    case directPayment = 0
    case localClaims, evmExport
  }

  /// One byte for the channel, then the root where it has one.
  public func encode(into encoder: inout RecordEncoder) {
    switch self {
    case .directPayment:
      encoder.write(Tag.directPayment.rawValue)
    case .localClaims(let root):
      encoder.write(Tag.localClaims.rawValue)
      encoder.write(root)
    case .evmExport(let root):
      encoder.write(Tag.evmExport.rawValue)
      encoder.write(root)
    }
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let tag = try decoder.readTag(Tag.self, of: "settlement channel")
    switch tag {
    case .directPayment: self = .directPayment
    case .localClaims: self = .localClaims(root: try Digest(from: &decoder))
    case .evmExport: self = .evmExport(root: try Digest(from: &decoder))
    }
  }
}

extension SettlementChannel: Codable {
  private enum Key: String, CodingKey {
    case kind, root
  }

  private enum Kind: String, Codable {
    case directPayment, localClaims, evmExport
  }

  /// Reads the kind, and the root where it has one.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .directPayment:
      self = .directPayment
    case .localClaims:
      self = .localClaims(root: try container.decode(Digest.self, forKey: .root))
    case .evmExport:
      self = .evmExport(root: try container.decode(Digest.self, forKey: .root))
    }
  }

  /// Writes the kind, and the root where it has one.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    let kind: Kind =
      switch self {
      case .directPayment: .directPayment
      case .localClaims: .localClaims
      case .evmExport: .evmExport
      }
    try container.encode(kind, forKey: .kind)
    try container.encodeIfPresent(root, forKey: .root)
  }
}
