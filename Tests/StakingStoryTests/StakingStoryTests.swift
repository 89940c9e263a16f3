// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct StakingStoryProgramTests {
  private func run(_ arguments: [String]) throws -> (Program, Program.Outcome) {
    let program = try Program("StakingStory")
    return (program, try program.run(arguments))
  }

  @Test func aYearEndsWithEveryUnitAccountedFor() throws {
    let (program, outcome) = try run([
      "--gpus", "40", "--rounds", "120", "--json", "report.json", "--page", "report.html",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("every unit accounted for: yes"))
    let report = try #require(
      try JSONSerialization.jsonObject(with: program.bytes("report.json")) as? [String: Any])
    #expect((report["days"] as? [Any])?.count == 120)
    #expect((report["lines"] as? [Any])?.count == 40)
    let counts = try #require(report["counts"] as? [String: Int])
    for event in [
      "registered", "bonded", "delegated", "redelegated", "unbondingStarted", "withdrawn",
      "slashed", "jailed", "unjailed", "locked", "commissionScheduled", "activationQueued",
    ] {
      #expect(counts[event, default: 0] > 0, "\(event) never happened")
    }
    let page = String(decoding: try program.bytes("report.html"), as: UTF8.self)
    #expect(page.contains("<svg") && page.contains("</html>"))
    #expect(!page.contains("http"), "nothing comes from outside")
  }

  @Test func theSameSeedPlaysTheSameYear() throws {
    let arguments = ["--gpus", "20", "--rounds", "40", "--seed", "5"]
    let first = try run(arguments).1
    #expect(first.status == 0)
    #expect(try run(arguments).1.output == first.output)
    #expect(try run(["--gpus", "20", "--rounds", "40", "--seed", "6"]).1.output != first.output)
  }

  @Test func badArgumentsAreNamed() throws {
    #expect(try run(["--gpus", "1"]).1.errors.contains("--gpus is 1, not from 2 to 5000"))
    #expect(try run(["--rounds", "0"]).1.errors.contains("--rounds is 0"))
    let outcome = try run([
      "--gpus", "2", "--rounds", "1", "--json", "/nowhere/at/all.json",
    ]).1
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("/nowhere/at/all.json cannot be written"))
  }
}
