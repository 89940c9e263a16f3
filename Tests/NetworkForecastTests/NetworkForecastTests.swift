// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct NetworkForecastProgramTests {
  private let small = ["--providers", "60", "--rounds", "40"]

  @Test func aForecastIsTextTablesAndAPage() throws {
    let program = try Program("NetworkForecast")
    let outcome = try program.run(
      small + ["--runs", "3", "--report", "page.html", "--csv", "rows.csv", "--json", "rows.json"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    for text in [
      "forecast: 3 runs of 40 rounds, seed 1", "providers", "APR of a stake", "treasury, tokens",
      "inflation per year", "price of compute", "every unit accounted for in 3 of 3",
    ] {
      #expect(outcome.output.contains(text), "\(text) is not in\n\(outcome.output)")
    }
    #expect(outcome.errors.isEmpty, "no bar where there is no terminal")
    let page = String(decoding: try program.bytes("page.html"), as: UTF8.self)
    for title in ["Providers", "Stake", "Price of compute", "APR", "Treasury", "Inflation"] {
      #expect(page.contains("<title>\(title)"), "\(title)")
    }
    #expect(!page.contains("http") && !page.contains("<script"))
    let rows = String(decoding: try program.bytes("rows.csv"), as: UTF8.self).split(separator: "\n")
    #expect(rows.count == 121)
    let object = try #require(
      try JSONSerialization.jsonObject(with: program.bytes("rows.json")) as? [String: Any])
    #expect((object["runs"] as? [Any])?.count == 3)
    // The text's last line of providers is that of the rows.
    let columns = rows[0].split(separator: ",").map(String.init)
    let place = try #require(columns.firstIndex(of: "providers"))
    let last = [40, 80, 120].compactMap { Double(rows[$0].split(separator: ",")[place]) }.sorted()
    let line = try #require(
      outcome.output.split(separator: "\n").first { $0.hasPrefix("  providers") })
    #expect(line.split(separator: " ").map(String.init)[2] == "\(Int(last[1]))", "\(line) \(last)")
  }

  @Test func theSameSeedIsTheSameFileOnAnyNumberOfWorkers() throws {
    func table(_ arguments: [String]) throws -> Data {
      let program = try Program("NetworkForecast")
      let outcome = try program.run(small + ["--runs", "4", "--csv", "rows.csv"] + arguments)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try program.bytes("rows.csv")
    }
    let one = try table(["--seed", "7", "--workers", "1"])
    #expect(try one == table(["--seed", "7", "--workers", "2"]))
    #expect(try one != table(["--seed", "8", "--workers", "2"]))
  }

  @Test func aSweepPlaysEachValue() throws {
    let program = try Program("NetworkForecast")
    let outcome = try program.run(small + ["--sweep", "burn=0,0.5", "--csv", "rows.csv"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("burn 0: 1 run") && outcome.output.contains("burn 0.5: 1 run"))
    let rows = String(decoding: try program.bytes("rows.csv"), as: UTF8.self).split(separator: "\n")
    let columns = rows[0].split(separator: ",").map(String.init)
    let burned = try #require(columns.firstIndex(of: "burned"))
    func sum(_ scenario: String) -> Double {
      rows.filter { $0.contains(",\(scenario),") }
        .compactMap { Double($0.split(separator: ",")[burned]) }.reduce(0, +)
    }
    #expect(sum("burn 0.5") > sum("burn 0"))
    for rule in [["constant"], ["halving", "--cap", "1000000"]] {
      let outcome = try program.run(small + ["--emission-rule"] + rule)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }

  @Test func aRunThatFailsKeepsItsRoundsAndSaysSo() throws {
    let program = try Program("NetworkForecast")
    // 10⁵⁸ tokens a round are more than 256 bits hold before long.
    let outcome = try program.run(
      small + [
        "--emission-rule", "constant", "--emission", "1" + String(repeating: "0", count: 58),
        "--csv", "rows.csv",
      ])
    #expect(outcome.status == 2, "\(outcome.errors)")
    #expect(outcome.output.contains("every unit accounted for in 0 of 1"))
    #expect(outcome.output.contains("run 0, seed 1, kept"), "\(outcome.output)")
    let rows = String(decoding: try program.bytes("rows.csv"), as: UTF8.self).split(separator: "\n")
    #expect(rows.count > 1)
  }

  @Test func badArgumentsAreNamed() throws {
    for (arguments, text) in [
      (["--providers", "0"], "--providers is 0"), (["--rounds", "0"], "rounds is 0"),
      (["--runs", "0"], "--runs is 0"), (["--workers", "0"], "--workers is 0"),
      (["--gpu", "h10=1"], "Nearest: h100-sxm"), (["--gpu", "h100=many"], "h100=many"),
      (["--gpu", "h100=nan"], "weight of h100-sxm"), (["--burn", "1.5"], "--burn is \"1.5\""),
      (["--burn", "0.9", "--take", "0.9"], "burned and taken"),
      (["--burn", "nan"], "--burn is \"nan\""), (["--alpha", "x"], "--alpha is \"x\""),
      (["--alpha", "0"], "lpha"), (["--demand=-1"], "demand"), (["--token-price", "0"], "price"),
      (["--emission-rule", "halving"], "needs --cap"), (["--sweep", "mood=1"], "Names: alpha"),
      (["--sweep", "patience="], "--sweep is"), (["--sweep", "patience=often"], "\"often\""),
      (["--stake", "0"], "stake of h100-sxm"), (["--growth", "inf"], "demand"),
      (["--round-hours", "nan"], "round in hours"), (["--seed=-1"], "seed"),
    ] as [([String], String)] {
      let outcome = try Program("NetworkForecast").run(small + arguments)
      #expect(outcome.status != 0 && outcome.status < 128, "\(arguments) \(outcome.status)")
      #expect(outcome.errors.contains(text), "\(arguments): \(outcome.errors)")
    }
  }
}
