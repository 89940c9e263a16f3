// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What ``StakeRegistry/closeRound()`` says of the round it closed.
public struct ClosedRound: Sendable, Hashable {
  /// The round.
  public let round: Round
  /// How many GPUs were registered when it closed.
  public let gpuCount: Int
  /// The sum of what all GPUs count for in it, in base units.
  public let totalStake: UInt256

  /// What is said of a round.
  public init(round: Round, gpuCount: Int, totalStake: UInt256) {
    self.round = round
    self.gpuCount = gpuCount
    self.totalStake = totalStake
  }
}
