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

  /// The state that a store holds.
  public init(of store: LedgerStore) async {
    token = await store.state(TokenMachine.self)
    staking = await store.state(StakingMachine.self)
    rewards = await store.state(RewardsMachine.self)
    network = await store.state(NetworkMachine.self)
  }

  /// One machine for each kind of record of a network, each in its first state: what a store that
  /// keeps a network is opened with.
  public static var machines: [any RecordMachine] {
    [TokenMachine(), StakingMachine(), RewardsMachine(), NetworkMachine()]
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
