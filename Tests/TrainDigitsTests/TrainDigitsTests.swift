// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct TrainDigitsTests {
  @Test func aSmallNetworkReads98PercentOfTheHeldOutDigits() throws {
    let outcome = try Program("TrainDigits").run([])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let last = try #require(outcome.output.split(separator: "\n").last)
    let words = last.split(separator: " ")
    let accuracy = try #require(words.dropFirst(2).first.flatMap { Double($0) }, "\(last)")
    #expect(accuracy >= 98, "\(last)")
    #expect(outcome.output.contains("1438 digits to learn from, 359 held out"))
    // The table: a head and ten rows, whose numbers are the held-out digits.
    let rows = outcome.output.split(separator: "\n").filter { $0.contains(" |") }
    #expect(rows.count == 10)
    let counts = rows.flatMap { $0.split(separator: "|")[1].split(separator: " ") }
    #expect(counts.count == 100 && counts.compactMap { Int($0) }.reduce(0, +) == 359)
    // Standard error is no terminal here.
    #expect(outcome.errors.isEmpty)
  }

  @Test func aResumedTrainingPrintsAndSavesWhatOneWithoutAStopDoes() throws {
    let program = try Program("TrainDigits")
    let flags = ["--batch", "32", "--seed", "7"]
    // The schedule depends on all steps, so a stop is the end of a process, not of the plan.
    let whole = try program.run(flags + ["--steps", "200", "--checkpoint", "whole"])
    #expect(whole.status == 0, "\(whole.errors)")
    let same = try program.run(flags + ["--steps", "200", "--checkpoint", "whole", "--resume"])
    #expect(same.output.hasPrefix("resumed after step 200\n"))
    #expect(
      same.output.split(separator: "\n").last == whole.output.split(separator: "\n").last)
    let fresh = try program.run(flags + ["--steps", "200", "--checkpoint", "other", "--resume"])
    #expect(fresh.output == whole.output)
    #expect(try program.bytes("other") == program.bytes("whole"))
    #expect(program.files() == ["other", "whole"])
    // Other rates than those of the file would give other bits.
    let longer = try program.run(flags + ["--steps", "300", "--checkpoint", "whole", "--resume"])
    #expect(longer.status != 0 && longer.errors.contains("written with schedule: ScaledRate("))
    #expect(try program.bytes("other") == program.bytes("whole"))
  }

  /// The process is killed in the middle of an epoch: with batches of 32, an epoch has 44 steps.
  @Test func aKilledTrainingGoesOnWithTheSameBits() throws {
    let program = try Program("TrainDigits")
    let flags = ["--batch", "32", "--seed", "3", "--steps", "250"]
    let whole = try program.run(flags + ["--checkpoint", "whole"])
    #expect(whole.status == 0, "\(whole.errors)")
    let saved = program.path("killed")
    let killed = try program.run(flags + ["--checkpoint", "killed"]) {
      FileManager.default.fileExists(atPath: saved)
    }
    #expect(killed.status == SIGKILL)
    let resumed = try program.run(flags + ["--checkpoint", "killed", "--resume"])
    #expect(resumed.status == 0, "\(resumed.errors)")
    let first = try #require(resumed.output.split(separator: "\n").first)
    #expect(["resumed after step 100", "resumed after step 200"].contains(first), "\(first)")
    #expect(try program.bytes("killed") == program.bytes("whole"))
    #expect(program.files() == ["killed", "whole"])
    func table(_ output: String) -> Substring? {
      output.range(of: "digits in rows").map { output[$0.lowerBound...] }
    }
    #expect(table(resumed.output) != nil && table(resumed.output) == table(whole.output))
  }

  @Test func badFlagsAreNamed() throws {
    let program = try Program("TrainDigits")
    for (flags, words) in [
      (["--steps", "0"], "--steps is 0"), (["--batch", "2000"], "--batch is 2000"),
      (["--resume"], "--resume needs --checkpoint"), (["--steps=-5"], "--steps is -5"),
      (["--batch", "99999999999999999999"], "invalid for '--batch"),
      (["--seed", "x"], "invalid for '--seed"),
      (["--steps", "5", "--checkpoint", "none/c"], "none/c"),
      (["--steps", "5", "--checkpoint", "."], "."),
    ] {
      let outcome = try program.run(flags)
      // A trap would say something else first; a checkpoint that cannot be written is no late surprise.
      #expect(
        outcome.status != 0 && outcome.errors.hasPrefix("Error: ")
          && outcome.errors.contains(words),
        "\(flags): \(outcome.status) \(outcome.errors)")
      #expect(!outcome.output.contains("accuracy"))
    }
    let text = program.path("text")
    try Data("no checkpoint".utf8).write(to: URL(fileURLWithPath: text))
    let outcome = try program.run(["--checkpoint", text, "--resume"])
    #expect(outcome.status != 0 && outcome.errors.contains("text"), "\(outcome.errors)")
    #expect(try program.bytes("text") == Data("no checkpoint".utf8))
    let help = try program.run(["--help"])
    #expect(help.status == 0 && help.output.contains("--checkpoint"))
  }
}
