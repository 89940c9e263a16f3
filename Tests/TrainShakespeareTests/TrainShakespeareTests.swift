// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct TrainShakespeareTests {
  private static let small = [
    "--width", "32", "--layers", "2", "--heads", "2", "--context", "32", "--batch", "8",
    "--sample", "80",
  ]

  private func losses(_ output: String) -> [Double] {
    output.split(separator: "\n").compactMap { line in
      line.split(separator: "held-out loss ").dropFirst().first
        .flatMap { $0.split(separator: ",").first }.flatMap { Double($0) }
    }
  }

  @Test func aShortRunLearnsAndWritesAndDraws() throws {
    let program = try Program("TrainShakespeare")
    let outcome = try program.run(
      Self.small + [
        "--steps", "60", "--every", "30", "--rate", "0.003", "--plot", "loss.svg", "--timing",
      ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("1036489 characters, 76 different ones"))
    let losses = losses(outcome.output)
    // 76 characters, equally likely, have a loss of ln 76 = 4.33.
    #expect(losses.count == 2 && losses[0] < 3.6 && losses[1] < losses[0], "\(losses)")
    #expect(outcome.output.components(separatedBy: "---\nHAMLET.\n").count == 3)
    let timing = try #require(outcome.output.split(separator: "\n").dropLast().last)
    let rates = timing.split(separator: " ").compactMap { Int($0) }
    #expect(timing.hasPrefix("learned from ") && rates.count == 2 && rates.min() ?? 0 > 0)
    let svg = String(decoding: try program.bytes("loss.svg"), as: UTF8.self)
    #expect(svg.hasPrefix("<svg xmlns=") && svg.hasSuffix("</svg>\n"))
    #expect(svg.components(separatedBy: "<polyline").count == 3)
    #expect(!svg.contains("href") && !svg.contains("nan"), "nothing comes from outside")
    #expect(outcome.errors.isEmpty, "standard error is no terminal")
  }

  @Test func aKilledTrainingGoesOnWithTheSameBits() throws {
    let program = try Program("TrainShakespeare")
    let flags = Self.small + ["--steps", "40", "--every", "4", "--sample", "20"]
    let whole = try program.run(flags + ["--checkpoint", "whole"])
    #expect(whole.status == 0, "\(whole.errors)")
    let saved = program.path("killed")
    let killed = try program.run(flags + ["--checkpoint", "killed"]) {
      FileManager.default.fileExists(atPath: saved)
    }
    #expect(killed.status == SIGKILL)
    let resumed = try program.run(flags + ["--checkpoint", "killed", "--resume"])
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try program.bytes("killed") == program.bytes("whole"))
    // What is printed from there on is the end of what the other one printed.
    let lines = resumed.output.split(separator: "\n")
    #expect(lines[0].hasPrefix("resumed after step ") && lines.count > 2, "\(lines[0])")
    #expect(whole.output.hasSuffix(lines.dropFirst(2).joined(separator: "\n") + "\n"))
  }

  /// The second half of a sample comes from where no position is left.
  @Test func aResumedTrainingSavesTheSameBytes() throws {
    let program = try Program("TrainShakespeare")
    let flags = Self.small + ["--steps", "6", "--every", "2"]
    let whole = try program.run(flags + ["--checkpoint", "whole"])
    #expect(whole.status == 0, "\(whole.errors)")
    let again = try program.run(flags + ["--checkpoint", "whole", "--resume"])
    #expect(again.output.hasPrefix("resumed after step 6\n"))
    let other = try program.run(flags + ["--checkpoint", "other"])
    #expect(other.output == whole.output)
    #expect(try program.bytes("other") == program.bytes("whole"))
  }

  @Test func badFlagsAreNamed() throws {
    let program = try Program("TrainShakespeare")
    for (flags, words) in [
      (["--steps", "0"], "--steps is 0"), (["--width", "10", "--heads", "3"], "no multiple"),
      (["--prompt", "日"], "--prompt: character 0, '日', is not in the vocabulary"),
      (["--dropout", "1"], "--dropout is 1"), (["--resume"], "--resume needs --checkpoint"),
      (["--temperature", "0"], "above 0"), (["--rate=-1"], "above 0"),
      (["--rate", "nan"], "above 0"),
      (["--sample=-1"], "--sample is -1"), (["--every", "0"], "--every is 0"),
      (["--batch", "99999999999999999999"], "invalid for '--batch"),
      (["--seed=-1"], "invalid for '--seed"),
      (["--plot", "none/loss.svg"], "--plot none/loss.svg"),
      (["--plot", "."], "--plot . cannot be written"),
      (
        ["--batch", "1024", "--context", "2048"],
        "--batch is 1024, and --context 2048 leaves 909 sequences"
      ), (["--steps", "1", "--checkpoint", "none/c"], "none/c"),
    ] {
      let outcome = try program.run(flags)
      // A trap would say something else first.
      #expect(
        outcome.status != 0 && outcome.errors.hasPrefix("Error: ")
          && outcome.errors.contains(words),
        "\(flags): \(outcome.status) \(outcome.errors)")
    }
    #expect(program.files() == [])
  }
}
