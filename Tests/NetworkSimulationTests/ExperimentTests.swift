// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import HostingEconomics
import NetworkSimulation
import Synchronization
import Testing

@Suite struct ExperimentTests {
  private func experiment(runs: Int = 3) throws -> Experiment {
    var rich = try Scenarios.standard(candidates: 50, rounds: 40)
    rich.emission = .constant(try TokenUnits.parse("5000"))
    return Experiment(
      subsets: [
        Experiment.Subset(
          name: "plain", scenario: try Scenarios.standard(candidates: 50, rounds: 40)),
        Experiment.Subset(name: "rich, \"very\"", scenario: rich),
      ], runs: runs)
  }

  @Test func theResultDoesNotDependOnTheWorkers() async throws {
    let one = try await experiment().run(workers: 1)
    let two = try await experiment().run(workers: 2)
    #expect(one.csv == two.csv && one.json == two.json && one.page == two.page)
    #expect(one.runs.map(\.digest) == two.runs.map(\.digest))
    #expect(one.failures.isEmpty)
    // Runs differ from each other.
    #expect(Set(one.runs.map(\.digest)).count == 6)
  }

  @Test func theTableIsLongAndComplete() async throws {
    let result = try await experiment().run(workers: 2)
    let lines = result.csv.split(separator: "\n")
    #expect(lines.count == 241)
    #expect(lines[0].hasPrefix("simulation,subset,run,substep,timestep,scenario,seed,providers"))
    #expect(lines[1].hasPrefix("0,0,0,0,0,plain,1,"))
    #expect(lines.last?.contains("\"rich, \"\"very\"\"\"") == true)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.json.utf8)) as? [String: Any])
    let runs = try #require(object["runs"] as? [[String: Any]])
    #expect(runs.count == 6)
    let rounds = try #require(runs[5]["rounds"] as? [[String: Any]])
    #expect(rounds.count == 40 && runs[5]["subset"] as? String == "rich, \"very\"")
    // The exact supply of the table is the sum of its mints and burns.
    var supply = UInt256(10_000_000) * TokenUnits.perToken
    for round in rounds {
      func tokens(_ name: String) throws -> UInt256 {
        try TokenUnits.parse(try #require(round[name] as? String))
      }
      let (minted, burned) = (try tokens("minted"), try tokens("burned"))
      supply = supply + minted - burned
      let stated = try tokens("supply")
      #expect(stated == supply)
    }
  }

  @Test func thePageShowsWhatTheIssueAsksFor() async throws {
    let page = try await experiment().run(workers: 2).page
    for title in ["Providers", "Stake", "Price of compute", "APR", "Treasury", "Inflation"] {
      #expect(page.contains("\(title)"), "\(title)")
    }
    #expect(page.components(separatedBy: "<svg").count == 13)
    #expect(!page.contains("http") && !page.contains("<script"))
    #expect(page.contains("every unit accounted for"))
  }

  @Test func aRunThatFailsKeepsItsRoundsAndTheOthersGoOn() async throws {
    var experiment = try experiment(runs: 2)
    // After 20 rounds the demand is worth more tokens than 256 bits count.
    experiment.subsets[0].scenario.demand = .recorded(
      Array(repeating: USD(100), count: 20)
        + [USD(ExactDecimal(units: .max))])
    experiment.subsets[0].scenario.emission = .geometric(
      first: .max, factor: .one, period: 1)
    let result = await experiment.run(workers: 2)
    #expect(result.failures.count == 2)
    #expect(result.failures.allSatisfy { $0.subset == 0 && $0.digest == nil })
    #expect(result.runs.filter { $0.subset == 1 }.allSatisfy { $0.rows.count == 40 })
    #expect(result.json.contains("\"failure\":\""))
    #expect(result.page.contains("</html>") && !result.csv.isEmpty)
  }

  @Test func progressIsToldToTheEnd() async throws {
    let seen = Mutex<[Experiment.Progress]>([])
    _ = try await experiment().run(workers: 2) { progress in
      seen.withLock { $0.append(progress) }
    }
    let all = seen.withLock { $0 }
    #expect(all.map(\.done) == all.map(\.done).sorted())
    let last = try #require(all.last)
    #expect(last.done == 240 && last.all == 240 && last.runsEnded == 6)
    #expect(all.count >= 12)
  }

  @Test func roundsBeyondCountingAreARefusalNotATrap() async throws {
    var experiment = try experiment(runs: 2)
    for index in experiment.subsets.indices { experiment.subsets[index].scenario.rounds = .max }
    let seen = Mutex<[Experiment.Progress]>([])
    let result = await experiment.run(workers: 2) { progress in
      seen.withLock { $0.append(progress) }
    }
    #expect(result.failures.count == 4)
    #expect(seen.withLock { $0.last?.runsEnded } == 4)
    experiment.subsets[0].scenario.rounds = .min
    #expect(await experiment.run(workers: 2).failures.count == 4)
  }

  @Test func cancellingKeepsWhatWasPlayed() async throws {
    var long = try Scenarios.standard(candidates: 100, rounds: 100_000)
    long.demand = .recorded([USD(1000)])
    let experiment = Experiment(
      subsets: [Experiment.Subset(name: "long", scenario: long)], runs: 1)
    let task = Task { await experiment.run(workers: 1) }
    try await Task.sleep(for: .milliseconds(300))
    task.cancel()
    let result = await task.value
    guard case .cancelled(let round) = result.runs[0].failure else {
      Issue.record("100 000 rounds in 300 ms")
      return
    }
    #expect(result.runs[0].rows.count == round)
  }

  @Test func quantilesAreThoseOfTheRuns() async throws {
    let result = try await experiment(runs: 5).run(workers: 2)
    let values = result.runs.filter { $0.subset == 0 }.map { Double($0.rows[30].providers) }
      .sorted()
    #expect(result.quantile(0, of: 0) { Double($0.providers) }[30] == values[0])
    #expect(result.quantile(0.5, of: 0) { Double($0.providers) }[30] == values[2])
    #expect(result.quantile(1, of: 0) { Double($0.providers) }[30] == values[4])
    let between = values[0] + (values[1] - values[0]) * 0.4
    #expect((result.quantile(0.1, of: 0) { Double($0.providers) }[30] - between).magnitude < 1e-9)
  }

  @Test func aSweepSetsOneNumber() throws {
    let base = try Scenarios.standard()
    let sweep = Experiment.sweep("patience", over: [1, 7, 30], of: base) { $0.patience = $1 }
    #expect(sweep.subsets.map(\.name) == ["patience 1", "patience 7", "patience 30"])
    #expect(sweep.subsets.map(\.scenario.patience) == [1, 7, 30])
    #expect(sweep.subsets.allSatisfy { $0.scenario.kinds == base.kinds })
  }
}
