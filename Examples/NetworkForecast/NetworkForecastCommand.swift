// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  import ArgumentParser
  import Foundation
  import HostingEconomics
  import NetworkSimulation

  @main
  struct NetworkForecastCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "NetworkForecast",
      abstract: "Plays a network of GPU providers over months on the real books.",
      discussion: """
        Providers join when they would gain and leave when they lose; demand and the token's price \
        follow paths of their own. The same seed plays the same run on any number of workers. \
        With --runs each scenario is played many times; with --sweep one number takes several \
        values, as --sweep alpha=0.001,0.002,0.004. A run that fails keeps the rounds it had, is \
        named, and makes the exit status 2.
        """,
      version: "0.1.0")

    @OptionGroup(title: "The network") var network: NetworkOptions
    @OptionGroup(title: "The token") var token: TokenOptions

    @Option(name: .long, help: "Seed of everything that happens by chance.")
    var seed: UInt64 = 1

    @Option(name: .long, help: "How often each scenario is played, 1 to 10000.")
    var runs = 1

    @Option(name: .long, help: "Runs played at once, 1 to 256.")
    var workers = 2

    @Option(
      name: .long,
      help: "One number and its values, as patience=1,7,30: \(SweptNumber.list).")
    var sweep: String?

    @Option(name: .long, help: "File to write a page with charts to.")
    var report: String?

    @Option(name: .long, help: "File to write a row per run and round to, as CSV.")
    var csv: String?

    @Option(name: .long, help: "File to write the same rows to, as JSON.")
    var json: String?

    @Flag(name: .long, help: "No progress on the terminal.")
    var quiet = false

    func run() async throws {
      let experiment: Experiment
      do {
        experiment = try makeExperiment()
      } catch let error as CatalogueError {
        throw ValidationError(error.description)
      } catch let error as EconomicsError {
        throw ValidationError(error.description)
      } catch let error as SimulationError {
        throw ValidationError(error.description)
      } catch let error as ForecastError {
        throw ValidationError(error.description)
      }
      let bar = ProgressLine(isOn: !quiet)
      let result = await experiment.run(workers: workers) { bar.show($0) }
      bar.clear()
      print(ForecastText(result).text, terminator: "")
      if let report { try write(result.page, to: report) }
      if let csv { try write(result.csv, to: csv) }
      if let json { try write(result.json, to: json) }
      if !result.failures.isEmpty { throw ExitCode(2) }
    }

    private func makeExperiment() throws -> Experiment {
      guard (1...10_000).contains(runs) else { throw ForecastError.count("--runs", runs, 10_000) }
      guard (1...256).contains(workers) else {
        throw ForecastError.count("--workers", workers, 256)
      }
      let base = try ForecastScenario(network, token, seed: seed).scenario
      try base.validate()
      guard let sweep else {
        return Experiment(
          subsets: [Experiment.Subset(name: "forecast", scenario: base)], runs: runs)
      }
      let (number, values) = try SweptNumber.parse(sweep)
      var experiment = Experiment(subsets: [], runs: runs)
      for value in values {
        var scenario = base
        try number.set(value, in: &scenario)
        try scenario.validate()
        experiment.subsets.append(
          Experiment.Subset(name: "\(number.rawValue) \(value)", scenario: scenario))
      }
      return experiment
    }

    private func write(_ text: String, to path: String) throws {
      do {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      } catch {
        throw ValidationError("\(path) cannot be written: \(error.localizedDescription)")
      }
    }
  }
#else
  @main
  enum NetworkForecastCommand {
    static func main() {
      print("Build with the trait Executables.")
    }
  }
#endif
