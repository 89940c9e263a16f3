// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import PeerTraining
import Rewards
import TestSupport
import Testing
import TokenLedger

@testable import NetworkCore

@Suite("Between the floors")
struct BridgeTests {
  private func run(_ nanoseconds: UInt64?) -> TrainingRun {
    TrainingRun(
      name: "run", curve: [], nanosecondsToTarget: nanoseconds, samples: [], traffic: [],
      receipts: [], parameters: [])
  }

  @Test("η is base over ours, exactly, from the pair in which we gained least")
  func lowestPair() throws {
    let measurement = try EfficiencyMeasurement(measuring: [
      .init(run: 0, base: run(3_000_000_007), ours: run(1_000_000_000)),
      .init(run: 1, base: run(2_000_000_001), ours: run(1_000_000_000)),
      .init(run: 2, base: run(4_000_000_000), ours: run(1_000_000_000)),
    ])
    #expect(measurement.chosen.run == 1)
    #expect(measurement.efficiency.ratio == (try Ratio(2_000_000_001, 1_000_000_000)))
    #expect(measurement.efficiency.isMeasured)
  }

  @Test("a run that did not reach the target, or was not made, leaves η unmeasured")
  func unmeasured() throws {
    #expect(throws: NetworkError.self) { try EfficiencyMeasurement(measuring: []) }
    #expect(throws: NetworkError.self) {
      try EfficiencyMeasurement(measuring: [.init(run: 0, base: run(1), ours: run(nil))])
    }
    #expect(throws: NetworkError.self) {
      try EfficiencyMeasurement(measuring: [.init(run: 0, base: nil, ours: run(1))])
    }
    #expect(throws: NetworkError.self) {
      try EfficiencyMeasurement(
        given: EfficiencyFactor(given: Ratio(2)),
        pairs: [.init(run: 0, base: nil, ours: run(nil))])
    }
  }

  @Test("a slower coordinated run is reported as it is: η below one")
  func slower() throws {
    let measurement = try EfficiencyMeasurement(measuring: [
      .init(run: 0, base: run(10), ours: run(20))
    ])
    #expect(measurement.efficiency.ratio == (try Ratio(1, 2)))
  }

  @Test("a query pays the owner of its GPU, and a user without money is refused")
  func escrow() throws {
    var escrow = DraftEscrow(try DemoNetwork.founded())
    let user = DemoNetwork.user.description
    for _ in 0..<4 { try escrow.pay(user: user, host: "gpu-2", units: 1) }
    let recorded = escrow.draft.records.count
    #expect(
      throws: LedgerError.insufficientBalance(sender: DemoNetwork.user, balance: 3, needed: 5)
    ) { try escrow.pay(user: user, host: "gpu-2", units: 1) }
    #expect(throws: NetworkError.unknownGPU(try GPUID("gpu-9"))) {
      try escrow.pay(user: user, host: "gpu-9", units: 1)
    }
    #expect(throws: (any Error).self) { try escrow.pay(user: "me", host: "gpu-1", units: 1) }
    #expect(escrow.draft.records.count == recorded)
    let token = try #require(escrow.draft.books.token.token)
    #expect(token.balance(of: DemoNetwork.user) == 3)
    #expect(token.balance(of: DemoNetwork.owners[1]) == 7 + 20)
  }

  @Test("a share of a lane is lane × verified / assigned, rounded down, and never overflows")
  func shares() throws {
    let gpu = DemoNetwork.gpu(1)
    #expect(try GPUWork(gpu: gpu, assigned: 3, verified: 2).share(ofLane: 700_000) == 466_666)
    #expect(try GPUWork(gpu: gpu, assigned: 0, verified: 0).share(ofLane: 700_000) == 0)
    #expect(
      try GPUWork(gpu: gpu, assigned: .max, verified: .max).share(ofLane: 1_000_000) == 1_000_000)
    #expect(throws: NetworkError.workExceedsAssignment(gpu, assigned: 1, verified: 2)) {
      try GPUWork(gpu: gpu, assigned: 1, verified: 2)
    }
  }

  @Test("charters that cannot be are refused")
  func charters() throws {
    func charter(_ name: String, vault: Address, lanes: (UInt32, UInt32)) throws {
      _ = try NetworkCharter(
        name: name, treasury: DemoNetwork.treasury, stakingVault: vault, model: ModelID("m"),
        roundBudget: 1, queryPrice: 1, trainingLanePPM: lanes.0, hostingLanePPM: lanes.1)
    }
    #expect(throws: NetworkError.self) {
      try charter("", vault: DemoNetwork.vault, lanes: (1, 1))
    }
    #expect(throws: NetworkError.self) {
      try charter("n", vault: DemoNetwork.treasury, lanes: (1, 1))
    }
    #expect(throws: NetworkError.self) {
      try charter("n", vault: DemoNetwork.vault, lanes: (700_000, 300_001))
    }
  }

  @Test("records come back from bytes; random and truncated ones are refused without a trap")
  func records() throws {
    let eta = try EfficiencyFactor(baseDuration: 7, measuredDuration: 3)
    let operations: [NetworkOperation] = [
      .found(try DemoNetwork.charter()), .name(DemoNetwork.user, "User"),
      .trained(try DemoNetwork.training(eta: eta)), .hosted(try DemoNetwork.hosting()),
    ]
    var machine = NetworkMachine()
    for operation in operations {
      let record = operation.record
      #expect(
        try record.decode(NetworkOperation.self, kind: .network, versions: 1...1) == operation)
      try machine.apply(record)
      for length in 0..<record.body.count {
        let cut = Record(kind: .network, version: 1, body: Array(record.body.prefix(length)))
        let before = machine
        #expect(throws: NetworkError.self) { try machine.apply(cut) }
        #expect(machine == before)
      }
      let later = Record(kind: .network, version: 2, body: record.body)
      #expect(throws: NetworkError.self) { try machine.apply(later) }
    }
    var generator = SeededGenerator(seed: 4)
    for trial in 0..<2000 {
      let body = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
        UInt8.random(in: .min ... .max, using: &generator)
      }
      let before = machine
      do {
        try machine.apply(Record(kind: .network, version: 1, body: body))
      } catch {
        #expect(machine == before, "seed 4, trial \(trial)")
      }
      try machine.checkInvariants()
    }
  }

  @Test("nothing is reported, named or paid before a network is founded, nor founded twice")
  func founding() throws {
    var machine = NetworkMachine()
    #expect(throws: NetworkError.notFounded) {
      try machine.apply(.name(DemoNetwork.user, "User"))
    }
    try machine.apply(.found(try DemoNetwork.charter()))
    #expect(throws: NetworkError.alreadyFounded(name: "test")) {
      try machine.apply(.found(try DemoNetwork.charter()))
    }
    #expect(throws: NetworkError.invalidName("")) {
      try machine.apply(.name(DemoNetwork.user, ""))
    }
    var empty = NetworkDraft(NetworkBooks())
    #expect(throws: NetworkError.notFounded) {
      try empty.stake(1, on: DemoNetwork.gpu(1), from: DemoNetwork.user)
    }
  }
}
