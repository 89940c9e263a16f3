// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
public import LedgerPrimitives
public import Rewards
import Staking
import TokenLedger

extension NetworkDraft {
  /// Closes a round and pays for it: reports to shares, stakes and η to lines, lines to transfers.
  ///
  /// - Parameter round: the open round; both its reports are applied already.
  /// - Returns: the receipt of what was paid.
  /// - Throws: `NetworkError.missingReport`, `.unknownGPU`, `.treasuryShort`; `StakingError`,
  ///   `RewardsError`, `LedgerError`.
  /// - Complexity: O(n log n) for n GPUs.
  @discardableResult
  public mutating func settle(_ round: Round) throws -> RewardReceipt {
    let charter = try charter()
    guard let training = books.network.trainings.last, training.round == round else {
      throw NetworkError.missingReport(round, "training")
    }
    guard let hosting = books.network.hostings.last, hosting.round == round else {
      throw NetworkError.missingReport(round, "hosting")
    }
    try apply(StakingOperation.closeRound(round))
    guard let registry = books.staking.registry, let book = books.rewards.book else {
      throw NetworkError.notFounded
    }
    let lines = try RewardLines(
      training: training, hosting: hosting, snapshot: registry.snapshot(of: round),
      charter: charter)
    let receipt = try book.draft(
      round: round, budget: charter.roundBudget, lines: lines.inputs,
      stakeSnapshot: lines.stakeSnapshot, measurements: lines.measurements)
    try apply(RewardsOperation.settle(receipt))
    try pay(receipt, from: charter.treasury)
    return receipt
  }

  /// Moves the tokens of a settled round: to each owner what his lines earned, the burnt share out of
  /// the supply. The treasury's own share stays where it is. A round that is claimed, here or on
  /// another chain, is refused: nobody is to be paid twice.
  mutating func pay(_ receipt: RewardReceipt, from treasury: Address) throws {
    guard let book = books.rewards.book else { throw NetworkError.notFounded }
    try book.requireChannel(.directPayment, of: receipt.context.round)
    let distribution = receipt.distribution
    let holds = books.token.token?.balance(of: treasury) ?? .zero
    let needs = try distribution.payable.adding(distribution.burned)
    guard needs <= holds else { throw NetworkError.treasuryShort(holds: holds, needs: needs) }
    for payment in try distribution.payments() {
      try apply(
        TokenOperation.transfer(from: treasury, to: payment.account, value: payment.amount))
    }
    if !distribution.burned.isZero {
      try apply(TokenOperation.burn(from: treasury, value: distribution.burned))
    }
  }
}
