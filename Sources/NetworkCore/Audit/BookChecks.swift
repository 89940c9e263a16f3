// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards
import Staking
import TokenLedger

/// The comparisons of an audit, over books and what the journal's batches moved.
struct BookChecks {
  let books: NetworkBooks
  let flows: [BatchFlows]

  /// All comparisons, the network's first.
  ///
  /// - Throws: `NetworkError.notFounded`, `.unbalanced`, `ArithmeticError`, `RewardsError` where a
  ///   receipt does not verify.
  func all() throws -> [NetworkAudit.Check] {
    guard let token = books.token.token, let registry = books.staking.registry,
      let rewards = books.rewards.book, let charter = books.network.charter
    else { throw NetworkError.notFounded }
    // The first opening is zero: a network's supply begins with its journal.
    guard let issued = token.totalMinted.excess(over: token.totalBurned) else {
      throw NetworkError.unbalanced(
        "\(token.totalBurned) burned exceed \(token.totalMinted) minted, or by 2²⁵⁶ and more")
    }
    let totals = rewards.totals
    var checks: [NetworkAudit.Check] = [
      .init(
        "supply = Σ balances", token.totalSupply,
        try token.holders.sum { token.balance(of: $0) }),
      .init("opening + minted - burned = closing", issued, token.totalSupply),
      .init(
        "staking vault = bonded + unbonding", token.balance(of: charter.stakingVault),
        try registry.totals.held()),
      .init(
        "funded = treasury + burned + paid + carried", totals.funded,
        try [totals.treasury, totals.burned, totals.paid, totals.carried].sum { $0 }),
      .init(
        "the treasury's transfers = all that rounds paid",
        try flows.sum { try $0.fromTreasury.values.sum { $0 } }, totals.paid),
      .init(
        "burned out of the treasury = all that rounds burned", try flows.sum { $0.burned },
        totals.burned),
      .init(
        "rounds in the journal = rounds settled", flows.count { $0.receipt != nil },
        rewards.settledRounds.count),
    ]
    for flow in flows {
      guard let receipt = flow.receipt else { continue }
      checks += try self.checks(of: receipt, flow: flow, registry: registry, charter: charter)
    }
    return checks
  }

  private func checks(
    of receipt: RewardReceipt, flow: BatchFlows, registry: StakeRegistry, charter: NetworkCharter
  ) throws -> [NetworkAudit.Check] {
    try receipt.verify()
    let (round, distribution) = (receipt.context.round, receipt.distribution)
    guard let training = books.network.trainings.first(where: { $0.round == round }) else {
      throw NetworkError.missingReport(round, "training")
    }
    guard let hosting = books.network.hostings.first(where: { $0.round == round }) else {
      throw NetworkError.missingReport(round, "hosting")
    }
    let lines = try RewardLines(
      training: training, hosting: hosting, snapshot: registry.snapshot(of: round),
      charter: charter)
    func check(
      _ name: String, _ left: some CustomStringConvertible, _ right: some CustomStringConvertible
    ) -> NetworkAudit.Check {
      .init("round \(round): \(name)", left, right, round: round.number)
    }
    var checks = [
      check("payable = Σ lines", distribution.payable, try distribution.lines.sum { $0.amount }),
      check(
        "budget + carried in = all its uses",
        try distribution.budget.adding(distribution.carriedIn),
        try [
          distribution.treasury, distribution.burned, distribution.payable,
          distribution.carriedOut,
        ].sum { $0 }),
      check("budget = the charter's", distribution.budget, charter.roundBudget),
      check(
        "payable = transfers out of the treasury", distribution.payable,
        try flow.fromTreasury.values.sum { $0 }),
      check("fees = transfers of users", hosting.fees, flow.fees),
      check("receipt's stakes = snapshot", receipt.context.stakeSnapshot, lines.stakeSnapshot),
      check("receipt's measurements = reports", receipt.context.measurements, lines.measurements),
      check(
        "receipt's lines = stakes and reports", Self.digest(distribution.lines.map(\.input)),
        Self.digest(lines.inputs)),
    ]
    // One for each account that was paid otherwise than its lines say; normally none.
    var due: [Address: UInt256] = [:]
    for payment in try distribution.payments() { due[payment.account] = payment.amount }
    for account in Set(due.keys).union(flow.fromTreasury.keys).sorted()
    where due[account] != flow.fromTreasury[account] {
      checks.append(
        check(
          "lines of \(account) = transfers to it", due[account] ?? .zero,
          flow.fromTreasury[account] ?? .zero))
    }
    return checks
  }

  /// The same for the same lines in any order.
  private static func digest(_ inputs: [RewardLineInput]) -> Digest {
    let leaves = inputs.map { input in
      var encoder = RecordEncoder()
      encoder.write(input.gpu)
      encoder.write(input.owner)
      encoder.write(input.model)
      encoder.write(input.lane.description)
      encoder.write(input.stake)
      encoder.write(input.sharePPM)
      encoder.write(input.eta)
      encoder.write(input.commissionPPM)
      return Keccak256.hash(encoder.bytes)
    }
    var encoder = RecordEncoder()
    encoder.write(leaves.sorted())
    return Keccak256.hash(encoder.bytes)
  }
}

extension Sequence {
  /// Σ of a quantity of each element; throws where it exceeds 256 bits.
  func sum(_ quantity: (Element) throws -> UInt256) throws -> UInt256 {
    var sum = UInt256.zero
    for element in self { sum = try sum.adding(quantity(element)) }
    return sum
  }
}
