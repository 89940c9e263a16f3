// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs workloads alternately in our process and in those of the peers.
struct Comparison {
  let peers: [String]
  let python: String
  let workloads: [Workload]
  let threads: Int
  let clock: WorkloadClock
  /// Turns of each contestant in a row, and how long one lasts.
  let turns: Int
  let secondsPerTurn: Double
  /// Whether one set of processes serves all rows, in place of a fresh one for each family.
  let sharesProcesses: Bool

  /// Measures all rows.
  ///
  /// - Parameter report: takes each row as it is done.
  func run(limits: MachineLimits, report: (ComparisonRow) -> Void) throws {
    var running: [ContestantProcess] = []
    defer { for process in running { process.quit() } }
    var family: Substring = ""
    for workload in workloads {
      if running.isEmpty || (workload.family != family && !sharesProcesses) {
        for process in running { process.quit() }
        running = try start()
        family = workload.family
      }
      report(try row(workload, &running, limits))
    }
  }

  private func start() throws -> [ContestantProcess] {
    let contestants =
      [.ours(threads: threads, clock: clock)]
      + peers.flatMap { Contestant.peer($0, python: python, threads: threads, clock: clock) }
    let processes = try contestants.map(ContestantProcess.init)
    for process in processes { try process.greet() }
    return processes
  }

  private func row(
    _ workload: Workload, _ running: inout [ContestantProcess], _ limits: MachineLimits
  ) throws -> ComparisonRow {
    var failures: [String] = []
    var times: [[Double]] = running.map { _ in [] }
    var takesPart = [Bool](repeating: false, count: running.count)
    for (index, process) in running.enumerated() {
      do {
        takesPart[index] = try process.prepare(workload.name)
      } catch  where index > 0 {
        failures.append("\(error)")
      }
    }
    guard takesPart[0] else {
      throw ContestantProcess.Failure(description: "we have no workload \(workload.name)")
    }
    for _ in 0..<turns {
      for (index, process) in running.enumerated() where takesPart[index] {
        do {
          times[index] += try process.run(seconds: secondsPerTurn)
        } catch  where index > 0 {
          failures.append("\(error)")
          takesPart[index] = false
        }
      }
    }
    let summaries: [ComparisonRow.Time?] = running.indices.map { index in
      let sorted = times[index].sorted()
      guard let best = sorted.first else { return nil }
      return .init(
        contestant: running[index].contestant.name, median: sorted[sorted.count / 2], best: best,
        samples: sorted.count)
    }
    guard let ours = summaries[0] else {
      throw ContestantProcess.Failure(description: "nothing was measured of \(workload.name)")
    }
    return ComparisonRow(
      workload: workload.name, threads: threads, goal: workload.goal, goals: workload.goals,
      ours: ours, peers: summaries.dropFirst().compactMap { $0 },
      limitShare: workload.limit(on: limits).map { $0 / ours.median }, failures: failures)
  }
}
