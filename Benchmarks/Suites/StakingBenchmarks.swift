// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking

/// Stakes from a thousand to a million GPUs, each with an owner of its own, asked for in no order. Names
/// and accounts are there before the clock runs, as they are for who applies an operation.
enum StakingBenchmarks {
  static let all: [Benchmark] =
    [1_000, 10_000, 100_000, 1_000_000].flatMap(benchmarks) + [
      Benchmark("staking/slash and close, 100000 delegations", unit: "slash and close") {
        var network = try StakingNetwork(2)
        let gpu = network.gpus[0]
        for number in 0..<100_000 {
          try network.registry.delegate(
            gpu: gpu, delegator: StakingNetwork.account(1_000_000 + number), amount: 1_000_000_000)
        }
        return {
          let round = network.registry.openRound
          try network.registry.slash(
            gpu: gpu, fault: .downtime, faultRound: round, partsPerMillion: 1)
          try network.registry.closeRound()
        }
      }
    ]

  /// Operations that one sample of a benchmark does.
  private static let operations = 1_000

  /// A benchmark of an operation on a registry that nobody else holds.
  ///
  /// - Parameters:
  ///   - delegated: whether each GPU has a delegation of an account of its own.
  ///   - unbonding: whether half of each bond unbonds.
  ///   - calls: how many operations one call of the work is.
  ///   - atEnd: what follows after a thousand operations, and is counted with them.
  private static func each(
    _ name: String, _ count: Int, delegated: Bool = false, watched: Bool = false,
    unbonding: Bool = false, each calls: Int = 1,
    atEnd: @escaping @Sendable (inout StakeRegistry) throws -> Void = { _ in },
    _ work: @escaping @Sendable (inout StakingNetwork, GPUID, Int) throws -> Void
  ) -> Benchmark {
    Benchmark("staking/\(name) among \(count) GPUs", unit: name, operations: operations * calls) {
      var network = try StakingNetwork(
        count, delegated: delegated, watched: watched, unbonding: unbonding)
      var next = 0
      return {
        for _ in 0..<operations {
          next = (next + 7_919_999) % count
          let gpu = network.gpus[next]
          try work(&network, gpu, next)
        }
        try atEnd(&network.registry)
      }
    }
  }

  /// The benchmarks of one size. Where something can be done to a GPU once a round, the close of those
  /// it was done to is counted.
  private static func benchmarks(_ count: Int) -> [Benchmark] {
    single(count) + oncePerRound(count) + [
      Benchmark(
        "staking/copy, bond all \(count), close", unit: "GPU", operations: count
      ) {
        let network = try StakingNetwork(count)
        return {
          var copy = network.registry
          for gpu in network.gpus { try copy.bond(gpu: gpu, amount: 5) }
          sink(try copy.closeRound())
        }
      },
      Benchmark(
        "staking/copy, close a round that changed all \(count)", unit: "GPU", operations: count
      ) {
        var network = try StakingNetwork(count)
        for gpu in network.gpus { try network.registry.bond(gpu: gpu, amount: 5) }
        let touched = network.registry
        return {
          var copy = touched
          sink(try copy.closeRound())
        }
      },
      Benchmark(
        "staking/close a round that changed all \(count)", unit: "GPU", operations: count
      ) {
        var network = try StakingNetwork(count)
        return {
          try Untimed.run {
            for gpu in network.gpus { try network.registry.bond(gpu: gpu, amount: 5) }
          }
          sink(try network.registry.closeRound())
        }
      },
      Benchmark("staking/weights of \(count)", unit: "GPU", operations: count) {
        let network = try StakingNetwork(count)
        return { sink(try network.registry.weights(of: Round(1))) }
      },
      Benchmark("staking/copy of a registry of \(count) GPUs", unit: "copy", operations: 1_000) {
        let network = try StakingNetwork(count)
        var copies: [StakeRegistry] = []
        return {
          copies.removeAll(keepingCapacity: true)
          for _ in 0..<1_000 { copies.append(network.registry) }
          sink(copies.count)
        }
      },
    ]
  }

  /// Operations that can be done to a GPU at any time.
  private static func single(_ count: Int) -> [Benchmark] {
    [
      each("bond", count) { network, gpu, _ in
        try network.registry.bond(gpu: gpu, amount: 5)
      },
      each("unbond", count) { network, gpu, _ in
        try network.registry.unbond(gpu: gpu, amount: 1)
      },
      // A part of what began to unbond before the clock runs: there is enough for a million times.
      each("cancel unbonding", count, unbonding: true) { network, gpu, _ in
        try network.registry.cancelUnbonding(
          gpu: gpu, createdIn: network.registry.openRound, amount: 1)
      },
      // One of 64 accounts: its first delegation to this GPU while there are GPUs left.
      each("delegate", count) { network, gpu, place in
        try network.registry.delegate(
          gpu: gpu, delegator: network.delegators[place % 64], amount: 5)
      },
      // An account that the registry has never seen, with a position and names in two tables.
      each("delegate as a new account", count) { network, gpu, _ in
        try network.registry.delegate(gpu: gpu, delegator: network.newAccount(), amount: 5)
      },
      each("delegate more", count, delegated: true) { network, gpu, place in
        try network.registry.delegate(
          gpu: gpu, delegator: network.delegators[place % 64], amount: 5)
      },
      each("undelegate", count, delegated: true) { network, gpu, place in
        try network.registry.undelegate(
          gpu: gpu, delegator: network.delegators[place % 64], amount: 1)
      },
      // From GPUs with even places to others: what moved in may not move on.
      each("redelegate", count, delegated: true) { network, _, place in
        try network.registry.redelegate(
          delegator: network.delegators[(place & ~1) % 64], from: network.gpus[place & ~1],
          to: network.gpus[place | 1], amount: 1)
      },
      each("read a row", count) { network, gpu, _ in
        sink(try network.registry.row(of: gpu, in: Round(1)))
      },
    ]
  }

