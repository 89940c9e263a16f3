// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking
import TestSupport
import Testing

/// Delegations against exact fractions: what a delegator has is what he put in, less what he took
/// out, times what slashes left, to within one unit for each time something was rounded.
@Suite struct ExactDelegationTests {
  @Test("worths are exact to a unit a rounding", arguments: 1...20 as ClosedRange<UInt64>)
  func exact(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var registry = StakeRegistry(
      policy: try StakingPolicy(
        minimumStake: [Fixture.cpu: 1], unbondingDelay: 1, evidenceWindow: 1,
        slashDestination: Fixture.slashed))
    let gpu = Fixture.gpuA
    try registry.register(gpu: gpu, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1)
    let people = (0..<5).map { Address.derived(fromLabel: "delegator \($0)") }
    // Halves and quarters only: the fractions stay short, so they can be exact.
    var exact = [Ratio](repeating: Ratio(0), count: people.count)
    var roundings: UInt64 = 1
    for step in 0..<120 {
      let index = Int.random(in: people.indices, using: &generator)
      let account = people[index]
      let worth = registry.delegation(of: account, on: gpu)?.worth ?? .zero
      switch Int.random(in: 0..<10, using: &generator) {
      case 0..<5:
        let amount = UInt256(UInt64.random(in: 1...1_000_000_000, using: &generator))
        try registry.delegate(gpu: gpu, delegator: account, amount: amount)
        exact[index] = try exact[index].adding(Ratio(amount))
      case 5..<8:
        guard worth > 1 else { continue }
        let amount = worth / UInt256(UInt64.random(in: 2...4, using: &generator))
        guard amount > 0 else { continue }
        try registry.undelegate(gpu: gpu, delegator: account, amount: amount)
        exact[index] = try exact[index].subtracting(Ratio(amount))
      default:
        guard step > 10, roundings < 300, registry.stake(of: gpu)?.delegated ?? 0 > 0 else {
          continue
        }
        let part: UInt64 = Bool.random(using: &generator) ? 2 : 4
        try registry.slash(
          gpu: gpu, fault: .downtime, faultRound: registry.openRound,
          partsPerMillion: UInt32(1_000_000 / part))
        try registry.closeRound()
        for place in exact.indices {
          exact[place] = try exact[place].multiplied(by: Ratio(UInt256(part - 1), UInt256(part)))
        }
      }
      roundings += 1
      for (account, exact) in zip(people, exact) {
        let worth = Ratio(registry.delegation(of: account, on: gpu)?.worth ?? .zero)
        let bound = Ratio(UInt256(roundings))
        let isClose = try worth <= exact.adding(bound) && exact <= worth.adding(bound)
        guard isClose else {
          Issue.record("seed \(seed), step \(step): \(account) has \(worth), exactly \(exact)")
          return
        }
      }
    }
    try registry.checkInvariants()
  }
}
