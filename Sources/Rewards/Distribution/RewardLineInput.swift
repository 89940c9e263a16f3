// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What one GPU did for one model in one round, as the rewards are computed from it.
public struct RewardLineInput: Sendable, Hashable, Codable {
  /// The GPU.
  public let gpu: GPUID
  /// The account that is paid.
  public let owner: Address
  /// The model.
  public let model: ModelID
  /// Training or hosting.
  public let lane: Lane
  /// S(g): the GPU's rewardable stake of the round, in base units below 2¹²⁸.
  public let stake: UInt256
  /// x(g,m): the verified share of the GPU in this work, in parts per million. Over all lines of a
  /// GPU they sum to at most 1 000 000.
  public let sharePPM: UInt32
  /// η of the model and lane in this round, as measured.
  public let eta: EfficiencyFactor
  /// The operator's part of the line, in parts per million.
  public let commissionPPM: UInt32

  /// Creates a line; ``Distribution/distribute(budget:carriedIn:policy:lines:)`` checks it.
  public init(
    gpu: GPUID, owner: Address, model: ModelID, lane: Lane, stake: UInt256, sharePPM: UInt32,
    eta: EfficiencyFactor, commissionPPM: UInt32 = 0
  ) {
    self.gpu = gpu
    self.owner = owner
    self.model = model
    self.lane = lane
    self.stake = stake
    self.sharePPM = sharePPM
    self.eta = eta
    self.commissionPPM = commissionPPM
  }

  /// The order of lines: by GPU, then model, both by unsigned UTF-8 bytes, then training before
  /// hosting. Equal remainders go to the line that comes first.
  func precedes(_ other: RewardLineInput) -> Bool {
    if gpu != other.gpu { return gpu < other.gpu }
    if model != other.model { return model < other.model }
    return lane < other.lane
  }
}
