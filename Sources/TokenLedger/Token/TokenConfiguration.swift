// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// What a token is from the day it is deployed, and never changes.
public struct TokenConfiguration: Sendable, Codable {
  /// The name for people, as `TensorChain`.
  public let name: String
  /// The short name, as `TNSR`.
  public let symbol: String
  /// How many fraction digits the smallest unit stands for: only for showing amounts.
  public let decimals: UInt8
  /// The token's own address: signatures are bound to it.
  public let address: Address
  /// The chain's number (EIP-155): signatures are bound to it.
  public let chainID: UInt64
  /// Whose answers it gives where contracts differ.
  public let dialect: Dialect
  /// What it can do beyond EIP-20.
  public let features: TokenFeatures

  /// Creates a configuration.
  ///
  /// Address and chain have no default on purpose: what is signed for one token must not count for
  /// another.
  public init(
    name: String, symbol: String, decimals: UInt8, address: Address, chainID: UInt64,
    dialect: Dialect = .openZeppelin5, features: TokenFeatures = TokenFeatures()
  ) {
    self.name = name
    self.symbol = symbol
    self.decimals = decimals
    self.address = address
    self.chainID = chainID
    self.dialect = dialect
    self.features = features
  }
}

extension TokenConfiguration: Hashable {
  /// Whether two configurations have the same bytes in a record.
  ///
  /// `String` takes texts for equal that differ in their bytes; a configuration must not.
  public static func == (lhs: TokenConfiguration, rhs: TokenConfiguration) -> Bool {
    lhs.recordBytes == rhs.recordBytes
  }

  /// Feeds the bytes of the record to `hasher`.
  public func hash(into hasher: inout Hasher) { hasher.combine(recordBytes) }
}
