// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct HostingPlannerProgramTests {
  private func run(_ arguments: [String]) throws -> (Program, Program.Outcome) {
    let program = try Program("HostingPlanner")
    return (program, try program.run(arguments))
  }

  /// The example of the README, every figure of it.
  @Test func thePlanOfAnH100IsWhatTheFormulasSay() throws {
    let (_, outcome) = try run([
      "--gpu", "h100", "--model", "llama-3-8b", "--utilisation", "0.7", "--stake", "10000",
      "--token-price", "0.5",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    for line in [
      "Llama 3 8B on 1 × NVIDIA H100 SXM5 80 GB",
      "computational resources            $1.3274   75.8 %",
      "by the clock                       $1.7515", "of useful work                     $2.5021",
      "DeepInfra, turbo (fp8)             $0.0300   2026", "An API is cheaper: hosting so costs",
      "tokens per second", "With 10000 tokens at $0.50 staked, η 1 as given:",
      "APR at α* 315 %: a break-even on subsidy alone does not last.",
    ] {
      #expect(outcome.output.contains(line), "\(line) is not in\n\(outcome.output)")
    }
    // (42.036 + 1.0959) / 5000
    #expect(outcome.output.contains("α* = 0.008626 tokens"), "\(outcome.output)")
  }

  @Test func thePlanIsAPageAndJSON() throws {
    let (program, outcome) = try run([
      "--report", "page.html", "--json", "plan.json", "--assumptions",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("Uptime Institute survey 2025"))
    let page = String(decoding: try program.bytes("page.html"), as: UTF8.self)
    #expect(page.components(separatedBy: "<svg").count == 6)
    #expect(page.contains("</html>") && page.contains("An API is cheaper"))
    #expect(!page.contains("http") && !page.contains("<script"), "nothing comes from outside")
    let plan = try #require(
      try JSONSerialization.jsonObject(with: program.bytes("plan.json")) as? [String: Any])
    #expect(plan["fits"] as? Bool == true && plan["isAPICheaper"] as? Bool == true)
    let factors = try #require(plan["costByFactor"] as? [String: String])
    let sum = factors.values.compactMap { Double($0) }.reduce(0, +)
    #expect((sum - (Double(plan["costPerHour"] as? String ?? "") ?? 0)).magnitude < 1e-12)
  }

  @Test func thePlanTakesRentsAndPricesOfYourOwn() throws {
    let rented = try run(["--rent", "2.69"]).1.output
    #expect(rented.contains("Cost of a GPU-hour, rented") && rented.contains("$2.6900"))
    #expect(!rented.contains("owning pays"))
    let dear = try run(["--electricity", "0.30"]).1.output
    let cheap = try run(["--electricity", "0.05"]).1.output
    #expect(dear != cheap)
    let home = try run(["--gpu", "4090", "--batch", "16"]).1
    #expect(home.status == 0, "\(home.errors)")
    #expect(home.output.contains("Nobody's time is paid here"))
  }

  @Test func numbersThatWereGivenAreListedAsGiven() throws {
    func line(_ name: String, _ arguments: [String]) throws -> String? {
      let output = try run(["--assumptions"] + arguments).1.output
      return output.split(separator: "\n").map(String.init).last {
        $0.hasPrefix("  " + name + "  ")
      }
    }
    let capital = try #require(try line("capital per GPU", ["--capital", "12345"]))
    #expect(capital.contains("$12345 ") && capital.contains("given"), "\(capital)")
    let electricity = try #require(try line("electricity", ["--electricity", "0.30"]))
    #expect(electricity.contains("$0.30/kWh") && electricity.contains("given"), "\(electricity)")
    let use = try #require(try line("utilisation", ["--utilisation", "0.55"]))
    #expect(use.contains("0.55") && use.contains("given"), "\(use)")
    let rent = try #require(try line("rent", ["--rent", "1.99"]))
    #expect(rent.contains("$1.99/h") && rent.contains("given"), "\(rent)")
    // A rented GPU rests on no price to buy it at, no life and no electricity bill.
    #expect(try line("capital per GPU", ["--rent", "1.99"]) == nil)
    #expect(try line("life", ["--rent", "1.99"]) == nil)
    #expect(try line("capital per GPU", [])?.contains("$39560 ") == true)
  }

  @Test func ownNumbersComeFromAFile() throws {
    let program = try Program("HostingPlanner")
    let number = { (value: String) in
      #"{"value": \#(value), "source": "us", "date": "2026-10", "confidence": "read"}"#
    }
    let file = """
      {"schema": 1, "version": "ours", "sources": {"us": {"title": "our invoice", "address": ""}},
       "sites": [{"id": "barn", "aliases": [], "title": "The barn",
         "electricity": \(number("\"0.0500\"")), "powerUsageEffectiveness": \(number("1.2")),
         "grid": \(number("0.1")), "life": \(number("5")), "costOfCapital": \(number("0.04")),
         "residual": \(number("0.1")), "maintenance": \(number("0.03")),
         "utilisation": \(number("0.9")), "traffic": \(number("2")),
         "trafficPrice": \(number("\"0.001\""))}]}
      """
    try file.write(toFile: program.path("own.json"), atomically: true, encoding: .utf8)
    let outcome = try program.run(["--numbers", "own.json", "--site", "barn", "--assumptions"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("The barn") && outcome.output.contains("utilisation 90 %"))
    #expect(outcome.output.contains("our invoice"))
    let missing = try program.run(["--numbers", "none.json"])
    #expect(missing.status != 0 && missing.errors.contains("none.json cannot be read"))
    try "{\"schema\": 3}".write(
      toFile: program.path("new.json"), atomically: true, encoding: .utf8)
    #expect(
      try program.run(["--numbers", "new.json"]).errors.contains("has the schema 3"))
  }

  @Test func whatDoesNotFitIsSaid() throws {
    let outcome = try run(["--model", "llama-3-70b"]).1
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("It does not fit") && outcome.output.contains("need 2 GPUs"))
    let fits = try run(["--model", "llama-3-70b", "--gpus", "4"]).1
    #expect(fits.output.contains("tokens per second"))
    let batch = try run(["--batch", "100000"]).1
    #expect(batch.output.contains("fits: --batch"))
  }

  @Test func badArgumentsAreNamedAndUnknownNamesListTheNearest() throws {
    for (arguments, text) in [
      (["--gpu", "h10"], "There is no GPU \"h10\". Nearest: h100-sxm"),
      (["--model", "llama-3-80b"], "Nearest: llama-3-8"),
      (["--site", "mars"], "There is no site \"mars\"."),
      (["--utilisation", "1.5"], "utilisation is 1.5"),
      (["--utilisation", "0"], "utilisation is 0"), (["--gpus", "0"], "--gpus is 0"),
      (["--eta", "0.5"], "--eta is \"0.5\""), (["--stake=-5"], "\"-5\" is no decimal"),
      (["--stake", "0"], "stake's worth"), (["--token-price", "free"], "\"free\" is no decimal"),
      (["--token-price", "0"], "token price"), (["--rent", "x"], "\"x\" is no decimal"),
      (["--rent", "1", "--capital", "2"], "exclude each other"),
      (["--model", "minilm"], "reads and does not write"),
      (["--gpu", "a100-40gb"], "rent it"), (["--batch", "0"], "batch is 0"),
      (["--round", "0"], "round in hours"), (["--report", "/nowhere/at/all"], "cannot be written"),
    ] as [([String], String)] {
      let outcome = try run(arguments).1
      #expect(outcome.status != 0, "\(arguments)")
      #expect(outcome.errors.contains(text), "\(arguments): \(outcome.errors)")
    }
  }
}
