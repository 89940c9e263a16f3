// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A running contestant, warm, waiting for its turns.
final class ContestantProcess {
  let contestant: Contestant
  private let process = Process()
  private let toIt = Pipe()
  private let fromIt = Pipe()
  private var pending = Data()

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Starts the process; `greet` waits until it has loaded.
  init(_ contestant: Contestant) throws {
    self.contestant = contestant
    process.executableURL = URL(fileURLWithPath: contestant.executable)
    process.arguments = contestant.arguments
    process.environment = contestant.environment
    process.standardInput = toIt
    process.standardOutput = fromIt
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  func greet() throws {
    let line = try answer()
    pause()
    guard line == "hello" else {
      throw Failure(description: "\(contestant.name) began with “\(line)”")
    }
  }

  /// - Returns: false where the contestant has no such workload.
  func prepare(_ workload: String) throws -> Bool {
    try say("prepare \(workload)")
    let line = try answer()
    pause()
    guard !line.hasPrefix("failed") else {
      throw Failure(description: "\(contestant.name): \(line)")
    }
    return line == "ready"
  }

  /// Nanoseconds a call, one number for each sample.
  func run(seconds: Double) throws -> [Double] {
    try say("run \(seconds)")
    let line = try answer()
    pause()
    let samples = line.split(separator: " ").compactMap { Double($0) }
    guard !samples.isEmpty else { throw Failure(description: "\(contestant.name): \(line)") }
    return samples
  }

  /// Stops it until it is told something: threads that wait for work by spinning, some for a fifth of a second,
  /// would take a core from whoever is measured next.
  private func pause() {
    if process.isRunning { kill(process.processIdentifier, SIGSTOP) }
  }

  func quit() {
    try? say("quit")
    try? toIt.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  private func say(_ line: String) throws {
    guard process.isRunning else {
      throw Failure(description: "\(contestant.name) ended with \(process.terminationStatus)")
    }
    kill(process.processIdentifier, SIGCONT)
    try toIt.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
  }

  private func answer() throws -> String {
    while true {
      if let end = pending.firstIndex(of: 10) {
        let line = String(decoding: pending[pending.startIndex..<end], as: UTF8.self)
        pending = Data(pending[pending.index(after: end)...])
        return line
      }
      let more = fromIt.fileHandleForReading.availableData
      guard !more.isEmpty else {
        throw Failure(description: "\(contestant.name) ended without an answer")
      }
      pending.append(more)
    }
  }
}
