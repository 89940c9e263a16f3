// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// A file is written under another name and gets its own when it is whole. Here that other name leads to
/// the device that is always full.
@Suite struct FullDiskTests {
  private static let files = [
    "distribution.csv", "receipt.bin", "receipt.json", "round.json", "claims.json", "proofs.jsonl",
  ]

  private func program(lines: Int) throws -> Program {
    let program = try Program("RewardRound")
    var csv = "gpu,owner,model,stake,share,eta\n"
    for line in 1...lines { csv += "gpu-\(line),x\(line % 9),digits,\(line)000,1000000,3/2\n" }
    try Data(csv.utf8).write(to: URL(fileURLWithPath: program.path("gpus.csv")))
    try FileManager.default.createDirectory(
      atPath: program.path("out"), withIntermediateDirectories: true)
    return program
  }

  private let round = [
    "gpus.csv", "--alpha", "1/100", "--budget", "1000000", "--output", "out", "--proofs",
  ]

  /// Of one part and of many, that several threads write: the error names the file and the cause, what is
  /// half is gone, and no file of that name remains but one that an earlier round wrote whole.
  @Test(arguments: files.map { ($0, 3) } + [("distribution.csv", 20_000)])
  func noHalfFilePassesForAWholeOne(_ file: String, _ lines: Int) throws {
    let program = try program(lines: lines)
    try FileManager.default.createSymbolicLink(
      atPath: program.path("out/\(file).part"), withDestinationPath: "/dev/full")
    let full = try program.run(round)
    #expect(full.status == 1, "\(full.errors)")
    #expect(full.errors.contains("out/\(file) cannot be written: "), "\(full.errors)")
    #expect(full.errors.contains("space"), "the cause is not in: \(full.errors)")
    #expect(!program.files().contains("out/\(file)"))
    #expect(!program.files().contains { $0.hasSuffix(".part") }, "\(program.files())")
    // Files before it are whole, those after it were not begun.
    let before = try #require(Self.files.firstIndex(of: file))
    #expect(
      program.files().filter { $0.hasPrefix("out/") }.sorted()
        == Self.files[..<before].map { "out/\($0)" }.sorted())

    let again = try program.run(round)
    #expect(again.status == 0, "\(again.errors)")
    let whole = try program.bytes("out/\(file)")
    try FileManager.default.createSymbolicLink(
      atPath: program.path("out/\(file).part"), withDestinationPath: "/dev/full")
    #expect(try program.run(round + ["--round", "9"]).status == 1)
    #expect(try program.bytes("out/\(file)") == whole, "what an earlier round wrote is as it was")
    if file == "receipt.bin" {
      #expect(try program.run(["--verify", "out/receipt.bin"]).status == 0)
    }
  }

  /// Nobody is paid, so there is no proof to write, and no write that could fail.
  @Test func aLinkDoesNotGetTheNameOfAnEmptyFile() throws {
    let program = try program(lines: 3)
    try FileManager.default.createSymbolicLink(
      atPath: program.path("out/proofs.jsonl.part"), withDestinationPath: "/dev/full")
    var unpaid = round
    unpaid[4] = "0"
    let outcome = try program.run(unpaid)
    #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
    #expect(
      outcome.errors.contains("out/proofs.jsonl.part is not the file that was written"),
      "\(outcome.errors)")
    #expect(!program.files().contains { $0.hasPrefix("out/proofs") }, "\(program.files())")
  }

  /// A folder that cannot be written to, and a file's name that a folder has.
  @Test func whatCannotBeMadeIsNamed() throws {
    let program = try program(lines: 3)
    try FileManager.default.createDirectory(
      atPath: program.path("out/receipt.json/x"), withIntermediateDirectories: true)
    let outcome = try program.run(round)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("out/receipt.json cannot be written: "), "\(outcome.errors)")
    #expect(!program.files().contains { $0.hasSuffix(".part") })
  }
}
