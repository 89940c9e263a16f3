// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Many runs: scenarios to be compared, each played from several seeds, on several workers at once.
///
/// ```swift
/// let experiment = Experiment(subsets: [.init(name: "halving", scenario: halving)], runs: 20)
/// let result = await experiment.run(workers: 2) { print($0.done, "of", $0.all) }
/// print(result.csv)
/// ```
public struct Experiment: Sendable {
  /// One of the scenarios that are compared: radCAD's subset.
  public struct Subset: Sendable {
    /// Its name.
    public var name: String
    /// The scenario; each run has a seed of its own that follows from this one's.
    public var scenario: Scenario

    /// Creates a subset.
    public init(name: String, scenario: Scenario) {
      self.name = name
      self.scenario = scenario
    }
  }

  /// How far an experiment is.
  public struct Progress: Sendable, Hashable {
    /// Rounds played, of all runs.
    public let done: Int
    /// Rounds to be played.
    public let all: Int
    /// Runs that ended, well or not.
    public let runsEnded: Int
  }

  /// The scenarios.
  public var subsets: [Subset]
  /// How often each is played.
  public var runs: Int

  /// Creates an experiment.
  public init(subsets: [Subset], runs: Int) {
    self.subsets = subsets
    self.runs = runs
  }

  /// The seed of a run: the scenario's for the first, others that follow from it.
  public static func seed(of scenario: Scenario, run: Int) -> UInt64 {
    // Steps of the golden ratio, as SplitMix64's own, so that streams do not overlap in practice.
    run == 0 ? scenario.seed : scenario.seed &+ UInt64(run) &* 0xD1B5_4A32_D192_ED03
  }

  /// Plays everything. A run that fails, or is cancelled, keeps the rounds it had; the others go on.
  ///
  /// The result does not depend on the number of workers.
  ///
  /// - Parameters:
  ///   - workers: how many runs are played at once, at least 1.
  ///   - progress: told every 16 rounds of a run and at its end, by one caller at a time.
  /// - Complexity: O(runs · rounds · n log n) in the number of providers n.
  public func run(
    workers: Int, progress: (@Sendable (Progress) -> Void)? = nil
  ) async -> ExperimentResult {
    let jobs = subsets.indices.flatMap { subset in
      (0..<max(0, runs)).map { (subset: subset, run: $0) }
    }
    let counter = ProgressCounter(
      all: jobs.map { Self.playable(subsets[$0.subset].scenario) }.reduce(0, +), report: progress)
    let played = await withTaskGroup(of: ExperimentResult.Run.self) { group in
      var next = 0
      var played: [ExperimentResult.Run] = []
      func start() {
        guard next < jobs.count else { return }
        let job = jobs[next]
        next += 1
        let subset = subsets[job.subset]
        group.addTask { await Self.play(subset, job.subset, job.run, counter) }
      }
      for _ in 0..<max(1, workers) { start() }
      for await run in group {
        played.append(run)
        start()
      }
      return played
    }
    return ExperimentResult(
      subsets: subsets.map(\.name), kinds: subsets.map { $0.scenario.kinds.map(\.name) },
      runs: played.sorted { ($0.subset, $0.run) < ($1.subset, $1.run) })
  }

  /// The rounds that progress counts: none of a scenario that is going to be refused.
  private static func playable(_ scenario: Scenario) -> Int {
    (try? scenario.validate()) == nil ? 0 : scenario.rounds
  }

  private static func play(
    _ subset: Subset, _ index: Int, _ run: Int, _ counter: ProgressCounter
  ) async -> ExperimentResult.Run {
    var scenario = subset.scenario
    scenario.seed = seed(of: scenario, run: run)
    var rows: [RoundRow] = []
    var failure: SimulationError?
    var digest: String?
    var told = 0
    do throws(SimulationError) {
      var network = try NetworkRun(scenario)
      for round in 0..<scenario.rounds {
        if Task.isCancelled { throw .cancelled(round: round) }
        rows.append(try network.playRound())
        if rows.count - told == 16 {
          told = rows.count
          await counter.add(16)
        }
      }
      try network.checkInvariants()
      digest = network.digest
    } catch {
      failure = error
    }
    await counter.end(playable(subset.scenario) - told)
    return ExperimentResult.Run(
      subset: index, run: run, seed: scenario.seed, rows: rows, failure: failure, digest: digest)
  }
}

/// Counts rounds from several tasks and tells of them one at a time.
private actor ProgressCounter {
  private let all: Int
  private let report: (@Sendable (Experiment.Progress) -> Void)?
  private var done = 0
  private var runsEnded = 0

  init(all: Int, report: (@Sendable (Experiment.Progress) -> Void)?) {
    self.all = all
    self.report = report
  }

  func add(_ rounds: Int) {
    done += rounds
    tell()
  }

  func end(_ rounds: Int) {
    done += rounds
    runsEnded += 1
    tell()
  }

  private func tell() {
    report?(Experiment.Progress(done: done, all: all, runsEnded: runsEnded))
  }
}
