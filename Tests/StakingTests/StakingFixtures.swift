// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking
import Testing

/// Names, rules and registries that the tests share.
enum Fixture {
  static let cpu = try! CapacityClass("cpu")
  static let big = try! CapacityClass("gpu-80gb")
  static let slashed = Address.derived(fromLabel: "slashed")
  static let ada = Address.derived(fromLabel: "ada")
  static let ben = Address.derived(fromLabel: "ben")
  static let gpuA = try! GPUID("gpu-a")
  static let gpuB = try! GPUID("gpu-b")

  /// Minimum 10 for a cpu, 200 for a big one; unbonding takes 3 rounds, evidence is good for 2.
  static let policy = try! StakingPolicy(
    minimumStake: [cpu: 10, big: 200], unbondingDelay: 3, evidenceWindow: 2,
    slashDestination: slashed)

  /// Round 1 is open; `gpuA` of Ada has 100 bonded since round 0, `gpuB` of Ben is registered only.
  static func registry() throws -> StakeRegistry {
    var registry = StakeRegistry(policy: policy)
    try registry.register(gpu: gpuA, owner: ada, capacityClass: cpu, capacity: 1_000)
    try registry.register(gpu: gpuB, owner: ben, capacityClass: big, capacity: 8_000)
    try registry.bond(gpu: gpuA, amount: 100)
    try registry.closeRound()
    return registry
  }
}

extension StakeRegistry {
  /// What is bonded on a registered GPU.
  func bonded(_ gpu: GPUID) -> UInt256? { stake(of: gpu)?.bonded }

  /// What a closed round counts for a GPU.
  func rewardable(_ gpu: GPUID, in round: UInt64) throws -> UInt256? {
    try snapshot(of: Round(round)).row(of: gpu)?.stake
  }
}

/// Expects an operation to be refused with exactly this error, and to change nothing.
func expectRefusal(
  _ registry: StakeRegistry, _ error: StakingError,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ operation: (inout StakeRegistry) throws -> Void
) {
  var tried = registry
  #expect(throws: error, sourceLocation: sourceLocation) { try operation(&tried) }
  #expect(tried == registry, "a refused operation changes nothing", sourceLocation: sourceLocation)
  #expect(!error.description.isEmpty, sourceLocation: sourceLocation)
}
