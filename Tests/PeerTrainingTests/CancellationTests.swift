// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import PeerTraining

@Suite("Cancelling a run", .serialized, .timeLimit(.minutes(1)))
struct CancellationTests {
  private let hash: WorkHash = { Array($0.prefix(8)) }
  /// No run of these tests comes to its goal.
  private let endless = try! TrainingGoal(accuracyPPM: 1_000_000, maximumExchanges: 1_000_000)

  private func link(_ milliseconds: UInt64) throws -> LinkProfile {
    try LinkProfile(
      roundTripNanoseconds: milliseconds * 1_000_000, bitsPerSecond: 1_000_000_000)
  }

  /// A task that is never learnt.
  private func endlessTask(peers: Int) throws -> HookedTask<ClassificationTask<Rings.Model>> {
    var task = HookedTask(try Rings.task(peers: peers))
    task.afterEvaluation = { Evaluation(loss: $0.loss, correct: 0, count: $0.count) }
    return task
  }

  @Test("an endless synchronous run ends", arguments: [1, 3], [0, 5] as [UInt64])
  func synchronous(peers: Int, milliseconds: UInt64) async throws {
    let task = try endlessTask(peers: peers)
    let plan = try SynchronousPlan(batchSize: 12, learningRate: 0.01)
    let link = try self.link(milliseconds)
    try await expectCancellation { progress in
      try await trainSynchronously(
        task, plan: plan, link: link, goal: endless, progress: progress)
    }
  }

  @Test(
    "an endless run of local steps ends, with and without overlap",
    arguments: [1, 3], [(0, 0), (5, 0), (0, 2), (5, 2)] as [(UInt64, Int)])
  func localSteps(peers: Int, setting: (milliseconds: UInt64, overlap: Int)) async throws {
    let task = try endlessTask(peers: peers)
    let plan = try LocalStepsPlan(
      localSteps: 3, overlapSteps: setting.overlap, batchSize: 4, learningRate: 0.01)
    let link = try self.link(setting.milliseconds)
    try await expectCancellation { [hash] progress in
      try await trainWithLocalSteps(
        task, plan: plan, link: link, goal: endless, hash: hash, progress: progress)
    }
  }

  /// Cancels `run` when it has gone on for some evaluations, and expects it to say so.
  private func expectCancellation(
    afterEvaluations count: Int = 4, andThen delay: Duration = .zero,
    _ run:
      @escaping @Sendable (@escaping @Sendable (CurvePoint) -> Void) async throws
      -> TrainingRun
  ) async throws {
    let (evaluations, told) = AsyncStream.makeStream(of: Int.self)
    let running = Task { try await run { told.yield($0.exchanges) } }
    for await exchanges in evaluations where exchanges + 1 >= count { break }
    try await Task.sleep(for: delay)
    running.cancel()
    await #expect(throws: CancellationError.self) { try await running.value }
  }

  @Test("a run that waits half a minute for its link need not wait to the end")
  func slowLink() async throws {
    let task = try endlessTask(peers: 3)
    let plan = try LocalStepsPlan(localSteps: 2, batchSize: 4, learningRate: 0.01)
    let link = try self.link(60_000)
    let began = ContinuousClock().now
    try await expectCancellation(afterEvaluations: 1, andThen: .milliseconds(100)) {
      [hash] progress in
      try await trainWithLocalSteps(
        task, plan: plan, link: link, goal: endless, hash: hash, progress: progress)
    }
    #expect(ContinuousClock().now - began < .seconds(30), "the way out alone takes 30 s")
  }

  @Test("peers that wait for one that never comes are released")
  func barrier() async throws {
    let cancel = CountedCancellation(at: 3)
    var task = try endlessTask(peers: 3)
    task.beforeModel = {
      // The third peer gives the others time to wait for it, and is then cancelled with them.
      cancel.count {
        let begins = ContinuousClock().now
        while ContinuousClock().now - begins < .milliseconds(50) {}
      }
    }
    let hooked = task
    let plan = try SynchronousPlan(batchSize: 12, learningRate: 0.01)
    let link = try self.link(0)
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    let run = Task {
      for await _ in gate { break }
      return try await trainSynchronously(hooked, plan: plan, link: link, goal: endless)
    }
    cancel.arm(run)
    open.yield()
    await #expect(throws: CancellationError.self) { try await run.value }
  }

