// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

extension StakeRegistry: Codable {
  private enum Key: String, CodingKey {
    case policy, openRound, totals, stakes, snapshots
  }

  /// Reads a registry and refuses a state that breaks a law, as `DecodingError.dataCorrupted` with
  /// the ``StakingError`` beneath.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    policy = try container.decode(StakingPolicy.self, forKey: .policy)
    openRound = try container.decode(Round.self, forKey: .openRound)
    totals = try container.decode(StakingTotals.self, forKey: .totals)
    snapshots = try container.decode([RoundSnapshot].self, forKey: .snapshots)
    stakes = [:]
    for stake in try container.decode([GPUStake].self, forKey: .stakes) {
      let gpu = stake.registration.gpu
      guard stakes.updateValue(stake, forKey: gpu) == nil else {
        throw DecodingError.corrupted(
          .invariantBroken(.misfiled(gpu)), at: decoder.codingPath)
      }
    }
    do {
      try checkInvariants()
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the registry; stakes ascend by GPU, so equal registries are written alike.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(policy, forKey: .policy)
    try container.encode(openRound, forKey: .openRound)
    try container.encode(totals, forKey: .totals)
    try container.encode(gpus.compactMap { stakes[$0] }, forKey: .stakes)
    try container.encode(snapshots, forKey: .snapshots)
  }
}
