// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  import ArgumentParser
  import Foundation
  import HostingEconomics

  @main
  struct HostingPlannerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "HostingPlanner",
      abstract: "What it costs to host a model, beside the market, and what the token has to pay.",
      discussion: """
        Prints the cost of a GPU-hour by factor, tokens per second, the cost of a million tokens \
        beside what APIs ask, and for a stake the α at which the GPU earns its cost. Every number \
        the result rests on has a source and a date: --assumptions lists them. Your own numbers come \
        from a JSON file of the form of the library's catalogue, or from the options.
        """,
      version: "0.1.0")

    @Option(name: .long, help: "GPU of the catalogue, as h100 or rtx-4090.")
    var gpu = "h100"

    @Option(name: .long, help: "How many GPUs share the model, 1 to 1024.")
    var gpus = 1

    @Option(name: .long, help: "Model of the catalogue, as llama-3-8b.")
    var model = "llama-3-8b"

    @Option(name: .long, help: "Site of the catalogue; the GPU's usual one where not given.")
    var site: String?

    @Option(name: .long, help: "Share of the time in useful work, above 0, at most 1.")
    var utilisation: Double?

    @Option(name: .long, help: "Rent in dollars per hour: the GPU is rented, not owned.")
    var rent: String?

    @Option(name: .long, help: "Price of the GPU in dollars, its share of the server included.")
    var capital: String?

    @Option(name: .long, help: "Electricity in dollars per kWh.")
    var electricity: String?

    @Option(name: .long, help: "Sequences in a batch.")
    var batch = 256.0

    @Option(name: .long, help: "Tokens of a prompt.")
    var prompt = 200.0

    @Option(name: .long, help: "Tokens of an answer.")
    var output = 400.0

    @Option(name: .long, help: "Bytes of a weight: 2 for bf16, 1 for fp8.")
    var bytesPerWeight = 2.0

    @Option(name: .long, help: "Tokens staked on each GPU.")
    var stake = "10000"

    @Option(name: .long, help: "Dollars per token.")
    var tokenPrice = "0.50"

    @Option(name: .long, help: "Efficiency factor η that is paid, 1 to 10; given, not measured.")
    var eta = "1"

    @Option(name: .long, help: "Hours of a round.")
    var round = 24.0

    @Option(name: .long, help: "What a locked stake has to return per year.")
    var requiredReturn = 0.08

    @Option(name: .long, help: "File with your own GPUs, models, sites and prices, as JSON.")
    var numbers: String?

    @Option(name: .long, help: "File to write a page with pictures to.")
    var report: String?

    @Option(name: .long, help: "File to write the plan to, as JSON.")
    var json: String?

    @Flag(name: .long, help: "List the numbers the result rests on, with source and date.")
    var assumptions = false

    func run() throws {
      do {
        let catalogue = try readCatalogue()
        let plan = try Plan(wishes, from: catalogue)
        print(plan.text(listsAssumptions: assumptions), terminator: "")
        if let report { try write(Data(PlanPage(of: plan, in: catalogue).markup.utf8), to: report) }
        if let json {
          let encoder = JSONEncoder()
          encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
          try write(encoder.encode(plan.summary), to: json)
        }
      } catch let error as CatalogueError {
        throw ValidationError(error.description)
      } catch let error as EconomicsError {
        throw ValidationError(error.description)
      } catch let error as PlanError {
        throw ValidationError(error.description)
      }
    }

    private var wishes: Wishes {
      Wishes(
        gpu: gpu, gpus: gpus, model: model, site: site, utilisation: utilisation, rent: rent,
        capital: capital, electricity: electricity, batch: batch, prompt: prompt, output: output,
        bytesPerWeight: bytesPerWeight, stake: stake, tokenPrice: tokenPrice, eta: eta,
        round: round, requiredReturn: requiredReturn)
    }

    private func readCatalogue() throws -> Catalogue {
      let standard = try Catalogue.standard()
      guard let numbers else { return standard }
      let data: Data
      do {
        data = try Data(contentsOf: URL(fileURLWithPath: numbers))
      } catch {
        throw ValidationError("\(numbers) cannot be read: \(error.localizedDescription)")
      }
      return try standard.adding(json: Array(data))
    }

    private func write(_ data: Data, to path: String) throws {
      do {
        try data.write(to: URL(fileURLWithPath: path))
      } catch {
        throw ValidationError("\(path) cannot be written: \(error.localizedDescription)")
      }
    }
  }
#else
  @main
  enum HostingPlannerCommand {
    static func main() {
      print("Build with the trait Executables.")
    }
  }
#endif
