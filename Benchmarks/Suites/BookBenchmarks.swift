// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards

/// The money floor's books beside the token's and the stakes': rewards.
enum BookBenchmarks {
  private static func account(_ number: Int) -> Address {
    Address.derived(fromLabel: "benchmark \(number)")
  }

  static let all: [Benchmark] = [
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
    }
  ]
}
