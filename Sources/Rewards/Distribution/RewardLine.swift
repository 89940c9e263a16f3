// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What one GPU gets for one model in one round, and how it was computed.
public struct RewardLine: Sendable, Hashable {
  /// What it was computed from.
  public let input: RewardLineInput
  /// η₉: the paid η, after the policy's clamp, in parts per billion, rounded down.
  public let etaPartsPerBillion: UInt64
  /// The stake that counts: S, or under ``RewardBasis/capacityWeighted(kappa:)`` S_eff, in base units.
  public let effectiveStake: UInt256
  /// S · η₉ · x in units of 10⁻¹⁵; where lanes and models have weights, times these, in units of 10⁻²⁷.
  public let weight: UInt256
  /// The line's part of the payable amount, unrounded, in base units.
  public let exact: ExactAmount
  /// Whose cap limits the line; nil where none does.
  public let cappedBy: CapScope?
  /// Base units paid: ``exact`` rounded down, and one more where its remainder was large enough.
  public let amount: UInt256
  /// The operator's part of ``amount``.
  public let commission: UInt256
  /// The stake's part of ``amount``: all but the commission.
  public let stakeReward: UInt256

  /// The GPU.
  public var gpu: GPUID { input.gpu }
  /// The account that is paid.
  public var owner: Address { input.owner }
  /// The model.
  public var model: ModelID { input.model }
  /// Training or hosting.
  public var lane: Lane { input.lane }
}

extension RewardLine: Codable {
  private enum Key: String, CodingKey {
    case input, etaPartsPerBillion, effectiveStake, weight, exact, cappedBy, amount, commission
    case stakeReward
  }

  /// Reads the fields. Lines written before there were others count their stake and have no cap.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    input = try container.decode(RewardLineInput.self, forKey: .input)
    etaPartsPerBillion = try container.decode(UInt64.self, forKey: .etaPartsPerBillion)
    effectiveStake =
      try container.decodeIfPresent(UInt256.self, forKey: .effectiveStake) ?? input.stake
    weight = try container.decode(UInt256.self, forKey: .weight)
    exact = try container.decode(ExactAmount.self, forKey: .exact)
    cappedBy = try container.decodeIfPresent(CapScope.self, forKey: .cappedBy)
    amount = try container.decode(UInt256.self, forKey: .amount)
    commission = try container.decode(UInt256.self, forKey: .commission)
    stakeReward = try container.decode(UInt256.self, forKey: .stakeReward)
  }

  /// Writes the fields; the stake that counts only where it is not the stake.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(input, forKey: .input)
    try container.encode(etaPartsPerBillion, forKey: .etaPartsPerBillion)
    if effectiveStake != input.stake {
      try container.encode(effectiveStake, forKey: .effectiveStake)
    }
    try container.encode(weight, forKey: .weight)
    try container.encode(exact, forKey: .exact)
    try container.encodeIfPresent(cappedBy, forKey: .cappedBy)
    try container.encode(amount, forKey: .amount)
    try container.encode(commission, forKey: .commission)
    try container.encode(stakeReward, forKey: .stakeReward)
  }
}
