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

@Suite struct ServiceSelectionTests {
  private func candidate(
    _ name: String, _ capacity: UInt64, _ score: UInt32, _ stake: UInt64
  ) throws -> ServiceCandidate {
    ServiceCandidate(
      gpu: try GPUID(name), capacity: capacity, scorePPM: score, stake: UInt256(stake))
  }

  private let requirement = ServiceRequirement(
    minimumCapacity: 40, minimumScorePPM: 500_000, minimumStake: 100, totalCapacity: 150)

  @Test func onlyGPUsThatAreLargeGoodAndStakedEnoughMayServe() throws {
    let all = [
      try candidate("small", 39, 900_000, 1_000), try candidate("poor", 80, 900_000, 99),
      try candidate("bad", 80, 499_999, 1_000), try candidate("edge", 40, 500_000, 100),
      try candidate("good", 80, 990_000, 1_000),
    ]
    #expect(try requirement.eligible(among: all).map(\.gpu.text) == ["good", "edge"])
  }

  @Test func theOrderIsScoreThenStakeThenCapacityThenName() throws {
    let ordered = [
      try candidate("e", 40, 900_000, 100), try candidate("d", 40, 800_000, 300),
      try candidate("c", 90, 800_000, 200), try candidate("a", 80, 800_000, 200),
      try candidate("b", 80, 800_000, 200),
    ]
    var random = SeededGenerator(seed: 3)
    for _ in 0..<50 {
      #expect(try requirement.eligible(among: ordered.shuffled(using: &random)) == ordered)
    }
    // 40 + 40 + 90 reach 150; the others are not needed.
    #expect(try requirement.selected(among: ordered).map(\.gpu.text) == ["e", "d", "c"])
  }

  @Test func tooLittleCapacityAndDuplicatesAreRefused() throws {
    let one = try candidate("a", 149, 900_000, 100)
    #expect(throws: SelectionError.notEnoughCapacity(needed: 150, available: 149)) {
      try requirement.selected(among: [one])
    }
    #expect(throws: SelectionError.duplicateGPU(one.gpu)) {
      try requirement.eligible(among: [one, try candidate("a", 1, 1, 1)])
    }
    let greedy = ServiceRequirement(
      minimumCapacity: 0, minimumScorePPM: 0, minimumStake: 0, totalCapacity: .max)
    let most = [try candidate("a", .max, 1, 1), try candidate("b", .max, 1, 1)]
    #expect(try greedy.selected(among: most).count == 1)
    let any = ServiceRequirement(minimumCapacity: 0, minimumScorePPM: 0, minimumStake: 0)
    #expect(try any.selected(among: most).isEmpty)
    try expectReadsBack(requirement)
  }

  @Test func rowsOfAClosedRoundAreCandidates() throws {
    var registry = try Fixture.registry()
    try registry.closeRound()
    let row = try #require(try registry.snapshot(of: Round(1)).row(of: Fixture.gpuA))
    let candidate = ServiceCandidate(row)
    #expect(candidate.gpu == Fixture.gpuA)
    #expect(candidate.stake == 100)
    #expect(candidate.capacity == 1_000)
    #expect(candidate.scorePPM == 1_000_000)
  }
}
