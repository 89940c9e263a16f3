// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables && SQLite
  import ArgumentParser
  import ExactArithmetic
  import Foundation
  import LedgerStore
  import NetworkCore
  import TensorCore

  @main
  struct NetworkRoundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "NetworkRound",
      abstract: "Plays one round of a peer-to-peer machine learning network, on real data.",
      discussion: """
        Owners stake tokens on GPUs, the GPUs train a model of handwritten digits over slow links \
        and host it for paying users, and everybody is paid exactly what was earned. All of it is \
        kept in a ledger file; run again to play the next round. "GPU" is a registered unit of \
        capacity: this program computes on CPUs.
        """,
      version: "0.1.0")

    @Option(name: .long, help: "Ledger file; made where there is none.")
    var ledger = ".tensorchain/ledger.sqlite"

    @Option(name: .long, help: "Seed of the split, the batches and the weights.")
    var seed: UInt64 = 1

    @Option(
      name: .long,
      help: "Pay with this efficiency factor, as 3/2, labelled “given”, and do not measure one.",
      transform: fraction)
    var eta: Ratio?

    @Option(name: .long, help: "Pairs of training runs to measure η from; the lowest is paid.")
    var runs = 3

    @Option(name: .long, help: "Held-out accuracy to train to, in percent.", transform: fraction)
    var target = Ratio(96)

    @Option(name: .long, help: "Exchanges after which a training run gives up.")
    var limit = 400

    @Option(name: .long, help: "Round trip between peers, in milliseconds.", transform: fraction)
    var rtt = Ratio(100)

    @Option(name: .long, help: "Rate of each peer's line, in Mbit/s.", transform: fraction)
    var bandwidth = Ratio(50)

    @Option(
      name: .long,
      help: "Stake on each GPU of a new network, in tokens, separated by commas: 2 to 8 GPUs.")
    var stakes: String?

    @Option(name: .long, help: "Tokens that each round of a new network may pay.")
    var budget: String?

    @Option(name: .long, help: "Reward rate α of a new network, as 1/100.", transform: fraction)
    var alpha: Ratio?

    @Option(name: .long, help: "Also write all numbers to this file, as JSON.")
    var json: String?

    @Option(name: .long, help: "Page with the charts.")
    var report = "report.html"

    @Flag(name: .long, help: "Play nothing: replay the ledger and reconcile its sums.")
    var audit = false

    @Flag(
      name: .long,
      help: "Play nothing: compare settings of both ways of training (some minutes).")
    var search = false

    func validate() throws {
      _ = try settings()
      do {
        try OutputFile.checkDistinct(
          [("--ledger", ledger), ("--ledger", ledger + "-journal"), ("--report", report)]
            + (json.map { [("--json", $0)] } ?? []))
      } catch {
        throw ValidationError("\(error)")
      }
    }

    /// The flags, checked and converted.
    private func settings() throws -> RoundSettings {
      do {
        return try RoundSettings(
          seed: seed, runs: runs, targetPercent: target, limit: limit, roundTripMilliseconds: rtt,
          megabitsPerSecond: bandwidth, givenEta: eta)
      } catch {
        throw ValidationError("\(error)")
      }
    }

    func run() async throws {
      StandardStreams.ignoreBrokenPipes()
      do {
        try await play()
      } catch let error as ExitCode {
        throw error
      } catch {
        StandardStreams.writeError("NetworkRound: \(error)\n")
        throw ExitCode.failure
      }
    }

    private func play() async throws {
      let settings = try settings()
      if let problem = TensorRuntime.configurationProblem { throw ProgramError(problem) }
      if search {
        let table = try await PlanSearch(settings: settings, progress: Progress()).table()
        return try StandardStreams.write(table)
      }
      if audit { return try await replay() }
      // Looked at first, so that nothing is trained or kept that cannot be shown.
      for file in [report] + (json.map { [$0] } ?? []) { try OutputFile.checkWritable(file) }
      let terms = try NetworkTerms(stakes: stakes, budget: budget, alpha: alpha)
      let program = try await RoundProgram(
        ledger: ledger, settings: settings, terms: terms, progress: Progress())
      let outcome = try await program.play()
      // The round is kept by now: first what stays, then what may find nobody reading.
      try OutputFile.write(HTMLReport.page(of: outcome), to: report)
      if let json { try OutputFile.write(JSONReport.text(of: outcome), to: json) }
      try StandardStreams.write(
        TerminalReport.text(of: outcome) + "\n\nReport: \(report)"
          + (json.map { "\nJSON: \($0)" } ?? ""))
      guard outcome.audit.reconciles else { throw ExitCode.failure }
    }

    /// Replays the ledger and reconciles its sums; the file is opened for reading only.
    private func replay() async throws {
      let store = try LedgerStore.open(
        path: ledger, access: .readOnly, machines: NetworkBooks.machines)
      let audit = try await NetworkAudit(of: store)
      try StandardStreams.write(TerminalReport.text(of: audit, everyRound: true))
      guard audit.reconciles else { throw ExitCode.failure }
    }
  }

  /// A fraction in a flag: `3/2`, `1.5` or `15`.
  private func fraction(_ text: String) throws -> Ratio {
    do {
      return try Ratio(parsing: text)
    } catch {
      throw ValidationError("\(error)")
    }
  }
#else
  @main
  struct NetworkRoundCommand {
    static func main() {
      print("NetworkRound needs this package's traits SQLite and Executables, which are off.")
    }
  }
#endif
