// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards

/// Rounds of rewards: distributing them, and the receipts that prove it.
enum RewardsBenchmarks {
  static let all: [Benchmark] =
    [
      distribution(1_000, peer: true), distribution(1_000_000, peer: true),
      distribution(1_000_000, shuffled: true), distribution(10_000_000), capped(100_000),
    ] + receipts(100_000)

  /// Lines of GPUs that each train and host, on two models.
  static func lines(_ count: Int, shuffled: Bool = false) throws -> [RewardLineInput] {
    let eta = try EfficiencyFactor(
      baseDuration: 3_330_481_510, measuredDuration: 592_372_624)
    let models = [try ModelID("digits"), try ModelID("words")]
    var lines: [RewardLineInput] = []
    lines.reserveCapacity(count)
    for number in 0..<count {
      // A step that shares no divisor with a power of ten visits every line once.
      let place = shuffled ? number * 7_368_787 % count : number
      let gpu = place / 2
      lines.append(
        RewardLineInput(
          gpu: try GPUID("gpu-\(10_000_000 + gpu)"),
          owner: Address(bytes: UInt256(UInt64(gpu / 7 + 1)).bigEndianBytes.suffix(20)) ?? .zero,
          model: models[place & 1], lane: place & 1 == 0 ? .training : .hosting,
          stake: 1_000_000_000_000_000_000_000 + UInt256(UInt64(gpu)) * 1_000_000_000_000_000,
          sharePPM: 400_000, eta: eta, commissionPPM: 50_000))
    }
    return lines
  }

  private static let budget: UInt256 = 123_456_789_012_345_678_901_234

  private static func distribution(
    _ count: Int, shuffled: Bool = false, peer: Bool = false
  ) -> Benchmark {
    let name = "rewards/distribute to \(count) lines\(shuffled ? ", shuffled" : "")"
    let prepare: @Sendable () throws -> () throws -> Void = {
      let lines = try lines(count, shuffled: shuffled)
      let policy = try RewardPolicy(alpha: Ratio(1, 100))
      return {
        sink(try Distribution.distribute(budget: budget, policy: policy, lines: lines))
      }
    }
    #if Oracles
      if peer {
        return Benchmark(
          name, unit: "line", operations: count,
          peer: (
            name: "BigInt",
            prepare: {
              let lines = try lines(count)
              return { sink(SlowDistribution.amounts(of: lines, budget: budget)) }
            }
          ), prepare: prepare)
      }
    #endif
    return Benchmark(name, unit: "line", operations: count, prepare: prepare)
  }

  private static func capped(_ count: Int) -> Benchmark {
    Benchmark(
      "rewards/distribute to \(count) lines, capped", unit: "line", operations: count
    ) {
      let lines = try lines(count)
      let policy = try RewardPolicy(
        alpha: Ratio(1, 100),
        caps: RewardCaps(gpu: .partsPerMillion(21), owner: .partsPerMillion(145)))
      return {
        sink(try Distribution.distribute(budget: budget, policy: policy, lines: lines))
      }
    }
  }

  private static func receipts(_ count: Int) -> [Benchmark] {
    let make: @Sendable () throws -> RewardReceipt = {
      try RewardReceipt(
        context: RewardContext(
          network: .zero, round: Round(1), previousReceipt: .zero, stakeSnapshot: .zero,
          measurements: .zero),
        policy: RewardPolicy(
          alpha: Ratio(1, 100), basis: .capacityWeighted(kappa: 1_000_000)),
        budget: budget, carriedIn: 0,
        lines: lines(count).map {
          RewardLineInput(
            gpu: $0.gpu, owner: $0.owner, model: $0.model, lane: $0.lane, stake: $0.stake,
            sharePPM: $0.sharePPM, eta: $0.eta, commissionPPM: $0.commissionPPM,
            capacity: 1_000_000_000_000_000_000)
        })
    }
    return [
      Benchmark("rewards/digest of a receipt", unit: "line", operations: count) {
        let receipt = try make()
        return { sink(receipt.digest) }
      },
      Benchmark("rewards/verify a receipt", unit: "line", operations: count) {
        let receipt = try make()
        return { try receipt.verify() }
      },
      Benchmark("rewards/receipt to canonical JSON", unit: "line", operations: count) {
        let receipt = try make()
        return { sink(receipt.canonicalJSON) }
      },
      Benchmark("rewards/receipt from canonical JSON", unit: "line", operations: count) {
        let json = try make().canonicalJSON
        return { sink(try RewardReceipt(canonicalJSON: json)) }
      },
    ]
  }
}
