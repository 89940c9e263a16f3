// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TensorCore
import TestSupport
import Testing

@testable import PeerTraining

@Suite("Training over links", .serialized)
struct TrainingTests {
  /// FNV-1a over the bytes: enough to tell receipts apart in a test.
  private let hash: WorkHash = { bytes in
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (0..<8).map { UInt8(truncatingIfNeeded: state >> (8 * $0)) }
  }

  private func link(_ milliseconds: UInt64 = 4) throws -> LinkProfile {
    try LinkProfile(
      roundTripNanoseconds: milliseconds * 1_000_000, bitsPerSecond: 100_000_000)
  }

  @Test("a synchronous run reaches the target and keeps its curve")
  func synchronous() async throws {
    let task = try Rings.task(peers: 3)
    let plan = try SynchronousPlan(batchSize: 90, learningRate: 0.03)
    let run = try await trainSynchronously(task, plan: plan, link: link(), goal: Rings.goal)
    let time = try #require(run.nanosecondsToTarget)
    let last = try #require(run.curve.last)
    #expect(Rings.goal.isReached(by: last.evaluation))
    #expect(run.curve.dropLast().allSatisfy { !Rings.goal.isReached(by: $0.evaluation) })
    #expect(run.curve.map(\.exchanges) == Array(0...run.exchanges))
    #expect(zip(run.curve, run.curve.dropFirst()).allSatisfy { $0.nanoseconds < $1.nanoseconds })
    #expect(time == last.nanoseconds)
    #expect(time >= UInt64(run.exchanges) * 4_000_000, "each step waits a round trip")
    #expect(run.samples == [30, 30, 30].map { UInt64($0 * run.exchanges) })
    #expect(run.receipts.isEmpty)
  }

  @Test("a synchronous step over peers is a step on the whole batch, to rounding")
  func synchronousEqualsOnePeer() async throws {
    // One peer that holds everything, and three that hold a third each, on full batches.
    let three = try Rings.task(peers: 3)
    let goal = try TrainingGoal(accuracyPPM: 1_000_000, maximumExchanges: 3)
    let plan = try SynchronousPlan(batchSize: 600, learningRate: 0.02)
    let many = try await trainSynchronously(three, plan: plan, link: link(0), goal: goal)

    var model = three.makeModel()
    var adam = Adam(learningRate: 0.02)
    for _ in 0..<3 {
      var mean = [Float](repeating: 0, count: model.parameterVector.count)
      for peer in 0..<3 {
        let (_, gradients) = try valueAndGradient(at: model) {
          three.loss(of: $0, peer: peer, samples: Array(0..<200))
        }
        for (index, value) in gradients.flatMap({ $0.scalars(as: Float.self) }).enumerated() {
          mean[index] += value / 3
        }
      }
      adam.update(&model, gradients: model.gradients(fromVector: mean))
    }
    expectClose(many.parameters, model.parameterVector, ulps: 0, absolute: 2e-4)
  }

  @Test(
    "the same task gives the same bits whatever the link, and re-execution verifies all of it",
    arguments: [(0, false), (0, true), (6, true)])
  func deterministic(overlap: Int, compressed: Bool) async throws {
    let task = try Rings.task(peers: 3)
    let plan = try LocalStepsPlan(
      localSteps: 12, overlapSteps: overlap, batchSize: 16, learningRate: 0.02,
      codec: compressed ? Int8Codec() : Float32Codec())
    let fast = try await trainWithLocalSteps(
      task, plan: plan, link: link(0), goal: Rings.goal, hash: hash)
    let slow = try await trainWithLocalSteps(
      task, plan: plan, link: link(15), goal: Rings.goal, hash: hash)
    #expect(fast.nanosecondsToTarget != nil)
    #expect(fast.parameters.map(\.bitPattern) == slow.parameters.map(\.bitPattern))
    #expect(fast.receipts == slow.receipts)
    #expect(fast.curve.map(\.evaluation) == slow.curve.map(\.evaluation))

    let verified = try reexecute(fast.receipts, task: task, plan: plan, hash: hash)
    #expect(verified.rejected.isEmpty)
    #expect(verified.samples == fast.samples)
    #expect(verified.samples[0] == UInt64(12 * 16 * fast.exchanges))
  }

