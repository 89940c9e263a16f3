// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Testing

@testable import Staking

@Suite struct StakingTablesTests {
  /// Tables that grow take their old slots over little by little: what stands in either is found.
  @Test func everythingIsFoundWhileTheTablesGrow() throws {
    var registry = StakeRegistry(policy: Fixture.policy)
    var gpus: [GPUID] = []
    var owners: [Address] = []
    for number in 0..<400 {
      gpus.append(try GPUID("gpu-\(number * 7_919 % 1_009)"))
      owners.append(.derived(fromLabel: "owner \(number)"))
      try registry.register(
        gpu: gpus[number], owner: owners[number], capacityClass: Fixture.cpu, capacity: 1)
      try registry.bond(gpu: gpus[number], amount: UInt256(100 + number))
      try registry.delegate(gpu: gpus[number], delegator: Fixture.ben, amount: 5)
      for earlier in stride(from: 0, through: number, by: 1 + number / 9) {
        #expect(registry.bonded(gpus[earlier]) == UInt256(100 + earlier), "\(earlier) of \(number)")
        #expect(registry.gpus(ownedBy: owners[earlier]) == [gpus[earlier]])
        #expect(registry.delegation(of: Fixture.ben, on: gpus[earlier])?.shares == 5)
      }
      #expect(try registry.stake(of: GPUID("gpu-\(number + 2_000)")) == nil)
    }
    #expect(registry.delegations(of: Fixture.ben).count == 400)
    try registry.checkInvariants()
  }

  /// Every round of a long history is found, and in a number of steps that is logarithmic.
  @Test func aStakeOfAnyRoundIsFoundInFewSteps() throws {
    var log = HistoryLog()
    var last = Link.none
    for number in 0..<4_096 as Range<UInt64> {
      last = log.append(
        round: 2 * number, stake: UInt128(number), score: 0, terms: Link.none, lockedPPM: 0,
        after: last)
    }
    for round in 0..<8_192 as Range<UInt64> {
      #expect(log.entry(at: round, from: last)?.stake == UInt128(round / 2))
      // The way that the search takes.
      var (link, steps) = (last, 0)
      while log[link].round > round {
        let jump = log[link].jump
        link = jump != Link.none && log[jump].round > round ? jump : log[link].previous
        steps += 1
      }
      // 4096 = 2¹².
      #expect(steps <= 3 * 12, "round \(round)")
    }
  }
}
