// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards
import TokenLedger

/// The money floor's books: tokens, rewards.
enum BookBenchmarks {
  private static func account(_ number: Int) -> Address {
    Address.derived(fromLabel: "benchmark \(number)")
  }

  static let all: [Benchmark] = [
    Benchmark("token/transfer among 10000 accounts", unit: "transfer", operations: 10_000) {
      let accounts = (0..<10_000).map(account)
      var token = Token(
        configuration: TokenConfiguration(
          name: "Benchmark", symbol: "BMK", decimals: 18, address: account(-1), chainID: 1))
      for holder in accounts { try token.mint(to: holder, value: 1_000_000_000) }
      return {
        for index in 0..<10_000 {
          try token.transfer(
            from: accounts[index], to: accounts[(index * 7919 + 13) % 10_000], value: 1)
        }
      }
    },
    Benchmark("rewards/distribute to 1000 lines", unit: "line", operations: 1000) {
      let policy = try RewardPolicy(alpha: try Ratio(1, 100))
      let eta = try EfficiencyFactor(
        baseDuration: 3_330_481_510, measuredDuration: 592_372_624)
      let model = try ModelID("model")
      let lines = try (0..<1000).map { number in
        RewardLineInput(
          gpu: try GPUID("gpu-\(number)"), owner: account(number), model: model,
          lane: .training, stake: UInt256(1_000_000_007) * UInt256(number + 1),
          sharePPM: 700_000, eta: eta, commissionPPM: 0)
      }
      let budget = UInt256(10_000_000_000)
      return {
        sink(
          try Distribution.distribute(
            budget: budget, carriedIn: .zero, policy: policy, lines: lines))
      }
    },
  ]
}
