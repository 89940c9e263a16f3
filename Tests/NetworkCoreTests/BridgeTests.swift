// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
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

  @Test("nobody pays a query out of the treasury or the staking vault")
  func reservedPayers() throws {
    var escrow = DraftEscrow(try DemoNetwork.founded())
    for account in [DemoNetwork.treasury, DemoNetwork.vault] {
      #expect(throws: NetworkError.notAPayer(account)) {
        try escrow.pay(user: account.description, host: "gpu-1", units: 1)
      }
    }
  }

  @Test("tokens reach and leave the staking vault with stakes only")
  func closedVault() throws {
    var draft = try DemoNetwork.founded()
    let count = draft.records.count
    for operation: TokenOperation in [
      .transfer(from: DemoNetwork.user, to: DemoNetwork.vault, value: 1),
      .transfer(from: DemoNetwork.vault, to: DemoNetwork.user, value: 1),
      .mint(to: DemoNetwork.vault, value: 1), .burn(from: DemoNetwork.vault, value: 1),
      .approve(owner: DemoNetwork.vault, spender: DemoNetwork.user, value: 1),
    ] {
      #expect(throws: NetworkError.vaultIsClosed(DemoNetwork.vault)) {
        try draft.apply(operation)
      }
    }
    #expect(draft.records.count == count)
  }

  @Test("a report whose η is not that of its lowest pair, or of another model, is refused")
  func reportsRestOnTheirPairs() throws {
    func report(
      _ eta: EfficiencyFactor, _ pairs: [(UInt64?, UInt64)], model: String = "m",
      work: [GPUWork]? = nil
    ) throws -> TrainingReport {
      let good = try DemoNetwork.training(eta: eta)
      return TrainingReport(
        round: good.round, model: try ModelID(model), seed: 1, efficiency: eta,
        targetPPM: good.targetPPM, link: good.link,
        pairs: pairs.enumerated().map {
          .init(run: UInt32($0), baseNanoseconds: $1.0, oursNanoseconds: $1.1)
        }, baseCurve: nil, oursCurve: good.oursCurve, work: work ?? good.work,
        receiptsRoot: .zero)
    }
    let measured = try EfficiencyFactor(baseDuration: 7, measuredDuration: 3)
    let good = [(UInt64?.some(20), UInt64(4)), (7, 3), (9, 3)]
    func outcome(_ report: TrainingReport) throws -> Bool {
      var machine = try DemoNetwork.founded().books.network
      let before = machine
      do {
        try machine.apply(.trained(report))
        return true
      } catch NetworkError.invalidReport {
        #expect(machine == before)
        return false
      }
    }
    #expect(try outcome(report(measured, good)))
    #expect(try outcome(report(EfficiencyFactor(given: Ratio(2)), [(nil, 3)])))
    #expect(try !outcome(report(measured, [(20, 4), (9, 3)])))
    #expect(try !outcome(report(measured, good + [(1, 1)])))
    #expect(try !outcome(report(measured, [(7, 3), (nil, 3)])))
    #expect(try !outcome(report(measured, [])))
    #expect(try !outcome(report(EfficiencyFactor(given: Ratio(2)), [(nil, 0)])))
    #expect(try !outcome(report(.noBase, good)))
    #expect(try !outcome(report(measured, good, model: "other")))
    let work = try DemoNetwork.work([1, 1, 1], of: 1)
    #expect(try !outcome(report(measured, good, work: work.reversed())))
    #expect(try !outcome(report(measured, good, work: [work[0], work[0]])))
  }

  @Test("runs become a report with the root of their receipts, their work and their curves")
  func trainingReport() throws {
    func run(_ nanoseconds: UInt64, samples: UInt64, digest: UInt8) -> TrainingRun {
      TrainingRun(
        name: "run \(digest)",
        curve: [
          CurvePoint(
            nanoseconds: nanoseconds, exchanges: 1, samples: 2 * samples,
            evaluation: Evaluation(loss: 0.25, correct: 350, count: 360))
        ], nanosecondsToTarget: nanoseconds, samples: [samples, samples], traffic: [],
        receipts: [
          WorkReceipt(peer: 0, round: 1, samples: samples, digest: [digest]),
          WorkReceipt(peer: 1, round: 1, samples: samples, digest: [digest, digest]),
        ], parameters: [])
    }
    let pairs: [EfficiencyMeasurement.Pair] = [
      .init(run: 0, base: run(900, samples: 60, digest: 0), ours: run(100, samples: 10, digest: 1)),
      .init(run: 1, base: run(600, samples: 60, digest: 0), ours: run(200, samples: 20, digest: 2)),
    ]
    let link = try LinkProfile(roundTripNanoseconds: 5, bitsPerSecond: 6)
    let report = try TrainingReport(
      round: Round(1), model: ModelID("m"), seed: 9,
      measurement: EfficiencyMeasurement(measuring: pairs),
      goal: TrainingGoal(accuracyPPM: 960_000, maximumExchanges: 9), link: link,
      reading: LinkReading(roundTripNanoseconds: 7, bitsPerSecond: 8),
      gpus: [DemoNetwork.gpu(2), DemoNetwork.gpu(1)], verified: [30, 25])
    #expect(report.efficiency.ratio == Ratio(3))
    #expect(report.oursCurve.name == "run 2")
    #expect(report.oursCurve.points.map(\.lossMillionths) == [250_000])
    #expect(
      report.work == [
        try GPUWork(gpu: DemoNetwork.gpu(1), assigned: 30, verified: 25),
        try GPUWork(gpu: DemoNetwork.gpu(2), assigned: 30, verified: 30),
      ])
    // 40 samples in 200 ns against 120 in 600 ns.
    #expect(report.epochGain == .one)
    let leaves = pairs.flatMap { $0.ours.receipts.map(\.canonicalBytes) }
    #expect(leaves.count == 4)
    #expect(report.receiptsRoot == MerkleTree(leaves: leaves).root)
    #expect(report.link.measuredBitsPerSecond == 8)
  }

  @Test("values that cannot be do not come in through JSON either")
  func decoding() throws {
    let work = Data(#"{"gpu":"gpu-1","assigned":1,"verified":2}"#.utf8)
    #expect(throws: (any Error).self) { try JSONDecoder().decode(GPUWork.self, from: work) }
    let charter = try DemoNetwork.charter()
    let text = String(decoding: try JSONEncoder().encode(charter), as: UTF8.self)
    #expect(try JSONDecoder().decode(NetworkCharter.self, from: Data(text.utf8)) == charter)
    let greedy = text.replacingOccurrences(of: "700000", with: "4000000000")
    #expect(greedy != text)
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(NetworkCharter.self, from: Data(greedy.utf8))
    }
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
