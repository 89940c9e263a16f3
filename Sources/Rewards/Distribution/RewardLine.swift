// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What one GPU gets for one model in one round, and how it was computed.
public struct RewardLine: Sendable, Hashable, Codable {
  /// What it was computed from.
  public let input: RewardLineInput
  /// η₉: the paid η, after the policy's clamp, in parts per billion, rounded down.
  public let etaPartsPerBillion: UInt64
  /// S · η₉ · x, in units of 10⁻¹⁵.
  public let weight: UInt256
  /// The line's part of the payable amount, unrounded, in base units.
  public let exact: ExactAmount
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