  /// Operations that can be done to a GPU once a round.
  private static func oncePerRound(_ count: Int) -> [Benchmark] {
    [
      each("record quality", count, atEnd: { try $0.closeRound() }) { network, gpu, place in
        try network.registry.recordQuality(
          gpu: gpu, uptimePPM: 1_000_000, scorePPM: UInt32(place % 1_000))
      },
      each("record presence", count, watched: true, atEnd: { try $0.closeRound() }) {
        network, gpu, _ in
        try network.registry.recordPresence(gpu: gpu, isPresent: true)
      },
      each("lock", count, atEnd: { try $0.closeRound() }) { network, gpu, _ in
        try network.registry.lock(gpu: gpu, rounds: 10)
      },
      each(
        "set commission", count,
        atEnd: {
          try $0.closeRound()
          try $0.closeRound()
        }
      ) { network, gpu, place in
        try network.registry.setCommission(gpu: gpu, partsPerMillion: UInt32(place % 1_000))
      },
      each("jail", count, atEnd: { try $0.closeRound() }) { network, gpu, _ in
        try network.registry.jail(gpu: gpu, rounds: 1)
      },
      each("slash", count, atEnd: { try $0.closeRound() }) { network, gpu, _ in
        try network.registry.slash(
          gpu: gpu, fault: .downtime, faultRound: network.registry.openRound, partsPerMillion: 1)
      },
      // After seven rounds as much matures in each as begins to unbond.
      // Two operations, the time of each.
      each("unbond or pay out", count, each: 2, atEnd: { try $0.closeRound() }) { network, gpu, _ in
        try network.registry.unbond(gpu: gpu, amount: 1)
        sink(network.registry.withdrawMatured(limit: 1))
      },
    ]
  }
}

/// A registry with two closed rounds, and who takes part in it.
struct StakingNetwork {
  var registry: StakeRegistry
  let gpus: [GPUID]
  /// Accounts that own no GPU.
  let delegators: [Address]
  private var accounts = 0

  /// Registers GPUs with an owner each, and bonds on all of them.
  ///
  /// - Parameters:
  ///   - delegated: whether each GPU has a delegation from one of the delegators.
  ///   - watched: whether presence is watched.
  ///   - unbonding: whether half of each bond unbonds, since the open round.
  init(
    _ count: Int, delegated: Bool = false, watched: Bool = false, unbonding: Bool = false
  ) throws {
    let capacity = try CapacityClass("benchmark")
    registry = StakeRegistry(
      policy: try StakingPolicy(
        minimumStake: [capacity: 1], unbondingDelay: 7, evidenceWindow: 7,
        slashDestination: Self.account(-2),
        locks: LockRules(boosts: [LockBoost(rounds: 1, boostPPM: 2_000_000)]),
        liveness: watched ? LivenessPolicy(window: 100, minimumSigned: 50, jailRounds: 1) : nil))
    gpus = try (0..<count).map { try GPUID("gpu-\(($0 * 7_919) % 9_999_991)") }
    delegators = (0..<64).map { Self.account(-3 - $0) }
    for (number, gpu) in gpus.enumerated() {
      try registry.register(
        gpu: gpu, owner: Self.account(number), capacityClass: capacity, capacity: 1)
      try registry.bond(gpu: gpu, amount: UInt256(1_000_000 + number))
      if delegated {
        try registry.delegate(gpu: gpu, delegator: delegators[number % 64], amount: 1_000_000)
      }
    }
    try registry.closeRound()
    try registry.closeRound()
    guard unbonding else { return }
    for gpu in gpus { try registry.unbond(gpu: gpu, amount: 500_000) }
  }

  /// An account that nobody has named yet.
  mutating func newAccount() -> Address {
    accounts += 1
    return Self.account(-1_000 - accounts)
  }

  /// An address without hashing a label: a million of them are made here.
  static func account(_ number: Int) -> Address {
    var bytes = [UInt8](repeating: 1, count: 20)
    for place in 0..<8 {
      bytes[place] = UInt8(truncatingIfNeeded: number >> (8 * place))
    }
    // Twenty bytes are an address.
    return Address(bytes: bytes) ?? .derived(fromLabel: "\(number)")
  }
}
