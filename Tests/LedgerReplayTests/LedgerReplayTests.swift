// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

#if Executables
  /// The program a team audits its own token with.
  @Suite struct LedgerReplay {
    private static let vectors = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("TokenLedgerTests/Vectors")

    @Test func aFaithfulTraceIsReplayed() throws {
      let program = try Program("LedgerReplay")
      let file = Self.vectors.appendingPathComponent("ext-oz46-capped-1.jsonl").path
      let outcome = try program.run([file])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("400 calls (168 carried out, 232 refused)"))
      #expect(outcome.output.contains("0 differences"))
      #expect(outcome.output.hasSuffix("400 calls, no difference\n"))
    }

    @Test func theFirstDifferenceIsShownFromBothSides() throws {
      let program = try Program("LedgerReplay")
      let source = Self.vectors.appendingPathComponent("ext-oz46-capped-1.jsonl")
      var lines = try String(contentsOf: source, encoding: .utf8).split(separator: "\n")
      // The first call, before anything was minted, is told to have led to a supply of 77.
      let index = 1
      let line = lines[index]
      let place = try #require(line.range(of: #""totalSupply":"0""#))
      lines[index] = Substring(
        line.replacingCharacters(in: place, with: #""totalSupply":"77""#))
      let file = program.path("tampered.jsonl")
      try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
      let outcome = try program.run([file])
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("calls agreed before the first difference"))
      #expect(outcome.errors.contains("tampered.jsonl:\(index + 1):"))
      #expect(outcome.errors.contains("totalSupply()"))
      #expect(outcome.errors.contains("contract: 0x" + String(repeating: "0", count: 62) + "4d"))
      #expect(outcome.errors.contains("library:  0x" + String(repeating: "0", count: 64)))
    }

    @Test func aMissingLineIsNoticed() throws {
      let program = try Program("LedgerReplay")
      let source = Self.vectors.appendingPathComponent("ext-oz46-capped-1.jsonl")
      var lines = try String(contentsOf: source, encoding: .utf8).split(separator: "\n")
      lines.remove(at: 5)
      let file = program.path("cut.jsonl")
      try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
      let outcome = try program.run([file])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("cut.jsonl:6: call 5 where 4 follows"))
      #expect(outcome.output.contains("4 calls agreed before the first difference"))
    }

    @Test func whatIsNoTraceIsNamed() throws {
      let program = try Program("LedgerReplay")
      let missing = try program.run(["nowhere.jsonl"])
      #expect(missing.status != 0 && missing.errors.contains("nowhere.jsonl"))
      let file = program.path("words.jsonl")
      try "no json\n".write(toFile: file, atomically: true, encoding: .utf8)
      let outcome = try program.run([file])
      #expect(outcome.status == 1 && outcome.errors.contains("words.jsonl:1"))
      try #"{"type":"header","format":"erc20-trace/9","contract":"dodo","state":{}}"#.write(
        toFile: file, atomically: true, encoding: .utf8)
      let unknown = try program.run([file])
      #expect(unknown.status == 1 && unknown.errors.contains("dodo"))
    }
  }
#endif
