// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// The settled rounds of a network: each at most once, in order, none left out, and what they left
/// over.
///
/// A value: no clock, no I/O. An operation either applies as a whole or throws a ``RewardsError`` and
/// leaves the book as it was.
public struct RewardBook: Sendable, Hashable {
  /// The rules by which rounds are paid until the first amendment.
  public let firstPolicy: RewardPolicy
  /// Other rules from a round on, by round, ascending: those that were, are and will be in force.
  public internal(set) var amendments: [PolicyAmendment]
  /// The network's digest; receipts of another are refused.
  public let network: Digest
  /// The first round that is settled.
  public let firstRound: Round
  /// The settled rounds, ascending.
  public internal(set) var settledRounds: [SettledRound]
  /// The round that is settled next.
  public internal(set) var nextRound: Round
  /// The receipt of the last settled round; zero before the first.
  public internal(set) var lastReceipt: Digest
  /// Where every unit went.
  public internal(set) var totals: RewardTotals

  /// Opens an empty book.
  ///
  /// - Parameters:
  ///   - policy: the rules by which rounds are paid; ``amend(policy:from:)`` changes them.
  ///   - network: the network's digest.
  ///   - firstRound: the first round that is paid. Stakes made in round 0 earn from round 1.
  public init(policy: RewardPolicy, network: Digest, firstRound: Round = Round(1)) {
    self.firstPolicy = policy
    self.amendments = []
    self.network = network
    self.firstRound = firstRound
    self.settledRounds = []
    self.nextRound = firstRound
    self.lastReceipt = .zero
    self.totals = RewardTotals()
  }

  /// What is left over from the settled rounds, in base units; the next round begins with it.
  public var carried: UInt256 { totals.carried }

  /// Computes the next round's receipt and changes nothing.
  ///
  /// - Parameters:
  ///   - round: has to be ``nextRound``.
  ///   - budget: what the round is given, in base units; what is ``carried`` comes on top.
  ///   - gauges: the weights of the models in this round.
  ///   - lines: what each GPU did.
  ///   - stakeSnapshot: the digest of the round's stake snapshot.
  ///   - measurements: the digest of the measurements; zero where none were signed.
  /// - Throws: ``RewardsError/roundAlreadySettled(_:next:)``,
  ///   ``RewardsError/roundOutOfOrder(_:next:)``, and what
  ///   ``Distribution/distribute(budget:carriedIn:policy:gauges:lines:)`` throws.
  /// - Complexity: O(n log n) in the number of lines.
  public func draft(
    round: Round, budget: UInt256, gauges: GaugeWeights = .neutral,
    lines: [RewardLineInput], stakeSnapshot: Digest, measurements: Digest
  ) throws(RewardsError) -> RewardReceipt {
    try requireNext(round)
    return try RewardReceipt(
      context: RewardContext(
        network: network, round: round, previousReceipt: lastReceipt,
        stakeSnapshot: stakeSnapshot, measurements: measurements),
      policy: policy, budget: budget, carriedIn: carried, gauges: gauges, lines: lines)
  }

  /// Computes the next round's receipt and settles it.
  ///
  /// - Parameters:
  ///   - round: has to be ``nextRound``.
  ///   - budget: what the round is given, in base units; what is ``carried`` comes on top.
  ///   - gauges: the weights of the models in this round.
  ///   - lines: what each GPU did.
  ///   - stakeSnapshot: the digest of the round's stake snapshot.
  ///   - measurements: the digest of the measurements; zero where none were signed.
  ///   - channel: the one way in which the round is paid.
  /// - Returns: the receipt; who is paid what stands in its distribution.
  /// - Throws: what ``draft(round:budget:gauges:lines:stakeSnapshot:measurements:)`` throws, and
  ///   ``RewardsError/roundsExhausted(_:)``.
  /// - Complexity: O(n log n) in the number of lines.
  @discardableResult
  public mutating func settle(
    round: Round, budget: UInt256, gauges: GaugeWeights = .neutral,
    lines: [RewardLineInput], stakeSnapshot: Digest, measurements: Digest,
    channel: SettlementChannel = .directPayment
  ) throws(RewardsError) -> RewardReceipt {
    let receipt = try draft(
      round: round, budget: budget, gauges: gauges, lines: lines, stakeSnapshot: stakeSnapshot,
      measurements: measurements)
    try enter(receipt, channel)
    return receipt
  }

