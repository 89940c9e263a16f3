// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives
internal import ExactArithmetic

extension GPUStake: Codable {
  private enum Key: String, CodingKey {
    case registration, bonded, bondedAtRoundStart, unbonding, slashedFaults
  }

  /// Reads the fields and refuses a stake that breaks a law, as `DecodingError.dataCorrupted` with
  /// the ``StakingError`` beneath.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    registration = try container.decode(GPURegistration.self, forKey: .registration)
    bonded = try container.decode(UInt256.self, forKey: .bonded)
    bondedAtRoundStart = try container.decode(UInt256.self, forKey: .bondedAtRoundStart)
    unbonding = try container.decode([UnbondingEntry].self, forKey: .unbonding)
    slashedFaults = try container.decode([SlashedFault].self, forKey: .slashedFaults)
    if let brokenInvariant {
      throw DecodingError.corrupted(.invariantBroken(brokenInvariant), at: decoder.codingPath)
    }
  }

  /// Writes the fields.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(registration, forKey: .registration)
    try container.encode(bonded, forKey: .bonded)
    try container.encode(bondedAtRoundStart, forKey: .bondedAtRoundStart)
    try container.encode(unbonding, forKey: .unbonding)
    try container.encode(slashedFaults, forKey: .slashedFaults)
  }
}

extension DecodingError {
  /// Hostile or damaged data, with the staking error that says what is wrong with it.
  static func corrupted(_ error: StakingError, at path: [any CodingKey]) -> DecodingError {
    .dataCorrupted(
      Context(
        codingPath: path, debugDescription: error.description, underlyingError: error))
  }
}
