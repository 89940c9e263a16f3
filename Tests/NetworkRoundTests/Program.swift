// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Runs a built program in a folder of its own.
struct Program {
  /// What a run did.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// The folder, gone when the last copy of this value is.
  let folder: Folder

  final class Folder: Sendable {
    let path = NSTemporaryDirectory() + "network-round-\(UUID().uuidString)"
    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private let product: String

  init(product: String = "NetworkRound") throws {
    folder = try Folder()
    self.product = product
  }

  func path(_ name: String) -> String { folder.path + "/" + name }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  /// Everything in the folder, with what is in subfolders.
  func files() -> [String] {
    (FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []).sorted()
  }

  /// Runs the program; it lies beside the test bundle.
  ///
  /// - Parameters:
  ///   - arguments: as on a command line.
  ///   - environment: variables to set besides those of the test.
  ///   - output: file to write standard output to; nil to capture it.
  func run(
    _ arguments: [String], environment: [String: String] = [:], output: String? = nil
  ) throws -> Outcome {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0])
    var place = bundle.deletingLastPathComponent()
    while !FileManager.default.isExecutableFile(
      atPath: place.appendingPathComponent(product).path)
    {
      try #require(place.path != "/", "the program was not built beside \(bundle.path)")
      place = place.deletingLastPathComponent()
    }
    let process = Process()
    process.executableURL = place.appendingPathComponent(product)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardInput = FileHandle.nullDevice
    // Files, not pipes: what is printed may be more than a pipe holds.
    let capture = try Folder()
    func file(_ name: String) throws -> FileHandle {
      _ = FileManager.default.createFile(atPath: capture.path + "/" + name, contents: nil)
      return try #require(FileHandle(forWritingAtPath: capture.path + "/" + name))
    }
    let captured = try file("out")
    process.standardOutput =
      try output.map { try #require(FileHandle(forWritingAtPath: $0)) } ?? captured
    process.standardError = try file("err")
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: capture.path + "/" + name)),
        as: UTF8.self)
    }
    return Outcome(
      status: process.terminationStatus, output: try text("out"), errors: try text("err"))
  }
}

/// The parts of the JSON report that tests read.
struct Report: Decodable, Equatable {
  struct Efficiency: Decodable, Equatable {
    let origin: String
    let value: String
    let paid: String
    let baseNanoseconds: UInt64?
    let oursNanoseconds: UInt64?
    let effectiveNanoseconds: UInt64?
  }
  struct Line: Decodable, Equatable {
    let gpu: String
    let lane: String
    let stake: String
    let sharePPM: Int
    let exact: String
    let amount: String
  }
  struct Rewards: Decodable, Equatable {
    let payable: String
    let carriedIn: String
    let carriedOut: String
    let lines: [Line]
  }
  struct Account: Decodable, Equatable {
    let name: String
    let before: String
    let after: String
  }
  struct Training: Decodable, Equatable {
    let receiptsRoot: String
  }
  struct Hosting: Decodable, Equatable {
    let receiptsRoot: String
    let served: Int
    let correct: Int
    let fees: String
  }
  struct Audit: Decodable, Equatable {
    let reconciles: Bool
    let batches: Int
    let head: String
  }

  let round: Int
  let efficiency: Efficiency
  let training: Training
  let hosting: Hosting
  let rewards: Rewards
  let accounts: [Account]
  let audit: Audit

  init(_ program: Program, _ name: String = "round.json") throws {
    self = try JSONDecoder().decode(Report.self, from: try program.bytes(name))
  }
}
