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

@Suite struct StakingMachineTests {
  @Test func theRegistryIsOpenedFirstAndOnce() throws {
    var machine = StakingMachine()
    #expect(machine.stateDigest == .zero)
    #expect(throws: StakingError.notOpened) { try machine.apply(.closeRound(.zero)) }
    #expect(machine.registry == nil)
    #expect(try machine.apply(.open(Fixture.policy)) == [.opened(Fixture.policy)])
    let before = machine
    #expect(throws: StakingError.alreadyOpened) { try machine.apply(.open(Fixture.policy)) }
    var registry = try #require(machine.registry)
    #expect(throws: StakingError.alreadyOpened) { try registry.apply(.open(Fixture.policy)) }
    #expect(machine == before)
  }

  @Test func aClosedRoundIsAnEvent() throws {
    var machine = StakingMachine()
    try machine.apply(.open(Fixture.policy))
    try machine.apply(
      .register(
        gpu: Fixture.gpuA, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 5))
    try machine.apply(.bond(gpu: Fixture.gpuA, amount: 100))
    try machine.apply(.closeRound(.zero))
    let events = try machine.apply(.closeRound(Round(1)))
    let snapshot = try #require(machine.registry).snapshot(of: Round(1))
    #expect(snapshot.totalStake == 100)
    #expect(
      events == [.roundClosed(ClosedRound(round: Round(1), gpuCount: 1, totalStake: 100))])
  }

  @Test func theStateDigestTellsStatesApartAndEqualOnesNot() throws {
    func machine(_ names: [String]) throws -> StakingMachine {
      var machine = StakingMachine()
      try machine.apply(.open(Fixture.policy))
      for name in names {
        try machine.apply(
          .register(
            gpu: GPUID(name), owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 5))
      }
      return machine
    }
    #expect(try machine(["a", "b", "c"]).stateDigest == machine(["c", "a", "b"]).stateDigest)
    #expect(try machine(["a", "b"]).stateDigest != machine(["a", "c"]).stateDigest)
    #expect(try machine([]).stateDigest != .zero)

    // Bonded before or after round 0 closed: the same units in the same places, another start.
    let gpuA = try GPUID("a")
    var (early, late) = (try machine(["a"]), try machine(["a"]))
    try early.apply(.bond(gpu: gpuA, amount: 50))
    try early.apply(.closeRound(.zero))
    try late.apply(.closeRound(.zero))
    try late.apply(.bond(gpu: gpuA, amount: 50))
    #expect(early.registry?.totals == late.registry?.totals)
    #expect(early.stateDigest != late.stateDigest)

    var seen: Set<Digest> = []
    var story = try machine(["a"])
    let gpu = try GPUID("a")
    seen.insert(story.stateDigest)
    let operations: [StakingOperation] = [
      .bond(gpu: gpu, amount: 100), .closeRound(.zero), .unbond(gpu: gpu, amount: 50),
      .slash(gpu: gpu, fault: .downtime, faultRound: Round(1), partsPerMillion: 20_000),
      .cancelUnbonding(gpu: gpu, createdIn: Round(1), amount: 9), .closeRound(Round(1)),
      .closeRound(Round(2)), .closeRound(Round(3)), .withdraw(gpu: gpu),
    ]
    for operation in operations {
      try story.apply(operation)
      #expect(seen.insert(story.stateDigest).inserted, "\(operation) changes the digest")
    }
  }
}
