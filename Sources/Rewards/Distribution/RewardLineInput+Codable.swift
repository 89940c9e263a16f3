// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension RewardLineInput: Codable {
  private enum Key: String, CodingKey {
    case gpu, owner, model, lane, stake, sharePPM, eta, commissionPPM, capacity, boostPPM, scorePPM
  }

  /// Reads the fields. Without capacity, boost and score a line has none, one and one.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(
      gpu: try container.decode(GPUID.self, forKey: .gpu),
      owner: try container.decode(Address.self, forKey: .owner),
      model: try container.decode(ModelID.self, forKey: .model),
      lane: try container.decode(Lane.self, forKey: .lane),
      stake: try container.decode(UInt256.self, forKey: .stake),
      sharePPM: try container.decode(UInt32.self, forKey: .sharePPM),
      eta: try container.decode(EfficiencyFactor.self, forKey: .eta),
      commissionPPM: try container.decode(UInt32.self, forKey: .commissionPPM),
      capacity: try container.decodeIfPresent(UInt64.self, forKey: .capacity) ?? 0,
      boostPPM: try container.decodeIfPresent(UInt32.self, forKey: .boostPPM) ?? million,
      scorePPM: try container.decodeIfPresent(UInt32.self, forKey: .scorePPM) ?? million)
  }

  /// Writes the fields; capacity, boost and score only where a line has them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(gpu, forKey: .gpu)
    try container.encode(owner, forKey: .owner)
    try container.encode(model, forKey: .model)
    try container.encode(lane, forKey: .lane)
    try container.encode(stake, forKey: .stake)
    try container.encode(sharePPM, forKey: .sharePPM)
    try container.encode(eta, forKey: .eta)
    try container.encode(commissionPPM, forKey: .commissionPPM)
    if capacity != 0 { try container.encode(capacity, forKey: .capacity) }
    if boostPPM != million { try container.encode(boostPPM, forKey: .boostPPM) }
    if scorePPM != million { try container.encode(scorePPM, forKey: .scorePPM) }
  }
}
