// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking

/// Stakes from a thousand to a million GPUs, each with an owner of its own, asked for in no order.
enum StakingBenchmarks {
  static let all: [Benchmark] =
    [1_000, 10_000, 100_000, 1_000_000].flatMap(benchmarks) + [
      Benchmark("staking/slash and close, 100000 delegations", unit: "slash and close") {
        var network = try made(2)
        let gpu = network.gpus[0]
        for number in 0..<100_000 {
          try network.registry.delegate(
            gpu: gpu, delegator: account(1_000_000 + number), amount: 1_000_000_000)
        }
        return {
          let round = network.registry.openRound
          try network.registry.slash(
            gpu: gpu, fault: .downtime, faultRound: round, partsPerMillion: 1)
          try network.registry.closeRound()
        }
      }
    ]

  /// The benchmarks of one size. Work on a registry that nobody else holds, but where they say so.
  private static func benchmarks(_ count: Int) -> [Benchmark] {
    let operations = 1_000
    func each(
      _ name: String, atEnd: @escaping @Sendable (inout StakeRegistry) throws -> Void = { _ in },
      _ work: @escaping @Sendable (inout StakeRegistry, GPUID, Int) throws -> Void
    ) -> Benchmark {
      Benchmark("staking/\(name) among \(count) GPUs", unit: name, operations: operations) {
        var network = try made(count)
        var next = 0
        return {
          for _ in 0..<operations {
            next = (next + 7_919_999) % count
            let gpu = network.gpus[next]
            try work(&network.registry, gpu, next)
          }
          try atEnd(&network.registry)
        }
      }
    }
    return [
      each("bond") { registry, gpu, _ in try registry.bond(gpu: gpu, amount: 5) },
      each("unbond") { registry, gpu, _ in try registry.unbond(gpu: gpu, amount: 1) },
      each("delegate") { registry, gpu, place in
        try registry.delegate(gpu: gpu, delegator: account(-3 - place % 64), amount: 5)
      },
      // Once a round: the close of those that were rated is counted with them.
      each("record quality", atEnd: { try $0.closeRound() }) { registry, gpu, place in
        try registry.recordQuality(gpu: gpu, uptimePPM: 1_000_000, scorePPM: UInt32(place % 1_000))
      },
      each("read a row") { registry, gpu, _ in sink(try registry.row(of: gpu, in: Round(1))) },
      Benchmark(
        "staking/copy, bond all \(count), close", unit: "GPU", operations: count
      ) {
        let (registry, gpus) = try made(count)
        return {
          var copy = registry
          for gpu in gpus { try copy.bond(gpu: gpu, amount: 5) }
          sink(try copy.closeRound())
        }
      },
      Benchmark(
        "staking/copy, close a round that changed all \(count)", unit: "GPU", operations: count
      ) {
        var network = try made(count)
        for gpu in network.gpus { try network.registry.bond(gpu: gpu, amount: 5) }
        let touched = network.registry
        return {
          var copy = touched
          sink(try copy.closeRound())
        }
      },
      Benchmark("staking/weights of \(count)", unit: "GPU", operations: count) {
        let (registry, _) = try made(count)
        return { sink(try registry.weights(of: Round(1))) }
      },
    ]
  }

  /// An address without hashing a label: a million of them are made here.
  private static func account(_ number: Int) -> Address {
    var bytes = [UInt8](repeating: 1, count: 20)
    for place in 0..<8 {
      bytes[place] = UInt8(truncatingIfNeeded: number >> (8 * place))
    }
    // Twenty bytes are an address.
    return Address(bytes: bytes) ?? .derived(fromLabel: "\(number)")
  }

  /// A registry with two closed rounds, and the names of its GPUs.
  private static func made(
    _ count: Int
  ) throws -> (registry: StakeRegistry, gpus: [GPUID]) {
    let capacity = try CapacityClass("benchmark")
    var registry = StakeRegistry(
      policy: try StakingPolicy(
        minimumStake: [capacity: 1], unbondingDelay: 7, evidenceWindow: 7,
        slashDestination: account(-2)))
    let gpus = try (0..<count).map { try GPUID("gpu-\(($0 * 7_919) % 9_999_991)") }
    for (number, gpu) in gpus.enumerated() {
      try registry.register(
        gpu: gpu, owner: account(number), capacityClass: capacity, capacity: 1)
      try registry.bond(gpu: gpu, amount: UInt256(1_000_000 + number))
    }
    try registry.closeRound()
    try registry.closeRound()
    return (registry, gpus)
  }
}