  /// Settles the next round by a receipt from elsewhere: a draft, a journal, another node.
  ///
  /// Nothing of it is believed: it has to follow this book's last receipt under this book's rules, and
  /// its amounts are computed anew.
  ///
  /// - Parameters:
  ///   - receipt: the receipt.
  ///   - channel: the one way in which the round is paid.
  /// - Throws: ``RewardsError/receiptDoesNotFit(_:expected:found:)``,
  ///   ``RewardsError/roundAlreadySettled(_:next:)``, ``RewardsError/roundOutOfOrder(_:next:)``,
  ///   ``RewardsError/roundsExhausted(_:)``, and what ``RewardReceipt/verify()`` throws.
  /// - Complexity: O(n log n) in the number of lines.
  public mutating func settle(
    _ receipt: RewardReceipt, channel: SettlementChannel = .directPayment
  ) throws(RewardsError) {
    let context = receipt.context
    guard context.network == network else {
      throw .receiptDoesNotFit(
        .network, expected: network.description, found: context.network.description)
    }
    try requireNext(context.round)
    guard context.previousReceipt == lastReceipt else {
      throw .receiptDoesNotFit(
        .previousReceipt, expected: lastReceipt.description,
        found: context.previousReceipt.description)
    }
    guard receipt.policy == policy else {
      throw .receiptDoesNotFit(.policy, expected: "\(policy)", found: "\(receipt.policy)")
    }
    guard receipt.distribution.carriedIn == carried else {
      throw .receiptDoesNotFit(
        .carriedIn, expected: carried.description,
        found: receipt.distribution.carriedIn.description)
    }
    try receipt.verify()
    try enter(receipt, channel)
  }

  /// What the book remembers of a settled round.
  ///
  /// - Throws: ``RewardsError/roundNotSettled(_:next:)``.
  /// - Complexity: O(1).
  public func settledRound(_ round: Round) throws(RewardsError) -> SettledRound {
    guard round >= firstRound, round < nextRound,
      let index = Int(exactly: round.number - firstRound.number),
      settledRounds.indices.contains(index)
    else { throw .roundNotSettled(round, next: nextRound) }
    return settledRounds[index]
  }

  private func requireNext(_ round: Round) throws(RewardsError) {
    if round < nextRound { throw .roundAlreadySettled(round, next: nextRound) }
    if round > nextRound { throw .roundOutOfOrder(round, next: nextRound) }
  }

  /// Enters a receipt that is known to be right.
  private mutating func enter(
    _ receipt: RewardReceipt, _ channel: SettlementChannel
  ) throws(RewardsError) {
    guard nextRound < .last else { throw .roundsExhausted(nextRound) }
    let settled = SettledRound(receipt, channel: channel)
    let totals = try totals.adding(settled)

    settledRounds.append(settled)
    nextRound = nextRound.next()
    lastReceipt = settled.receipt
    self.totals = totals
  }
}

extension RewardBook {
  /// Refuses to pay a settled round in any other way than the one it was settled on.
  ///
  /// - Throws: ``RewardsError/wrongChannel(_:settled:asked:)`` or
  ///   ``RewardsError/roundNotSettled(_:next:)``.
  /// - Complexity: O(1).
  public func requireChannel(
    _ channel: SettlementChannel, of round: Round
  ) throws(RewardsError) {
    let settled = try settledRound(round).channel
    guard settled == channel else {
      throw .wrongChannel(round, settled: settled, asked: channel)
    }
  }

  /// What to transfer for a round that is paid directly.
  ///
  /// - Parameter receipt: the receipt by which the round was settled.
  /// - Throws: ``RewardsError/wrongChannel(_:settled:asked:)`` where the round is claimed instead,
  ///   ``RewardsError/receiptDoesNotFit(_:expected:found:)`` where it was settled by another receipt,
  ///   ``RewardsError/roundNotSettled(_:next:)``.
  /// - Complexity: O(n log n) in the number of lines.
  public func directPayments(of receipt: RewardReceipt) throws(RewardsError) -> [RewardPayment] {
    let round = receipt.context.round
    try requireChannel(.directPayment, of: round)
    let (expected, found) = (try settledRound(round).receipt, receipt.digest)
    guard expected == found else {
      throw .receiptDoesNotFit(
        .receipt, expected: expected.description, found: found.description)
    }
    return try receipt.distribution.payments()
  }
}