  @Test("a run whose caller is cancelled already does not begin")
  func cancelledBefore() async throws {
    let task = try endlessTask(peers: 3)
    let plan = try SynchronousPlan(batchSize: 12, learningRate: 0.01)
    let link = try self.link(0)
    let run = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await trainSynchronously(task, plan: plan, link: link, goal: endless)
    }
    await #expect(throws: CancellationError.self) { try await run.value }
  }

  @Test("a run that is cancelled between two steps leaves no exchange behind")
  func nothingLeftBehind() async throws {
    weak var left: WatchedCodec?
    do {
      let codec = WatchedCodec()
      left = codec
      let plan = try LocalStepsPlan(
        localSteps: 8, overlapSteps: 7, batchSize: 4, learningRate: 0.01, codec: codec)
      let cancel = CountedCancellation(at: 11)
      var task = try endlessTask(peers: 2)
      // One batch warms up, eight make the first round: at the eleventh the exchange is on a line
      // that takes half a minute, and the next thing is a step.
      task.beforeLoss = { peer, samples in
        if peer == 0 { cancel.count() }
        return samples
      }
      let hooked = task
      let link = try self.link(60_000)
      let (gate, open) = AsyncStream.makeStream(of: Void.self)
      let run = Task { [hash] in
        for await _ in gate { break }
        return try await trainWithLocalSteps(
          hooked, plan: plan, link: link, goal: endless, hash: hash)
      }
      cancel.arm(run)
      open.yield()
      await #expect(throws: CancellationError.self) { try await run.value }
    }
    let began = ContinuousClock().now
    while left != nil, ContinuousClock().now - began < .seconds(15) {
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(left == nil, "an exchange of the cancelled run still waits for its messages")
  }

  @Test("a receiver that is cancelled gives its place up, and nobody else's")
  func receiver() async throws {
    let network = InProcessNetwork(peerCount: 2, link: try link(0), clock: TrainingClock())
    let tag = MessageTag(round: 1, phase: .reduced)
    let waiter = Task { try await network.endpoint(of: 1).receive(from: 0, tag: tag) }
    try await Task.sleep(for: .milliseconds(20))
    let second = Task { try await network.endpoint(of: 1).receive(from: 0, tag: tag) }
    second.cancel()
    await #expect(throws: (any Error).self) { try await second.value }
    waiter.cancel()
    await #expect(throws: CancellationError.self) { try await waiter.value }
    let next = Task { try await network.endpoint(of: 1).receive(from: 0, tag: tag) }
    try await Task.sleep(for: .milliseconds(20))
    let third = Task { try await network.endpoint(of: 1).receive(from: 0, tag: tag) }
    third.cancel()
    await #expect(throws: (any Error).self) { try await third.value }
    try network.endpoint(of: 0).send([5], to: 1, tag: tag)
    #expect(try await next.value == [5])
  }

  @Test("sleeping until a time that has passed ends a task that is cancelled")
  func sleeper() async throws {
    let clock = TrainingClock()
    let sleeper = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await clock.sleep(until: 0)
    }
    await #expect(throws: CancellationError.self) { try await sleeper.value }
  }
}

/// Cancels a run at a given count, from within it.
private final class CountedCancellation: Sendable {
  private struct State {
    var left: Int
    var run: Task<TrainingRun, any Error>?
  }

  private let state: Mutex<State>

  init(at count: Int) { state = Mutex(State(left: count)) }

  func arm(_ run: Task<TrainingRun, any Error>) { state.withLock { $0.run = run } }

  func count(before last: () -> Void = {}) {
    let run = state.withLock { state in
      state.left -= 1
      return state.left == 0 ? state.run : nil
    }
    guard let run else { return }
    last()
    run.cancel()
  }
}

/// Floats as they are; an exchange that is still under way keeps it alive.
private final class WatchedCodec: VectorCodec {
  private let inner = Float32Codec()
  var name: String { inner.name }
  var isLossless: Bool { inner.isLossless }
  func encode(_ values: [Float]) -> [UInt8] { inner.encode(values) }
  func decode(_ bytes: ArraySlice<UInt8>, count: Int) throws(TrainingError) -> [Float] {
    try inner.decode(bytes, count: count)
  }
}
