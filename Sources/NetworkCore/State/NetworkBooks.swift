// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
public import LedgerPrimitives
public import LedgerStore
public import Rewards
public import Staking
public import TokenLedger

/// The state of all four books of a network at one moment: a value, safe to keep and compare.
public struct NetworkBooks: Sendable {
  /// The token.
  public internal(set) var token: TokenMachine
  /// The stakes.
  public internal(set) var staking: StakingMachine
  /// The rewards.
  public internal(set) var rewards: RewardsMachine
  /// Charter, names and reports.
  public internal(set) var network: NetworkMachine

  /// Books with nothing in them.
  public init() {
    token = TokenMachine()
    staking = StakingMachine()
    rewards = RewardsMachine()
    network = NetworkMachine()
  }

  /// The state that a store holds, all of it from one moment.
  public init(of store: LedgerStore) async {
    self.init(of: await store.snapshot())
  }

  /// The state that a snapshot of a store holds.
  ///
  /// - Precondition: the store was opened with ``machines``.
  public init(of snapshot: LedgerStore.Snapshot) {
    token = snapshot.state(TokenMachine.self)
    staking = snapshot.state(StakingMachine.self)
    rewards = snapshot.state(RewardsMachine.self)
    network = snapshot.state(NetworkMachine.self)
  }

  /// One machine for each kind of record of a network, each in its first state: what a store that
  /// keeps a network is opened with.
  public static var machines: [any RecordMachine] {
    [TokenMachine(), StakingMachine(), RewardsMachine(), NetworkMachine()]
  }

  /// Checks that the treasury holds what the open round may have to pay: what is budgeted and
  /// carried, or α · Σ stakes · the largest η paid, whichever is less.
  ///
  /// - Throws: `NetworkError.treasuryShort`, `.notFounded`, `ArithmeticError`.
  public func checkTreasuryCanPay() throws {
    guard let charter = network.charter, let book = rewards.book, let token = token.token,
      let registry = staking.registry
    else { throw NetworkError.notFounded }
    let budget = try charter.roundBudget.adding(book.carried)
    let rate = try book.policy.alpha.multiplied(by: book.policy.etaRange.upperBound)
    let most = Swift.min(budget, try rate.scaledCeil(registry.totals.bonded))
    let holds = token.balance(of: charter.treasury)
    guard most <= holds else { throw NetworkError.treasuryShort(holds: holds, needs: most) }
  }

  /// Checks each book for itself.
  ///
  /// - Throws: the invariant that does not hold.
  public func checkInvariants() throws {
    try token.checkInvariants()
    try staking.checkInvariants()
    try rewards.checkInvariants()
    try network.checkInvariants()
  }
}
