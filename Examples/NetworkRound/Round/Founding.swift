// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import NetworkCore
import Rewards
import Staking
import TokenLedger

/// Round 0: the network is founded, everybody registers and stakes, and the round closes at once.
enum Founding {
  static let users = ["Alice", "Bob", "Carol"]
  static let owners = ["Dana", "Emil", "Fatima", "Goran", "Hana", "Ivo", "Jun", "Kofi"]

  static func account(_ name: String) -> Address {
    Address.derived(fromLabel: "tensorchain.example/\(name)")
  }

  static func records(_ terms: NetworkTerms) throws -> [Record] {
    func tokens(_ text: String) throws -> UInt256 {
      try TokenAmount.parse(text, decimals: NetworkTerms.decimals)
    }
    let treasury = account("Treasury")
    let vault = account("Staking vault")
    var draft = NetworkDraft(NetworkBooks())
    try draft.apply(
      .found(
        try NetworkCharter(
          name: "TensorChain demo", treasury: treasury, stakingVault: vault,
          model: try ModelID("digits-mlp"), roundBudget: terms.budget,
          queryPrice: try tokens("0.05"), trainingLanePPM: 700_000, hostingLanePPM: 300_000))
        as NetworkOperation)
    for name in ["Treasury", "Staking vault"] + users + owners.prefix(terms.stakes.count) {
      try draft.apply(.name(account(name), name) as NetworkOperation)
    }
    try draft.apply(
      .deploy(
        TokenConfiguration(
          name: "TensorChain", symbol: "TCN", decimals: UInt8(NetworkTerms.decimals),
          address: account("Token"), chainID: 31_337)) as TokenOperation)
    try draft.apply(.mint(to: treasury, value: try tokens("1000000")) as TokenOperation)
    for name in users {
      try draft.apply(.mint(to: account(name), value: try tokens("1000")) as TokenOperation)
    }
    let capacity = try CapacityClass("cpu-core")
    try draft.apply(
      .open(
        try StakingPolicy(
          minimumStake: [capacity: try tokens("1")], unbondingDelay: 7, evidenceWindow: 7,
          slashDestination: treasury)) as StakingOperation)
    try draft.apply(
      .open(
        try RewardPolicy(alpha: terms.alpha), network: try draft.charter().digest,
        firstRound: Round(1)) as RewardsOperation)
    for (number, (name, stake)) in zip(owners, terms.stakes).enumerated() {
      let owner = account(name)
      let gpu = try GPUID("gpu-\(number + 1)")
      try draft.apply(
        .register(gpu: gpu, owner: owner, capacityClass: capacity, capacity: 1)
          as StakingOperation)
      try draft.apply(.mint(to: owner, value: stake) as TokenOperation)
      try draft.stake(stake, on: gpu, from: owner)
    }
    try draft.apply(.closeRound(.zero) as StakingOperation)
    // Terms that the treasury could not pay would found a network that can play no round.
    try draft.books.checkTreasuryCanPay()
    return draft.records
  }
}
