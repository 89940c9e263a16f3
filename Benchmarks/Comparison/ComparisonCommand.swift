// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  import ArgumentParser
  import Foundation

  extension WorkloadClock: ExpressibleByArgument {}

  /// `Benchmarks --compare`: the options read, the peers found or installed, the rows run.
  struct ComparisonCommand {
    static let knownPeers = ["torch", "jax", "numpy"]

    let options: Benchmarks
    let peers: [String]
    let threads: [Int]
    let workloads: [Workload]

    init(_ options: Benchmarks) {
      self.options = options
      peers = (options.compare ?? "").split(separator: ",").map(String.init)
      threads = options.threads.split(separator: ",").compactMap { Int($0) }
      // A filter of one word, or of several with commas between.
      let words = options.filter?.split(separator: ",") ?? []
      workloads = Workloads.all.filter { workload in
        words.isEmpty || words.contains { workload.name.contains($0) }
      }
    }

    func validate() throws {
      if let unknown = peers.first(where: { !Self.knownPeers.contains($0) }) {
        throw ValidationError(
          "no peer is called “\(unknown)”; there are \(Self.knownPeers.joined(separator: ", "))")
      }
      guard !threads.isEmpty, threads.allSatisfy({ (1...1024).contains($0) }) else {
        throw ValidationError("--threads takes numbers from 1 to 1024, not “\(options.threads)”")
      }
      guard options.clock == .wall || threads == [1] else {
        throw ValidationError("--clock processor needs --threads 1: time of two threads adds up")
      }
      guard !workloads.isEmpty else {
        throw ValidationError("no workload's name contains “\(options.filter ?? "")”")
      }
    }

    func run() throws {
      if options.list {
        for workload in workloads { print(workload.name) }
        return
      }
      let python = try self.python()
      var report = ComparisonReport(machine: .here, clock: options.clock.rawValue)
      print(report.machine.description)
      for count in threads {
        let limits = MachineLimits(threads: count)
        report.limits.append(limits)
        print(
          String(
            format: "\n%d thread(s): at most %.0f GFLOP/s, %.1f GB/s", count, limits.gigaflops,
            limits.gigabytesPerSecond))
        print(ComparisonReport.heading(peers: columns))
        let comparison = Comparison(
          peers: peers, python: python, workloads: workloads, threads: count,
          clock: options.clock, turns: options.quick ? 3 : 7,
          secondsPerTurn: options.quick ? 0.02 : 0.05, sharesProcesses: options.quick)
        try comparison.run(limits: limits) { row in
          report.rows.append(row)
          print(ComparisonReport.text(of: row, peers: columns))
          fflush(nil)
        }
      }
      try write(report)
    }

    /// Names of the peers' columns: PyTorch has two.
    private var columns: [String] {
      peers.flatMap { $0 == "torch" ? ["torch", "torch tuned"] : [$0] }
    }

    private func write(_ report: ComparisonReport) throws {
      if let json = options.json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(report).write(to: URL(fileURLWithPath: json), options: .atomic)
      }
      if let markdown = options.markdown {
        let command = (["swift run Benchmarks"] + CommandLine.arguments.dropFirst())
          .joined(separator: " ")
        try Data(report.markdown(peers: columns, command: command).utf8)
          .write(to: URL(fileURLWithPath: markdown), options: .atomic)
      }
    }

    /// The Python that has the peers.
    private func python() throws -> String {
      if let python = options.python { return python }
      let usual = Contestant.sources.deletingLastPathComponent()
        .appendingPathComponent(".bench-peers/bin/python").path
      guard FileManager.default.isExecutableFile(atPath: usual) || peers.isEmpty else {
        throw ValidationError(
          "the peers are not installed: run `make bench-peers`, or name a Python with --python")
      }
      return usual
    }
  }
#endif
