// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Which machine a record belongs to.
///
/// The numbers are on disk: a number is never given to another machine. 1 to 999 are this
/// package's, those above are free for programs that add machines of their own.
public struct RecordKind: Sendable, Hashable, Codable {
  /// The number in the record.
  public let rawValue: UInt16

  /// Creates a kind from its number.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// A token's ledger.
  public static let token = RecordKind(rawValue: 1)
  /// The stakes on GPUs.
  public static let staking = RecordKind(rawValue: 2)
  /// The rewards of rounds.
  public static let rewards = RecordKind(rawValue: 3)
  /// The network that composes them.
  public static let network = RecordKind(rawValue: 4)
  /// A token's ledger with double-entry books around it.
  public static let books = RecordKind(rawValue: 5)
  /// A pool of reward streams.
  public static let streams = RecordKind(rawValue: 6)
  /// A book of claims.
  public static let claims = RecordKind(rawValue: 7)
  /// A book of vesting grants.
  public static let vesting = RecordKind(rawValue: 8)

  /// Reads the number.
  public init(from decoder: any Decoder) throws {
    rawValue = try decoder.singleValueContainer().decode(UInt16.self)
  }

  /// Writes the number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

extension RecordKind: Comparable {
  /// Whether the number of `lhs` is the smaller one.
  public static func < (lhs: RecordKind, rhs: RecordKind) -> Bool { lhs.rawValue < rhs.rawValue }
}

extension RecordKind: CustomStringConvertible {
  /// The number, with its name where this package gave it.
  public var description: String {
    switch self {
    case .token: "1 (token)"
    case .staking: "2 (staking)"
    case .rewards: "3 (rewards)"
    case .network: "4 (network)"
    case .books: "5 (books)"
    case .streams: "6 (streams)"
    case .claims: "7 (claims)"
    case .vesting: "8 (vesting)"
    default: "\(rawValue)"
    }
  }
}