  @Test("outer momentum changes the run and re-execution follows it")
  func momentum() async throws {
    let task = try Rings.task(peers: 2)
    let goal = try TrainingGoal(accuracyPPM: 1_000_000, maximumExchanges: 4)
    let plan = try LocalStepsPlan(
      localSteps: 5, batchSize: 16, learningRate: 0.01, outerLearningRate: 0.7,
      outerMomentum: 0.9)
    let plain = try LocalStepsPlan(localSteps: 5, batchSize: 16, learningRate: 0.01)
    let run = try await trainWithLocalSteps(
      task, plan: plan, link: link(0), goal: goal, hash: hash)
    let other = try await trainWithLocalSteps(
      task, plan: plain, link: link(0), goal: goal, hash: hash)
    #expect(run.parameters != other.parameters)
    #expect(try reexecute(run.receipts, task: task, plan: plan, hash: hash).rejected.isEmpty)
  }

  @Test("a forged, repeated or invented receipt earns nothing, the others keep theirs")
  func forgedReceipts() async throws {
    let task = try Rings.task(peers: 3)
    let plan = try LocalStepsPlan(localSteps: 8, batchSize: 16, learningRate: 0.02)
    let run = try await trainWithLocalSteps(
      task, plan: plan, link: link(0), goal: Rings.goal, hash: hash)
    var receipts = run.receipts
    let forged = receipts[1]
    var digest = forged.digest
    digest[0] ^= 1
    receipts[1] = WorkReceipt(
      peer: forged.peer, round: forged.round, samples: forged.samples, digest: digest)
    receipts.append(run.receipts[0])
    let boast = WorkReceipt(peer: 2, round: 1, samples: 9999, digest: run.receipts[2].digest)
    receipts.append(boast)

    let verified = try reexecute(receipts, task: task, plan: plan, hash: hash)
    let perRound = UInt64(8 * 16)
    #expect(verified.samples[0] == run.samples[0])
    #expect(verified.samples[1] == run.samples[1] - perRound)
    #expect(verified.samples[2] == run.samples[2])
    #expect(Set(verified.rejected) == [receipts[1], run.receipts[0], boast])

    let absurd = WorkReceipt(peer: 0, round: .max, samples: 1, digest: [])
    #expect(throws: TrainingError.self) {
      try reexecute([absurd], task: task, plan: plan, hash: hash)
    }
  }

  @Test("averaged local steps need fewer exchanges than synchronous steps")
  func faster() async throws {
    let task = try Rings.task(peers: 3)
    let base = try await trainSynchronously(
      task, plan: SynchronousPlan(batchSize: 600, learningRate: 0.03), link: link(2),
      goal: Rings.goal)
    let ours = try await trainWithLocalSteps(
      task, plan: LocalStepsPlan(localSteps: 30, batchSize: 20, learningRate: 0.03),
      link: link(2), goal: Rings.goal, hash: hash)
    #expect(base.nanosecondsToTarget != nil)
    #expect(ours.nanosecondsToTarget != nil)
    #expect(2 * ours.exchanges < base.exchanges)
  }

  @Test("a run that gives up says so and has no time to the target")
  func givesUp() async throws {
    let task = try Rings.task(peers: 2)
    let goal = try TrainingGoal(accuracyPPM: 1_000_000, maximumExchanges: 2)
    let run = try await trainWithLocalSteps(
      task, plan: LocalStepsPlan(localSteps: 1, batchSize: 1, learningRate: 1e-6),
      link: link(0), goal: goal, hash: hash)
    #expect(run.nanosecondsToTarget == nil)
    #expect(run.exchanges == 2)
  }

  @Test("a run that diverges ends with an error that names peer and exchange, and nobody hangs")
  func diverges() async throws {
    let task = try Rings.task(peers: 3)
    await #expect(throws: TrainingError.self) {
      try await trainWithLocalSteps(
        task, plan: LocalStepsPlan(localSteps: 4, batchSize: 8, learningRate: 1e38),
        link: link(0), goal: Rings.goal, hash: hash)
    }
  }

  @Test("settings outside their range are refused by name")
  func settings() {
    #expect(throws: TrainingError.self) {
      try LocalStepsPlan(localSteps: 0, batchSize: 1, learningRate: 1)
    }
    #expect(
      throws: TrainingError.invalidSetting(
        "an overlap of 5 steps: not in 0 ..< 5, the local steps")
    ) {
      try LocalStepsPlan(localSteps: 5, overlapSteps: 5, batchSize: 1, learningRate: 1)
    }
    #expect(throws: TrainingError.self) {
      try LocalStepsPlan(
        localSteps: 5, overlapSteps: 2, batchSize: 1, learningRate: 1, outerMomentum: 0.5)
    }
    #expect(
      throws: TrainingError.invalidSetting(
        "1000000 local steps of 2148 samples: more than 2147483648 a round")
    ) {
      try LocalStepsPlan(localSteps: 1_000_000, batchSize: 2148, learningRate: 1)
    }
    #expect(throws: TrainingError.self) {
      try LocalStepsPlan(localSteps: 3, batchSize: .max, learningRate: 1)
    }
    #expect(throws: Never.self) {
      try LocalStepsPlan(localSteps: 1 << 11, batchSize: 1 << 20, learningRate: 1)
    }
    #expect(throws: TrainingError.self) { try SynchronousPlan(batchSize: .max, learningRate: 1) }
    for rate in [0, -1, .infinity, .nan] as [Double] {
      #expect(throws: TrainingError.self) {
        try SynchronousPlan(batchSize: 1, learningRate: rate)
      }
    }
    #expect(throws: TrainingError.self) { try SynchronousPlan(batchSize: 0, learningRate: 1) }
    for accuracy in [0, 1_000_001, -5] {
      #expect(throws: TrainingError.self) {
        try TrainingGoal(accuracyPPM: accuracy, maximumExchanges: 1)
      }
    }
    #expect(throws: TrainingError.self) {
      try LabelledRows(features: [1, 2, 3], labels: [0, 1], width: 2)
    }
  }

  @Test("the target is met in whole numbers: 96 % of 360 are 346, not 345")
  func targetIsExact() throws {
    let goal = try TrainingGoal(accuracyPPM: 960_000, maximumExchanges: 1)
    #expect(!goal.isReached(by: Evaluation(loss: 0, correct: 345, count: 360)))
    #expect(goal.isReached(by: Evaluation(loss: 0, correct: 346, count: 360)))
    #expect(!goal.isReached(by: Evaluation(loss: 0, correct: 0, count: 0)))
  }

  @Test("evaluation takes no training time, however long it takes", arguments: [true, false])
  func evaluationIsFree(synchronous: Bool) async throws {
    struct Evaluated {
      let begins: ContinuousClock.Instant
      let ends: ContinuousClock.Instant
    }
    let wall = ContinuousClock()
    let evaluations = Mutex<[Evaluated]>([])
    var task = HookedTask(try Rings.task(peers: 2))
    task.afterEvaluation = { evaluation in
      let begins = wall.now
      while wall.now - begins < .milliseconds(40) {}
      return evaluations.withLock { evaluations in
        evaluations.append(Evaluated(begins: begins, ends: wall.now))
        // The sixth, after the fifth exchange, is told to meet the target.
        return Evaluation(loss: 1, correct: evaluations.count < 6 ? 0 : 1, count: 1)
      }
    }
    let goal = try TrainingGoal(accuracyPPM: 1_000_000, maximumExchanges: 60)
    let run: TrainingRun
    if synchronous {
      run = try await trainSynchronously(
        task, plan: SynchronousPlan(batchSize: 8, learningRate: 0.01), link: link(0), goal: goal)
    } else {
      run = try await trainWithLocalSteps(
        task, plan: LocalStepsPlan(localSteps: 2, batchSize: 4, learningRate: 0.01),
        link: link(0), goal: goal, hash: hash)
    }
    let all = evaluations.withLock { $0 }
    #expect(run.exchanges == 5)
    #expect(all.count == 6)
    // Between the first evaluation and the last lie the whole run and the four others.
    let between = all[5].begins - all[0].ends
    let evaluating = all[1...4].reduce(Duration.zero) { $0 + ($1.ends - $1.begins) }
    let time = Duration.nanoseconds(Int64(try #require(run.nanosecondsToTarget)))
    #expect(evaluating >= .milliseconds(160))
    #expect(time <= between - evaluating, "evaluation counts as training time")
  }

  @Test("a flat vector of the wrong length is refused and nothing is loaded")
  func wrongVector() throws {
    var model = try Rings.task(peers: 1).makeModel()
    let before = model.parameterVector
    #expect(throws: TrainingError.self) { try model.load(parameterVector: [1, 2]) }
    #expect(model.parameterVector == before)
    try model.load(parameterVector: before.map { $0 + 1 })
    #expect(model.parameterVector == before.map { $0 + 1 })
  }
}
