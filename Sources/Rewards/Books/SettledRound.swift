// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What a book remembers of a settled round. Amounts are base units.
public struct SettledRound: Sendable, Hashable {
  /// The round.
  public let round: Round
  /// The digest of its receipt.
  public let receipt: Digest
  /// What it was given.
  public let budget: UInt256
  /// What it began with.
  public let carriedIn: UInt256
  /// What went to the treasury.
  public let treasury: UInt256
  /// What was burned.
  public let burned: UInt256
  /// What was paid to lines.
  public let paid: UInt256
  /// What it left over.
  public let carriedOut: UInt256
  /// How it is paid, and the only way it is.
  public let channel: SettlementChannel

  init(_ receipt: RewardReceipt, channel: SettlementChannel) {
    let distribution = receipt.distribution
    self.round = receipt.context.round
    self.receipt = receipt.digest
    self.budget = distribution.budget
    self.carriedIn = distribution.carriedIn
    self.treasury = distribution.treasury
    self.burned = distribution.burned
    self.paid = distribution.payable
    self.carriedOut = distribution.carriedOut
    self.channel = channel
  }
}
