// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PeerTraining

@Suite("Re-execution beside a cheat")
struct ReexecutionTests {
  /// FNV-1a over the bytes: enough to tell receipts apart in a test.
  private let hash: WorkHash = { bytes in
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (0..<8).map { UInt8(truncatingIfNeeded: state >> (8 * $0)) }
  }

  private let goal = try! TrainingGoal(accuracyPPM: 1_000_000, maximumExchanges: 5)

  private func plan(overlap: Int = 0) throws -> LocalStepsPlan {
    try LocalStepsPlan(localSteps: 6, overlapSteps: overlap, batchSize: 16, learningRate: 0.02)
  }

  private func train(_ task: some TrainingTask, _ plan: LocalStepsPlan) async throws -> TrainingRun
  {
    let link = try LinkProfile(roundTripNanoseconds: 0, bitsPerSecond: 1_000_000_000)
    return try await trainWithLocalSteps(task, plan: plan, link: link, goal: goal, hash: hash)
  }

  /// A run of three peers in which peer 1 trains on one sample only, over and over.
  private func cheatedRun(_ plan: LocalStepsPlan) async throws -> TrainingRun {
    var task = HookedTask(try Rings.task(peers: 3))
    task.beforeLoss = { peer, samples in peer == 1 ? samples.map { _ in 0 } : samples }
    return try await train(task, plan)
  }

  @Test("a peer that trains on other samples loses, and only that peer", arguments: [0, 3])
  func onlyTheCheatLoses(overlap: Int) async throws {
    let task = try Rings.task(peers: 3)
    let plan = try plan(overlap: overlap)
    let run = try await cheatedRun(plan)
    let verified = try reexecute(
      run.receipts, transcripts: run.transcripts, task: task, plan: plan, hash: hash)
    #expect(verified.samples == [run.samples[0], 0, run.samples[2]])
    #expect(verified.rejected == run.receipts.filter { $0.peer == 1 })

    // Without what was sent, the means are others, and honest work comes out differently.
    let blind = try reexecute(run.receipts, task: task, plan: plan, hash: hash)
    #expect(blind.samples[0] < run.samples[0])
    #expect(blind.samples[1] == 0)
  }

  @Test("there is a transcript behind each receipt")
  func transcripts() async throws {
    let run = try await cheatedRun(plan())
    #expect(run.receipts.count == 15)
    #expect(run.transcripts.map(\.peer) == run.receipts.map(\.peer))
    #expect(run.transcripts.map(\.round) == run.receipts.map(\.round))
    for (transcript, receipt) in zip(run.transcripts, run.receipts) {
      #expect(WorkReceipt(transcript, samples: receipt.samples, hash: hash) == receipt)
    }
  }

  @Test("honest peers keep their work whether their transcripts are there, lost or forged")
  func badTranscripts() async throws {
    let task = try Rings.task(peers: 3)
    let plan = try plan()
    let run = try await train(task, plan)
    let cut = run.transcripts.map {
      WorkTranscript(peer: $0.peer, round: $0.round, messages: Array($0.messages.dropLast()))
    }
    let flipped = run.transcripts.map {
      let messages = $0.messages.map { Array($0.dropLast()) + [$0[$0.count - 1] ^ 1] }
      return WorkTranscript(peer: $0.peer, round: $0.round, messages: messages)
    }
    let nobody = [
      WorkTranscript(peer: -1, round: 1, messages: [[]]),
      WorkTranscript(peer: 3, round: 1, messages: []),
      WorkTranscript(peer: .max, round: .max, messages: []),
    ]
    let some = run.transcripts.filter { $0.peer != 0 && $0.round != 2 }
    for transcripts in [
      run.transcripts, run.transcripts.reversed(), [], cut, flipped, nobody, some,
      flipped + run.transcripts, run.transcripts + flipped,
    ] {
      let verified = try reexecute(
        run.receipts, transcripts: transcripts, task: task, plan: plan, hash: hash)
      #expect(verified.samples == run.samples)
      #expect(verified.rejected.isEmpty)
    }
  }

  @Test("a transcript that fits a receipt but says nothing a reducer takes is not replayed")
  func undecodable() async throws {
    let task = try Rings.task(peers: 3)
    let plan = try plan()
    let run = try await train(task, plan)
    for messages in [
      [[1], [2], [3]], [[], [], []], [[UInt8]](repeating: [9, 0, 0, 0, 7], count: 3),
    ] {
      let lie = WorkTranscript(peer: 1, round: 1, messages: messages)
      var receipts = run.receipts
      receipts[1] = WorkReceipt(lie, samples: 96, hash: hash)
      let verified = try reexecute(
        receipts, transcripts: [lie] + run.transcripts, task: task, plan: plan, hash: hash)
      #expect(verified.samples == [run.samples[0], run.samples[1] - 96, run.samples[2]])
      #expect(verified.rejected == [receipts[1]])
    }
  }

  @Test("a cheat that claims more samples than it sent for loses, and only that peer")
  func boast() async throws {
    let task = try Rings.task(peers: 3)
    let plan = try plan()
    let run = try await cheatedRun(plan)
    let receipts = zip(run.receipts, run.transcripts).map { receipt, transcript in
      receipt.peer == 1 ? WorkReceipt(transcript, samples: 1 << 40, hash: hash) : receipt
    }
    let verified = try reexecute(
      receipts, transcripts: run.transcripts, task: task, plan: plan, hash: hash)
    #expect(verified.samples == [run.samples[0], 0, run.samples[2]])
  }

  @Test("the worst lateness of a run is that of its least punctual peer")
  func lateness() {
    func run(_ lateness: [UInt64]) -> TrainingRun {
      let traffic = lateness.map { late in
        var statistics = LinkStatistics()
        statistics.worstLatenessNanoseconds = late
        return statistics
      }
      return TrainingRun(
        name: "", curve: [], nanosecondsToTarget: nil, samples: [], traffic: traffic,
        receipts: [], parameters: [])
    }
    #expect(run([3, 9, 4]).worstLatenessNanoseconds == 9)
    #expect(run([]).worstLatenessNanoseconds == 0)
  }
}
