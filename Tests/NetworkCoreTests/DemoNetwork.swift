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

/// A small network with three GPUs, as a test needs it.
enum DemoNetwork {
  static func account(_ name: String) -> Address { .derived(fromLabel: "test/\(name)") }
  static let owners = ["Ann", "Ben", "Cem"].map(account)
  static let user = account("User")
  static let treasury = account("Treasury")
  static let vault = account("Vault")

  static func gpu(_ number: Int) -> GPUID { try! GPUID("gpu-\(number)") }

  static func charter(budget: UInt256 = 1000) throws -> NetworkCharter {
    try NetworkCharter(
      name: "test", treasury: treasury, stakingVault: vault, model: ModelID("m"),
      roundBudget: budget, queryPrice: 5, trainingLanePPM: 700_000, hostingLanePPM: 300_000)
  }

  /// Founded, three stakes of 100, 200 and 300, round 0 closed.
  static func founded(budget: UInt256 = 1000, treasuryHolds: UInt256 = 10_000) throws
    -> NetworkDraft
  {
    var draft = NetworkDraft(NetworkBooks())
    let charter = try charter(budget: budget)
    try draft.apply(.found(charter) as NetworkOperation)
    try draft.apply(
      .deploy(
        TokenConfiguration(
          name: "Test", symbol: "TST", decimals: 18, address: account("Token"), chainID: 1))
        as TokenOperation)
    try draft.apply(.mint(to: treasury, value: treasuryHolds) as TokenOperation)
    try draft.apply(.mint(to: user, value: 23) as TokenOperation)
    let capacity = try CapacityClass("test")
    try draft.apply(
      .open(
        try StakingPolicy(
          minimumStake: [capacity: 10], unbondingDelay: 3, evidenceWindow: 2,
          slashDestination: treasury)) as StakingOperation)
    try draft.apply(
      .open(
        try RewardPolicy(alpha: try Ratio(1, 100)), network: charter.digest,
        firstRound: Round(1)) as RewardsOperation)
    for (index, owner) in owners.enumerated() {
      let stake = UInt256(100 * (index + 1))
      try draft.apply(
        .register(gpu: gpu(index + 1), owner: owner, capacityClass: capacity, capacity: 1)
          as StakingOperation)
      try draft.apply(.mint(to: owner, value: stake + 7) as TokenOperation)
      try draft.stake(stake, on: gpu(index + 1), from: owner)
    }
    try draft.apply(.closeRound(.zero) as StakingOperation)
    return draft
  }

  static func work(_ verified: [UInt64], of assigned: UInt64) throws -> [GPUWork] {
    try verified.enumerated().map {
      try GPUWork(gpu: gpu($0 + 1), assigned: assigned, verified: $1)
    }
  }

  static func training(
    _ round: UInt64 = 1, eta: EfficiencyFactor, verified: [UInt64] = [10, 10, 10]
  ) throws -> TrainingReport {
    let pair: TrainingReport.Pair =
      if case .measured(let base, let ours) = eta.origin {
        .init(run: 0, baseNanoseconds: base, oursNanoseconds: ours)
      } else {
        .init(run: 0, baseNanoseconds: nil, oursNanoseconds: 2)
      }
    return TrainingReport(
      round: Round(round), model: try ModelID("m"), seed: 1, efficiency: eta, targetPPM: 960_000,
      link: .init(
        roundTripNanoseconds: 1, bitsPerSecond: 2, measuredRoundTripNanoseconds: 3,
        measuredBitsPerSecond: 4),
      pairs: [pair], baseCurve: nil,
      oursCurve: LossCurve(
        name: "ours", heldOut: 360,
        points: [.init(nanoseconds: 0, lossMillionths: 2_300_000, correct: 36, samples: 0)]),
      work: try work(verified, of: 10), receiptsRoot: .zero)
  }

  static func hosting(_ round: UInt64 = 1, verified: [UInt64] = [4, 4, 4]) throws
    -> HostingReport
  {
    HostingReport(
      round: Round(round), model: try ModelID("m"), served: verified.reduce(0, +), refused: 0,
      correct: 1, fees: 0, work: try work(verified, of: 4), receiptsRoot: .zero)
  }
}
