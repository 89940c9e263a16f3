// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if SQLite && Executables
  import Foundation
  import LedgerStore
  import TestSupport
  import Testing

  @Suite("The program NetworkRound", .serialized)
  struct NetworkRoundTests {
    /// Plays a round over links that are fast enough for a test, with an η that is not measured.
    private func play(
      _ program: Program, _ more: [String] = [], output: String? = nil
    ) throws -> Program.Outcome {
      try program.run(
        [
          "--rtt", "2", "--bandwidth", "500", "--runs", "1", "--eta", "3/2", "--json",
          "round.json",
        ] + more, output: output)
    }

    @Test("plays round 1, then round 2 on the same ledger, and every sum reconciles")
    func twoRounds() throws {
      let program = try Program("NetworkRound")
      let first = try play(program)
      #expect(first.status == 0, "\(first.errors)")
      #expect(first.output.contains("Audit: all sums reconcile to the last unit."))
      #expect(first.output.contains("given, not measured"))
      #expect(!first.errors.contains("\u{1B}"), "plain where it is no terminal")
      let one = try Report(program)
      #expect(one.round == 1)
      #expect(one.efficiency.origin == "given")
      #expect(one.efficiency.value == "3/2")
      #expect(one.hosting.served == 360)
      #expect(one.hosting.correct >= 346)
      #expect(one.hosting.fees == "18000000000000000000")
      #expect(one.rewards.lines.count == 8)
      // 10,500.5 and one unit, at 1 %, in lanes 1.5 · 70 % and 30 %: floor(141756750000000000000.0135).
      #expect(one.rewards.payable == "141756750000000000000")
      #expect(one.audit.reconciles)
      #expect(one.audit.batches == 2)

      let second = try play(program)
      #expect(second.status == 0, "\(second.errors)")
      let two = try Report(program)
      #expect(two.round == 2)
      #expect(two.rewards.carriedIn == one.rewards.carriedOut)
      #expect(two.accounts.map(\.before) == one.accounts.map(\.after))
      #expect(two.audit.batches == 3)
      #expect(
        program.files() == [
          ".tensorchain", ".tensorchain/ledger.sqlite", "report.html", "round.json",
        ])

      let audit = try program.run(["--audit"])
      #expect(audit.status == 0)
      #expect(audit.output.contains(two.audit.head))
      #expect(audit.output.contains("round 2: payable = Σ lines"))
    }

    @Test("the same seed gives the same round to the last unit, another seed another one")
    func seeds() throws {
      let programs = [
        try Program("NetworkRound"), try Program("NetworkRound"), try Program("NetworkRound"),
      ]
      for (program, seed) in zip(programs, ["7", "7", "8"]) {
        let outcome = try play(program, ["--seed", seed])
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      let reports = try programs.map { try Report($0) }
      #expect(reports[0].rewards == reports[1].rewards)
      #expect(reports[0].accounts == reports[1].accounts)
      #expect(reports[0].hosting == reports[1].hosting)
      #expect(reports[0].training.receiptsRoot == reports[1].training.receiptsRoot)
      #expect(reports[0].training.receiptsRoot != reports[2].training.receiptsRoot)
      #expect(reports[0].hosting.receiptsRoot != reports[2].hosting.receiptsRoot, "another split")
    }

    @Test("the plainest instruction set does the same work, bit by bit, as the machine's best")
    func instructionSets() throws {
      let programs = [try Program("NetworkRound"), try Program("NetworkRound")]
      for (program, environment) in zip(programs, [[:], ["TENSORCHAIN_ISA": "default"]]) {
        let outcome = try program.run(
          ["--rtt", "2", "--runs", "1", "--eta", "3/2", "--json", "round.json"],
          environment: environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      // The root of all receipts: every byte that every peer sent in every exchange is in it.
      #expect(try Report(programs[0]).training == Report(programs[1]).training)
      let unknown = try Program("NetworkRound").run([], environment: ["TENSORCHAIN_ISA": "bogus"])
      #expect(unknown.status == 1)
      #expect(unknown.errors.contains("TENSORCHAIN_ISA is 'bogus'"))
    }

    @Test("η is base over ours as it was measured, and Te is T/η rounded up")
    func measures() throws {
      let program = try Program("NetworkRound")
      let outcome = try program.run([
        "--rtt", "30", "--runs", "1", "--json", "round.json", "--report", "page.html",
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let efficiency = try Report(program).efficiency
      #expect(efficiency.origin == "measured")
      let base = try #require(efficiency.baseNanoseconds)
      let ours = try #require(efficiency.oursNanoseconds)
      var (a, b) = (base, ours)
      while b != 0 { (a, b) = (b, a % b) }
      #expect(efficiency.value == (ours == a ? "\(base / a)" : "\(base / a)/\(ours / a)"))
      #expect(efficiency.effectiveNanoseconds == ours)
      #expect(outcome.output.contains("measured: base \(base) ns / ours \(ours) ns"))

      let page = String(decoding: try program.bytes("page.html"), as: UTF8.self)
      #expect(page.contains("measured in this run"))
      #expect(page.components(separatedBy: "<svg").count == 5, "four charts")
      for foreign in ["<script", "http://", "https://", "<link", "<img", "url("] {
        let found = page.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
          .contains(foreign)
        #expect(!found, "the page stands alone: \(foreign)")
      }
    }

    @Test(
      "bad flags are refused with exit code 64, and nothing is written",
      arguments: [
        ["--eta", "x"], ["--eta", "0"], ["--eta", "3/0"], ["--runs", "0"], ["--seed", "-1"],
        ["--target", "101"], ["--target", "0"], ["--bandwidth", "0"], ["--rtt", "99999999"],
        ["--limit", "0"], ["--bandwidth", "0.01"],
        ["--nonsense", "1"],
      ])
    func badFlags(flags: [String]) throws {
      let program = try Program("NetworkRound")
      let outcome = try program.run(flags)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("Error:"))
      #expect(program.files().isEmpty)
    }

    @Test(
      "stakes, budgets and rates that cannot be are refused, and no ledger is made",
      arguments: [
        ["--stakes", "0,100,100,100"], ["--stakes", "100"], ["--stakes", "100,x"],
        ["--stakes", "100,-5"], ["--stakes", "1.0000000000000000001,5"], ["--stakes", ","],
        ["--budget", "many"], ["--alpha", "0"], ["--budget", "2000000", "--alpha", "1000"],
      ])
    func badTerms(flags: [String]) throws {
      let program = try Program("NetworkRound")
      let outcome = try play(program, flags)
      #expect(outcome.status == 1 || outcome.status == 64, "\(outcome.errors)")
      #expect(outcome.errors.contains("NetworkRound: ") || outcome.errors.contains("Error:"))
      #expect(program.files().isEmpty)
    }

    @Test("a corrupt ledger, or a file that is none, is refused and left untouched")
    func corruptLedger() throws {
      let program = try Program("NetworkRound")
      #expect(try play(program).status == 0)
      let good = try program.bytes(".tensorchain/ledger.sqlite")
      var damaged = good
      // A whole page in the middle, where the records are.
      let page = good.count / 2 / 4096 * 4096
      for index in page..<page + 4096 { damaged[index] = 0x5A }
      let path = program.path("damaged.sqlite")
      try damaged.write(to: URL(fileURLWithPath: path))
      let outcome = try play(program, ["--ledger", path])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("corrupt"))
      #expect(try program.bytes("damaged.sqlite") == damaged)

      let text = program.path("text.txt")
      try Data("not a ledger, but somebody's diary".utf8).write(to: URL(fileURLWithPath: text))
      let other = try play(program, ["--ledger", text])
      #expect(other.status == 1)
      #expect(other.errors.contains("is not a TensorChain ledger"))
      #expect(try program.bytes("text.txt").starts(with: Array("not a ledger".utf8)))
      #expect(try program.run(["--audit", "--ledger", "nowhere"]).status == 1)
    }

    @Test("what cannot be written is noticed before anything is trained or kept")
    func unwritable() throws {
      let program = try Program("NetworkRound")
      for flags in [
        ["--report", "no/such/page.html"], ["--json", "no/such/round.json"],
        ["--report", "/"],
      ] as [[String]] {
        let outcome = try program.run(flags)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("cannot write"))
      }
      try Data([1]).write(to: URL(fileURLWithPath: program.path("plain")))
      let outcome = try program.run(["--ledger", "plain/ledger.sqlite"])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("cannot open the ledger"))
      #expect(program.files() == ["plain"])
    }

    @Test("flags that name one file twice are refused before anything is written")
    func sameFile() throws {
      let program = try Program("NetworkRound")
      #expect(try play(program).status == 0)
      let ledger = try program.bytes(".tensorchain/ledger.sqlite")
      let link = program.path("link")
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: ".tensorchain/ledger.sqlite")
      for flags in [
        ["--report", ".tensorchain/ledger.sqlite"],
        ["--json", "./.tensorchain/../.tensorchain/ledger.sqlite"],
        ["--report", "link"], ["--json", "report.html"], ["--report", ""],
        ["--report", ".tensorchain/ledger.sqlite-journal"],
      ] {
        let outcome = try program.run(flags)
        #expect(outcome.status == 64, "\(flags): \(outcome.errors)")
      }
      #expect(try program.bytes(".tensorchain/ledger.sqlite") == ledger)
    }

    @Test("a ledger whose first run was cut off before the founding is founded by the next")
    func cutOff() async throws {
      let program = try Program("NetworkRound")
      _ = try LedgerStore.open(path: program.path("ledger.sqlite"), machines: [])
      let outcome = try play(program, ["--ledger", "ledger.sqlite"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try Report(program).round == 1)
    }

    @Test("a reader who goes away, or a full disk behind standard output, costs nothing kept")
    func brokenStreams() throws {
      let program = try Program("NetworkRound")
      let outcome = try play(program, output: "/dev/full")
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("cannot write to standard output"))
      #expect(try Report(program).round == 1, "files are written first")
      #expect(program.files().contains("report.html"))
    }

    @Test("the terms of a network that is in the ledger cannot be changed by a flag")
    func fixedTerms() throws {
      let program = try Program("NetworkRound")
      #expect(try play(program, ["--stakes", "10,20.5"]).status == 0)
      #expect(try Report(program).rewards.lines.count == 4)
      let before = try program.bytes(".tensorchain/ledger.sqlite")
      let outcome = try play(program, ["--budget", "5"])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("--budget is for a new network"))
      #expect(try program.bytes(".tensorchain/ledger.sqlite") == before)
    }

    @Test("a target that is not reached leaves η unmeasured and the round unplayed")
    func notReached() throws {
      let program = try Program("NetworkRound")
      let outcome = try program.run([
        "--rtt", "0", "--bandwidth", "100000", "--runs", "1", "--target", "100",
        "--limit", "2",
      ])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("η is not measured"))
      let audit = try program.run(["--audit"])
      #expect(audit.status == 0)
      #expect(!audit.output.contains("round 1"))
    }

    @Test("--help says what the flags are for")
    func help() throws {
      let outcome = try Program("NetworkRound").run(["--help"])
      #expect(outcome.status == 0)
      for flag in ["--ledger", "--seed", "--eta", "--rtt", "--bandwidth", "--json", "--audit"] {
        #expect(outcome.output.contains(flag))
      }
    }
  }
#endif
