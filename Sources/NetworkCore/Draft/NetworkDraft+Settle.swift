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
  /// Training earns x_T = its lane × verified / assigned samples with the measured η; hosting earns
  /// x_H = its lane × verified / assigned queries with η = 1, since hosting has no base here
  /// (WHITEPAPER rulings 2, 4 and 9). A GPU without a verified unit in a lane has no line there.
  ///
  /// - Parameter round: the open round; both its reports are applied already.
  /// - Returns: the receipt of what was paid.
  /// - Throws: `NetworkError.missingReport`, `.treasuryShort`; `StakingError`, `RewardsError`,
  ///   `LedgerError`.
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
    let snapshot = try registry.snapshot(of: round)
    var lines: [RewardLineInput] = []
    for (work, lane, lanePPM, efficiency) in [
      (training.work, Lane.training, charter.trainingLanePPM, training.efficiency),
      (hosting.work, Lane.hosting, charter.hostingLanePPM, EfficiencyFactor.noBase),
    ] {
      for entry in work {
        guard let row = snapshot.row(of: entry.gpu) else {
          throw NetworkError.missingReport(round, "the stake on GPU \(entry.gpu)")
        }
        let share = entry.share(ofLane: lanePPM)
        guard share > 0 else { continue }
        lines.append(
          RewardLineInput(
            gpu: row.gpu, owner: row.owner, model: charter.model, lane: lane, stake: row.stake,
            sharePPM: share, eta: efficiency, commissionPPM: row.commissionPPM))
      }
    }
    var measured = RecordEncoder()
    measured.write(training)
    measured.write(hosting)
    let receipt = try book.draft(
      round: round, budget: charter.roundBudget, lines: lines, stakeSnapshot: snapshot.digest,
      measurements: Keccak256.hash(measured.bytes))
    try apply(RewardsOperation.settle(receipt))
    try pay(receipt.distribution, from: charter.treasury)
    return receipt
  }

  /// Moves the tokens of a settled distribution: to each owner what his lines earned, the burnt share
  /// out of the supply. The treasury's own share stays where it is.
  private mutating func pay(_ distribution: Distribution, from treasury: Address) throws {
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
