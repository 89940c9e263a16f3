// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  import ArgumentParser
  import Foundation

  @main
  struct Benchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "Benchmarks",
      abstract: "Measures TensorChain's libraries, beside their peers where there are any.",
      discussion: """
        Built for debugging, as `swift run Benchmarks` does it, the program runs itself again built \
        for release. Times are medians; the spread beside them is the distance of the quartiles \
        over the median. A ratio above 1 means ours is faster than the peer measured alternately with it.
        """)

    @Option(name: .long, help: "Only benchmarks whose name contains this text.")
    var filter: String?

    @Option(name: .long, help: "Also write the measurements to this file, as JSON.")
    var json: String?

    @Flag(name: .long, help: "List the benchmarks and measure nothing.")
    var list = false

    @Option(
      name: .long,
      help: "Run the comparison beside these instead: torch, jax, numpy, with commas between.")
    var compare: String?

    @Option(name: .long, help: "Threads of a comparison, with commas between.")
    var threads = "1,2"

    @Flag(name: .long, help: "A comparison of fewer samples, in one set of processes.")
    var quick = false

    @Option(
      name: .long, help: "Time of a comparison: wall, or processor (one thread, a busy machine).")
    var clock = WorkloadClock.wall

    @Option(name: .long, help: "Python that has the peers; `make bench-peers` makes the default.")
    var python: String?

    @Option(name: .long, help: "Also write a comparison's tables to this file, as Markdown.")
    var markdown: String?

    @Option(name: .long, help: .hidden)
    var serve: Int?

    func validate() throws {
      if serve != nil { return }
      if compare != nil {
        try ComparisonCommand(self).validate()
        return
      }
      guard !chosen.isEmpty else {
        throw ValidationError("no benchmark's name contains “\(filter ?? "")”; see --list")
      }
    }

    private var chosen: [Benchmark] {
      allBenchmarks.filter { filter == nil || $0.name.contains(filter!) }
    }

    func run() throws {
      if let serve {
        WorkloadServer.serve(threads: serve, clock: clock)
        return
      }
      if list && compare == nil {
        for benchmark in chosen { print(benchmark.name) }
        return
      }
      #if DEBUG
        try ReleaseBuild.runThisInstead()
      #endif
      if compare != nil {
        try ComparisonCommand(self).run()
        return
      }
      let machine = Machine.here
      print(machine.description)
      print(Self.row("benchmark", "median", "spread", "rate", "peer", "ratio"))
      var measurements: [Measurement] = []
      for benchmark in chosen {
        let measured = try Measurement(measuring: benchmark)
        measurements.append(measured)
        print(Self.row(of: measured))
      }
      if let json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let report = Report(machine: machine, measurements: measurements)
        try encoder.encode(report).write(to: URL(fileURLWithPath: json), options: .atomic)
      }
    }

    private struct Report: Codable {
      let machine: Machine
      let measurements: [Measurement]
    }

    private static func row(of measured: Measurement) -> String {
      let rate: String =
        if let gigaflops = measured.gigaflops {
          String(format: "%.1f GFLOP/s", gigaflops)
        } else {
          Self.rate(1e9 / measured.median) + " \(measured.unit)/s"
        }
      return row(
        measured.name, duration(measured.median),
        String(
          format: "%.0f %%",
          (measured.upperQuartile - measured.lowerQuartile) / measured.median * 100),
        rate,
        measured.peerMedian.map { "\(measured.peer ?? "") \(duration($0))" } ?? "",
        measured.ratio.map { String(format: "%.2f", $0) } ?? "")
    }

    private static func row(
      _ name: String, _ median: String, _ spread: String, _ rate: String, _ peer: String,
      _ ratio: String
    ) -> String {
      func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: Swift.max(0, width - text.count))
      }
      func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: Swift.max(0, width - text.count)) + text
      }
      return left(name, 50) + right(median, 12) + right(spread, 9) + right(rate, 26) + "  "
        + left(peer, 26) + right(ratio, 6)
    }

    private static func rate(_ perSecond: Double) -> String {
      switch perSecond {
      case ..<1e3: String(format: "%.3g", perSecond)
      case ..<1e6: String(format: "%.3g k", perSecond / 1e3)
      default: String(format: "%.3g M", perSecond / 1e6)
      }
    }

    private static func duration(_ nanoseconds: Double) -> String {
      switch nanoseconds {
      case ..<1e3: String(format: "%.1f ns", nanoseconds)
      case ..<1e6: String(format: "%.2f µs", nanoseconds / 1e3)
      case ..<1e9: String(format: "%.2f ms", nanoseconds / 1e6)
      default: String(format: "%.2f s", nanoseconds / 1e9)
      }
    }
  }
#else
  @main
  struct Benchmarks {
    static func main() {
      print("Benchmarks needs this package's trait Executables, which was switched off.")
    }
  }
#endif
