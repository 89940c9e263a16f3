// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Rewards
import TestSupport
import Testing

@Suite struct RewardRoundProgramTests {
  private func program(_ csv: String) throws -> Program {
    let program = try Program("RewardRound")
    try Data(csv.utf8).write(to: URL(fileURLWithPath: program.path("gpus.csv")))
    return program
  }

  private let family = """
    gpu,owner,model,stake,share,eta
    a,x,digits,100,1000000,3/2
    c,z,digits,300,1000000,3/2
    b,y,digits,200,1000000,3/2

    """

  private var sample: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Examples/RewardRound/Resources/gpus.csv")
      .path
  }

  @Test func theWhitepapersFamilyIsPaidTwoThreeAndFour() throws {
    let program = try program(family)
    let outcome = try program.run(["gpus.csv", "--alpha", "1/100", "--budget", "1000"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty, "a short input needs no progress")
    for row in [
      "a    digits  training  100    1000000  3/2  1.500  2",
      "b    digits  training  200    1000000  3/2  3.000  3",
      "c    digits  training  300    1000000  3/2  4.500  4",
    ] { #expect(outcome.output.contains(row), "\(outcome.output)") }
    #expect(outcome.output.contains("ignored by this basis: capacity, boost, score"))
    #expect(outcome.output.contains("D(R) of digits: 9 (training 9, hosting 0)"))
  }

  @Test func whatIsWrittenIsVerifiedAndWhatIsForgedIsNot() throws {
    let program = try program(family)
    let paid = try program.run([
      "gpus.csv", "--alpha", "1/100", "--budget", "7", "--output", "out", "--round", "5",
    ])
    #expect(paid.status == 0, "\(paid.errors)")
    #expect(
      program.files().filter { $0.hasPrefix("out/") }
        == ["out/distribution.csv", "out/receipt.bin", "out/receipt.json", "out/round.json"])
    let csv = String(decoding: try program.bytes("out/distribution.csv"), as: UTF8.self)
    #expect(csv.split(separator: "\n").count == 4)
    #expect(csv.contains(",7/6,1,0,1,"))
    let digest = try #require(
      paid.output.split(separator: "\n").first { $0.hasPrefix("receipt: ") }?.dropFirst(9))
    let root = try #require(
      paid.output.split(separator: "\n").first { $0.hasPrefix("claim root: ") })
    for file in ["out/receipt.bin", "out/receipt.json"] {
      let good = try program.run(["--verify", file, "--digest", String(digest)])
      #expect(good.status == 0, "\(good.errors)")
      #expect(good.output.contains("nothing differs"))
      #expect(good.output.contains(root))
      let bad = try program.run([
        "--verify", file, "--digest", "0x" + String(repeating: "1", count: 64),
      ])
      #expect(bad.status != 0)
      #expect(bad.errors.contains("The receipt's digest is \(digest)"))
    }
    var bytes = try program.bytes("out/receipt.bin")
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(fileURLWithPath: program.path("forged.bin")))
    let forged = try program.run(["--verify", "forged.bin"])
    #expect(forged.status != 0)
    #expect(
      forged.errors.contains(
        "The receipt's line of GPU c for training of model digits has the stake reward 5, its inputs "
          + "yield 4"), "\(forged.errors)")
  }

  @Test func theRootIsTheOneThatProofsHoldUnderAndGoesOnFromRoundToRound() throws {
    let program = try program(family)
    var roots: [String] = []
    for (round, budget, earlier) in [("1", "7", []), ("2", "3", ["--claims", "1/claims.json"])] {
      let paid = try program.run(
        ["gpus.csv", "--alpha", "1/100", "--round", round, "--budget", budget, "--proofs"]
          + ["--output", round] + earlier)
      #expect(paid.status == 0, "\(paid.errors)")
      let root = try #require(
        paid.output.split(separator: "\n").first { $0.hasPrefix("claim root: ") }?.dropFirst(12))
      roots.append(String(root))
      let lines = String(decoding: try program.bytes(round + "/proofs.jsonl"), as: UTF8.self)
        .split(separator: "\n")
      let proofs = try lines.map {
        try JSONDecoder().decode(ClaimProof.self, from: Data($0.utf8))
      }
      let claimRoot = ClaimRoot(
        domain: Keccak256.hash(Array("example".utf8)), round: Round(UInt64(round) ?? 0),
        leafCount: 3, digest: try #require(Digest(String(root))))
      #expect(proofs.count == 3)
      #expect(proofs.allSatisfy { $0.isValid(under: claimRoot) })
      // Largest remainder of 7 and of 3 over 1 : 2 : 3, added up.
      let amounts = [
        Address.derived(fromLabel: "x"), .derived(fromLabel: "y"), .derived(fromLabel: "z"),
      ]
      .map { account in proofs.first { $0.claim.account == account }?.claim.amount }
      #expect(amounts == (round == "1" ? [1, 2, 4] : [2, 3, 5]))
    }
    #expect(roots[0] != roots[1])
    let again = try program.run(["gpus.csv", "--round", "2", "--claims", "2/claims.json"])
    #expect(again.status != 0 && again.errors.contains("The round cannot be claimed: "))
    let other = try program.run(
      ["gpus.csv", "--round", "3", "--claims", "2/claims.json", "--network", "another"])
    #expect(other.status != 0 && other.errors.contains("The round cannot be claimed: "))
    let verified = try program.run([
      "--verify", "2/receipt.bin", "--claims", "1/claims.json",
    ])
    #expect(verified.output.contains("claim root: " + roots[1]))
    #expect(try program.run(["gpus.csv", "--proofs"]).errors.contains("--proofs needs a folder"))
  }

  @Test func theSampleIsPaidByCapacityWithCaps() throws {
    let program = try Program("RewardRound")
    let outcome = try program.run([
      sample, "--kappa", "1000000000", "--lanes", "1000000:800000", "--gauge", "words=1200000",
      "--owner-cap", "400000ppm", "--budget", "1000000", "--treasury", "50000", "--output", "out",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let paid = try #require(
      try JSONSerialization.jsonObject(with: program.bytes("out/round.json")) as? [String: Any])
    #expect(paid["treasury"] as? String == "50000")
    #expect(paid["paid"] as? String == "950000")
    #expect((paid["payments"] as? [Any])?.count == 4)
    #expect(!outcome.output.contains("ignored"))
    #expect(try program.run(["--verify", "out/receipt.json"]).status == 0)
    #expect(try program.run(["--verify", "out/receipt.bin"]).status == 0)
  }

  @Test func jsonIsReadAsCSVIs() throws {
    let program = try program(family)
    let json = """
      [{"gpu":"a","owner":"x","model":"digits","stake":"100","share":"1000000","eta":"3/2"},
       {"gpu":"b","owner":"y","model":"digits","stake":"200","share":"1000000","eta":"3/2"},
       {"gpu":"c","owner":"z","model":"digits","stake":"300","share":"1000000","eta":"3/2"}]
      """
    try Data(json.utf8).write(to: URL(fileURLWithPath: program.path("gpus.json")))
    let arguments = ["--alpha", "1/100", "--budget", "7"]
    let one = try program.run(["gpus.csv"] + arguments)
    let other = try program.run(["gpus.json"] + arguments)
    #expect(one.output == other.output)
    try Data(#"[{"gpu":"a","price":"1"}]"#.utf8).write(
      to: URL(fileURLWithPath: program.path("bad.json")))
    #expect(
      try program.run(["bad.json"]).errors.contains(
        "bad.json: element 1: there is no field \"price\""))
  }

  @Test func quotesAndEscapesStandForWhatTheySay() throws {
    let csv = """
      gpu,owner,model,stake,share
      "b""\\é,1",x,"di
      gits",100,1000000
      plain,"y",digits,"200",500000

      """
    // The line break is an invisible character, so that model is refused, in its line and column.
    let refused = try program(csv).run(["gpus.csv"])
    #expect(refused.errors.contains("line 2, column 3 (model): "), "\(refused.errors)")
    let program = try program(csv.replacingOccurrences(of: "di\ngits", with: "digits"))
    let json = #"""
      [{"gpu":"b\"\\\u00e9,1","owner":"x","model":"di\u0067its","stake":"100","share":"1000000"},
       {"gpu":"plain","owner":"y","model":"digits","stake":"200","share":"500000","eta":""} ]

      """#
    try Data(json.utf8).write(to: URL(fileURLWithPath: program.path("gpus.json")))
    let one = try program.run(["gpus.csv", "--output", "one"])
    let other = try program.run(["gpus.json", "--output", "two"])
    #expect(one.status == 0, "\(one.errors)")
    #expect(other.status == 0, "\(other.errors)")
    #expect(one.output == other.output)
    #expect(one.output.contains("b\"\\é,1  digits"))
    for file in ["receipt.bin", "receipt.json", "distribution.csv", "round.json"] {
      #expect(try program.bytes("one/" + file) == program.bytes("two/" + file))
    }
    let rows = String(decoding: try program.bytes("one/distribution.csv"), as: UTF8.self)
    #expect(rows.contains("\n\"b\"\"\\é,1\",0x"), "what is written can be read as it was")
  }

  @Test func malformedJSONNamesElementAndPlace() throws {
    for (json, error) in [
      (#"[{"gpu":1}]"#, "element 1: gpu is no string"),
      (#"[{"gpu":"a","gpu":"b"}]"#, "element 1: gpu is there twice"),
      (#"[{"gpu":"a""#, "element 1: no array of objects of strings: } is missing at byte 11"),
      (#"[{"gpu":"\x"}]"#, "element 1: an unknown escape at byte 9"),
      (#"[{"gpu":"\ud800!"}]"#, "element 1: half a character at byte 9"),
      (#"[{"gpu":"\u00g0"}]"#, "element 1: no four hexadecimal digits at byte 11"),
      (#"[{"gpu":"a}]"#, "element 1: no array of objects of strings: \" is missing at byte 12"),
      ("[{\"gpu\":\"a\n\"}]", "element 1: a control character in a string at byte 10"),
      (#"[] x"#, "element 1: something follows the array"),
      (#"[{"gpu":"a"}]"#, "element 1: model: is empty"),
      (
        #"[{"gpu":"a","owner":"x","model":"m","stake":"1","share":"1"},"#
          + #"{"gpu":"b","owner":"x","model":"m","stake":"-1","share":"1"}]"#,
        "element 2: stake: \"-1\" is no whole number"
      ),
    ] {
      let program = try Program("RewardRound")
      try Data(json.utf8).write(to: URL(fileURLWithPath: program.path("gpus.json")))
      let outcome = try program.run(["gpus.json", "--output", "out"])
      #expect(outcome.status != 0)
      #expect(outcome.errors.contains("gpus.json: " + error), "\(json): \(outcome.errors)")
      #expect(outcome.output.isEmpty && program.files() == ["gpus.json"], "nothing is paid")
    }
  }

  @Test func aLongInputTellsHowFarItIs() throws {
    // Long names, so that fewer lines are enough.
    let count = 52_000
    let name = String(repeating: "n", count: 50)
    var csv = "gpu,owner,model,stake,share,capacity\n"
    for number in 0..<count {
      csv += "\(name)-\(1_000_000 + number),owner \(number / 50),\(name),"
      csv += "\(100_000 + number),1000000,000000000000000000000000000007\n"
    }
    let program = try program(csv)
    let outcome = try program.run(["gpus.csv", "--kappa", "1000000", "--output", "out"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(/s: 5[01]\d\d\d lines read, 9[6-9] %/), "\(outcome.errors)")
    for step in ["\(count) lines: distributing", "hashing", "writing receipt.json", "done"] {
      #expect(outcome.errors.contains(step), "\(outcome.errors)")
    }
    let rows = try program.bytes("out/distribution.csv").filter { $0 == 10 }.count
    #expect(rows == count + 1, "every part of the file is there, once")
    let verified = try program.run(["--verify", "out/receipt.json"])
    #expect(verified.status == 0, "\(verified.errors)")
    #expect(verified.errors.contains("computing \(count) lines anew"))
  }

  /// Files of several pieces, some of which are cut where no row ends: inside the names of owners.
  @Test func aFileIsReadTheSameWhereverItIsCut() throws {
    let count = 9_000
    var csv = "gpu,owner,model,stake,share\n"
    var json: [String] = []
    // A piece of JSON ends at the first such place behind so many bytes, thus inside a name.
    let name = String(repeating: "},{", count: 8)
    for number in 0..<count {
      // Only in the first half: the cuts of the others are right.
      let owner = number < count / 2 ? "\(name)\n\(number / 7)" : "owner \(number / 7)"
      csv += "gpu-\(100_000 + number),\"\(owner)\",digits,\(1_000 + number),1000000\n"
      json.append(
        """
        {"gpu":"gpu-\(100_000 + number)","owner":"\(owner.replacing("\n", with: "\\n"))",\
        "model":"digits","stake":"\(1_000 + number)","share":"1000000"}
        """)
    }
    func receipt(_ text: String, _ file: String) throws -> (
      outcome: Program.Outcome, line: Substring?
    ) {
      let program = try Program("RewardRound")
      try Data(text.utf8).write(to: URL(fileURLWithPath: program.path(file)))
      let outcome = try program.run([file])
      return (outcome, outcome.output.split(separator: "\n").first { $0.hasPrefix("receipt: ") })
    }
    let plain = csv.replacing(name, with: "x").replacing("x\n", with: "y")
    let first = try receipt(csv, "gpus.csv")
    #expect(first.outcome.status == 0 && first.line != nil, "\(first.outcome.errors)")
    let second = try receipt("[" + json.joined(separator: ",\n") + "]", "gpus.json")
    #expect(second.line == first.line, "\(second.outcome.errors)")
    // The same owners by other names are other owners; pieces that are all cut rightly.
    let third = try receipt(plain, "gpus.csv")
    let fourth = try receipt(
      "[" + json.joined(separator: ",").replacing(name, with: "x").replacing("x\\n", with: "y")
        + "]",
      "gpus.json")
    #expect(third.line != nil && third.line != first.line && fourth.line == third.line)

    let wrongRow = try receipt(csv + "gpu-1,x,digits,-5,1\n", "gpus.csv")
    #expect(
      wrongRow.outcome.errors.contains(
        "gpus.csv: line \(count + count / 2 + 2), column 4 (stake): \"-5\" is no whole number"),
      "\(wrongRow.outcome.errors)")
    let wrongElement = try receipt(
      "[" + (json + json.prefix(1) + ["{}"]).joined(separator: ",") + "]", "gpus.json")
    #expect(
      wrongElement.outcome.errors.contains("gpus.json: element \(count + 2): gpu: is empty"),
      "\(wrongElement.outcome.errors)")
    for text in [
      "[" + json.joined(separator: ",") + ",]", "[" + json.joined(separator: ",") + "]]",
    ] {
      let refused = try receipt(text, "gpus.json")
      #expect(refused.outcome.status != 0 && refused.outcome.output.isEmpty)
    }
  }

  @Test func malformedCSVNamesLineAndColumn() throws {
    for (csv, error) in [
      ("", "line 1, column 1: the file is empty"),
      ("gpu,colour\n", "line 1, column 2 (colour): there is no such column"),
      ("gpu,gpu\n", "line 1, column 2 (gpu): is there twice"),
      ("gpu,owner,model,stake\n", "line 1, column 5 (share): the column is missing"),
      (family + "d,y,digits,1\n", "line 5, column 5: 4 fields, the header has 6"),
      (family + "d,y,digits,-1,1,\n", "line 5, column 4 (stake): \"-1\" is no whole number"),
      (family + "d,y,digits,1,x,\n", "line 5, column 5 (share): \"x\" is no number"),
      (family + "d,y,digits,1,,\n", "line 5, column 5 (share): is empty"),
      (family + "d,y,digits,1,1,0\n", "line 5, column 6 (eta): The given efficiency is zero"),
      (family + "\r\n\"d\"x,y\n", "line 6, column 1: something follows the quotation mark"),
      (family + "\"d,y\n", "line 5, column 1: the quotation mark is never closed"),
      (family + "d\"e,y\n", "line 5, column 1: a quotation mark inside a plain field"),
      (family + "d,0x12,digits,1,1,\n", "line 5, column 2 (owner): "),
    ] {
      let program = try program(csv)
      let outcome = try program.run(["gpus.csv", "--output", "out"])
      #expect(outcome.status != 0)
      #expect(outcome.errors.contains("gpus.csv: " + error), "\(csv): \(outcome.errors)")
      #expect(outcome.output.isEmpty && program.files() == ["gpus.csv"], "nothing is paid")
    }
  }

  @Test func linesThatCannotBePaidAndBadOptionsAreNamed() throws {
    let program = try program(family + "a,x,words,100,1,3/2\n")
    #expect(
      try program.run(["gpus.csv"]).errors.contains("The shares of GPU a sum to 1000001"))
    #expect(try program.run([]).errors.contains("Give a file of GPUs, or a receipt"))
    #expect(
      try program.run(["gpus.csv", "--unspent", "lose"]).errors.contains(
        "--unspent lose is none of carry, treasury, burn"))
    #expect(try program.run(["nowhere.csv"]).errors.contains("nowhere.csv cannot be read"))
    #expect(
      try program.run(["gpus.csv", "--gpu-cap", "much"]).errors.contains(
        "--gpu-cap much is no amount"))
  }
}
