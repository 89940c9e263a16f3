// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

extension StakeRegistry: Codable {
  /// Reads a registry and refuses a state that breaks a law, as `DecodingError.dataCorrupted` with
  /// the ``StakingError`` beneath.
  public init(from decoder: any Decoder) throws {
    let image = try RegistryImage(from: decoder)
    do throws(StakingError) {
      try self.init(image)
      try checkInvariants()
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the registry in one order, so equal registries are written alike; amounts are decimal
  /// strings.
  public func encode(to encoder: any Encoder) throws {
    try RegistryImage(of: self).encode(to: encoder)
  }
}
