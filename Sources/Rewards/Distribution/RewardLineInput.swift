// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What one GPU did for one model in one round, as the rewards are computed from it.
public struct RewardLineInput: Sendable, Hashable {
  // In the order that packs them best: there may be ten million.
  /// The GPU.
  public let gpu: GPUID
  /// The model.
  public let model: ModelID
  /// S(g): the GPU's rewardable stake of the round, in base units below 2¹²⁸.
  public let stake: UInt256
  /// η of the model and lane in this round, as measured.
  public let eta: EfficiencyFactor
  /// C(g): the GPU's benchmarked capacity, in the units that the policy's κ counts.
  public let capacity: UInt64
  /// The account that is paid.
  public let owner: Address
  /// x(g,m): the verified share of the GPU in this work, in parts per million. Over all lines of a
  /// GPU they sum to at most 1 000 000.
  public let sharePPM: UInt32
  /// The operator's part of the line, in parts per million.
  public let commissionPPM: UInt32
  /// The multiplier of the GPU's stake, as for a lock, in parts per million.
  public let boostPPM: UInt32
  /// The quality of this work, in parts per million, at most 1 000 000.
  public let scorePPM: UInt32
  /// Training or hosting.
  public let lane: Lane

  /// Creates a line; ``Distribution/distribute(budget:carriedIn:policy:gauges:lines:)`` checks it.
  public init(
    gpu: GPUID, owner: Address, model: ModelID, lane: Lane, stake: UInt256, sharePPM: UInt32,
    eta: EfficiencyFactor, commissionPPM: UInt32 = 0, capacity: UInt64 = 0,
    boostPPM: UInt32 = 1_000_000, scorePPM: UInt32 = 1_000_000
  ) {
    self.gpu = gpu
    self.owner = owner
    self.model = model
    self.lane = lane
    self.stake = stake
    self.sharePPM = sharePPM
    self.eta = eta
    self.commissionPPM = commissionPPM
    self.capacity = capacity
    self.boostPPM = boostPPM
    self.scorePPM = scorePPM
  }

  /// Whether the first version of records and receipts holds this line.
  var fitsFirstVersion: Bool {
    capacity == 0 && boostPPM == million && scorePPM == million && eta.source == nil
  }

  /// The order of lines: by GPU, then model, both by unsigned UTF-8 bytes, then training before
  /// hosting. Equal remainders go to the line that comes first.
  func precedes(_ other: RewardLineInput) -> Bool {
    if gpu != other.gpu { return gpu < other.gpu }
    if model != other.model { return model < other.model }
    return lane < other.lane
  }
}
