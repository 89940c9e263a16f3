// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import Foundation
import Testing

/// Runs a built program in a folder of its own.
public struct Program: Sendable {
  /// What a run did.
  public struct Outcome: Sendable {
    /// Its exit status.
    public let status: Int32
    /// What it wrote to standard output.
    public let output: String
    /// What it wrote to standard error.
    public let errors: String
  }

  /// The folder, gone when the last copy of this value is.
  public let folder: Folder

  /// A folder that is removed with its last reference.
  public final class Folder: Sendable {
    /// Where it is.
    public let path = NSTemporaryDirectory() + "tensorchain-\(UUID().uuidString)"
    /// Makes a new one.
    ///
    /// - Throws: what the file system throws.
    public init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private let product: String

  /// A program of this package.
  ///
  /// - Parameter product: its name.
  /// - Throws: where no folder can be made for it.
  public init(_ product: String) throws {
    folder = try Folder()
    self.product = product
  }

  /// The path of a file in the folder.
  public func path(_ name: String) -> String { folder.path + "/" + name }

  /// The contents of a file in the folder.
  ///
  /// - Throws: what the file system throws.
  public func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  /// Everything in the folder, with what is in subfolders.
  public func files() -> [String] {
    (FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []).sorted()
  }

  /// Runs the program; it lies beside the test bundle.
  ///
  /// - Parameters:
  ///   - arguments: as on a command line.
  ///   - environment: variables to set besides those of the test.
  ///   - output: file to write standard output to; nil to capture it.
  ///   - isKilled: asked again and again whether the program is to be killed, with no chance to end well;
  ///     the status is SIGKILL's number then.
  /// - Throws: where the program was not built or cannot be started.
  public func run(
    _ arguments: [String], environment: [String: String] = [:], output: String? = nil,
    killedWhen isKilled: (() -> Bool)? = nil
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
    if let isKilled {
      while process.isRunning {
        if isKilled() { kill(process.processIdentifier, SIGKILL) }
        usleep(1000)
      }
    }
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
