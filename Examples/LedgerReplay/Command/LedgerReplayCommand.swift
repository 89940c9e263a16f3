// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  import ArgumentParser
  import ContractTraces
  import Foundation

  @main
  struct LedgerReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "LedgerReplay",
      abstract: "Replays recorded calls of real token contracts and compares every answer.",
      discussion: """
        A trace is a file of JSON lines: a header that says which contract was run, then one call a \
        line with its calldata, outcome, returned or revert bytes, logs and state. Each call is \
        sent to the library as a node would send it. The program stops at the first difference, \
        shows both answers and exits with 1.
        """,
      version: "0.1.0")

    @Argument(help: "Traces, or folders of traces (every file in them that ends in .jsonl).")
    var files: [String]

    @Flag(name: .shortAndLong, help: "Print one line for each call.")
    var verbose = false

    func run() throws {
      var total = 0
      for file in try traces() {
        total += try replay(file)
      }
      print("\(total) calls, no difference")
    }

    /// The files, those of folders in the order of their names.
    private func traces() throws -> [URL] {
      try files.flatMap { path -> [URL] in
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
          throw ValidationError("There is no file \(path).")
        }
        guard isFolder.boolValue else { return [URL(fileURLWithPath: path)] }
        let found = try FileManager.default.contentsOfDirectory(atPath: path)
          .filter { $0.hasSuffix(".jsonl") }.sorted()
        guard !found.isEmpty else { throw ValidationError("\(path) holds no file .jsonl.") }
        return found.map { URL(fileURLWithPath: path).appendingPathComponent($0) }
      }
    }

    /// Replays one file and prints its line.
    ///
    /// - Returns: how many calls agreed.
    private func replay(_ file: URL) throws -> Int {
      let name = file.lastPathComponent
      var replay = TraceReplay()
      var number = 0
      let begin = ContinuousClock.now
      do {
        for line in try Data(contentsOf: file, options: .mappedIfSafe).split(separator: 0x0A) {
          number += 1
          if try replay.replay(line, at: "\(name):\(number)"), verbose {
            print("\(name):\(number): call \(replay.calls) agrees")
          }
        }
      } catch let error as TraceError {
        FileHandle.standardError.write(Data((error.description + "\n").utf8))
        print("\(name): \(replay.calls) calls agreed before the first difference")
        throw ExitCode.failure
      }
      guard replay.calls > 0 else { throw ValidationError("\(name) holds no call.") }
      let time = begin.duration(to: .now) / .seconds(1)
      let accepted = replay.calls - replay.refused
      print(
        """
        \(name): \(replay.name), \(replay.calls) calls (\(accepted) carried out, \
        \(replay.refused) refused), \(replay.comparisons) answers compared, 0 differences, \
        \(Int(Double(replay.calls) / time)) calls/s with reading and comparing
        """)
      return replay.calls
    }
  }
#else
  @main
  struct LedgerReplayCommand {
    static func main() {
      print("LedgerReplay is built with the trait Executables, which is on by default.")
    }
  }
#endif
