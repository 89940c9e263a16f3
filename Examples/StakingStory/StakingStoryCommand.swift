// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  import ArgumentParser
  import Foundation
  import Staking

  @main
  struct StakingStoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "StakingStory",
      abstract: "Plays a year of a network's stakes: owners, delegators, faults and churn.",
      discussion: """
        Owners bond tokens on GPUs and lock them, delegators follow the better ones, GPUs are absent, \
        wrong or worse and are punished for it, and everybody who leaves is paid when the time has \
        come. A round is a day. Every unit is accounted for at the end. "GPU" is a registered unit of \
        capacity; the same seed plays the same year.
        """,
      version: "0.1.0")

    @Option(name: .long, help: "GPUs that join in the course of the year, 2 to 5000.")
    var gpus = 200

    @Option(name: .long, help: "Rounds to play, 1 to 5000.")
    var rounds = 365

    @Option(name: .long, help: "Seed of everything that happens.")
    var seed: UInt64 = 1

    @Option(name: .long, help: "File to write the report to, as JSON.")
    var json: String?

    @Option(name: .long, help: "File to write the report to, as a page with pictures.")
    var page: String?

    func validate() throws {
      guard (2...5_000).contains(gpus) else {
        throw ValidationError("--gpus is \(gpus), not from 2 to 5000.")
      }
      guard (1...5_000).contains(rounds) else {
        throw ValidationError("--rounds is \(rounds), not from 1 to 5000.")
      }
    }

    func run() throws {
      var story = try Story(gpus: gpus, seed: seed)
      for _ in 0..<rounds { try story.playRound() }
      try story.registry.checkInvariants()
      let report = try Report(of: story)
      print(report.text)
      if let json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try write(encoder.encode(report), to: json)
      }
      if let page { try write(Data(report.page.utf8), to: page) }
    }

    private func write(_ data: Data, to path: String) throws {
      do {
        try data.write(to: URL(fileURLWithPath: path))
      } catch {
        throw ValidationError("\(path) cannot be written: \(error.localizedDescription)")
      }
    }
  }
#else
  @main
  enum StakingStoryCommand {
    static func main() {
      print("Build with the trait Executables.")
    }
  }
#endif
