// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HostingEconomics
import TestSupport
import Testing

/// The published numbers the formulas are held against, O1 to O17 of the research note, each with the
/// note's tolerance.
@Suite struct OracleTests {
  private let catalogue: Catalogue

  init() throws { catalogue = try Catalogue.standard() }

  private func shape(_ name: String) throws -> TransformerShape {
    try catalogue.model(named: name).shape
  }

  @Test("O1: operations of training GPT-3")
  func trainingOperations() throws {
    let operations = try shape("gpt-3").trainingFLOPs(tokens: 300e9)
    // The paper prints 3.14e23 and 3640 PF-days.
    expectWithin(operations.value, 3.14e23, 0.002)
    expectWithin(operations.value / (1e15 * 86_400), 3640, 0.002)
  }

  @Test("O2: GPT-3 on V100s")
  func trainingCostOnV100() throws {
    let run = TrainingEstimate(
      operations: try shape("gpt-3").trainingFLOPs(tokens: 300e9), gpus: 1,
      achieved: FLOPRate(28e12))
    let hours = try run.gpuHours()
    expectWithin(hours.years.value, 355, 0.02)
    expectWithin(try USDPerHour(parsing: "1.50").cost(of: hours).double, 4.6e6, 0.02)
  }

  @Test("O3: days of training 175 billion parameters on 300 billion tokens with Megatron")
  func megatronDays() throws {
    let model = try shape("gpt-3")
    func days(_ operations: FLOPs, gpus: Int, _ teraflops: Double) throws -> Double {
      try TrainingEstimate(
        operations: operations, gpus: gpus, achieved: FLOPRate(teraflops * 1e12)
      ).duration().value / 24
    }
    // One iteration of 1536 sequences of 2048 tokens, as often as 300 billion tokens need.
    let iterations = 300e9 / (1536 * 2048)
    let exact = model.megatronFLOPs(batch: 1536, sequence: 2048) * iterations
    for (gpus, teraflops, published) in [(768, 149.0, 43.55), (1536, 141, 23.01)] {
      expectWithin(
        try days(exact, gpus: gpus, teraflops), published, 0.002, "llm-analysis, \(gpus) GPUs")
    }
    // The paper says 34 days on 1024; its exact form gives 34.7, the usual 8ND 33.8.
    expectWithin(try days(exact, gpus: 1024, 140), 34, 0.03, "exact")
    let eight = model.trainingFLOPs(tokens: 300e9, recomputes: true)
    expectWithin(try days(eight, gpus: 1024, 140), 34, 0.03, "8ND")
  }

  /// What the cost model says a GPU at full work emits in an hour.
  private func carbonPerHour(watts: Double, pue: Double, grid: Double) throws -> Kilograms {
    var model = try CostModelTests.model("h100")
    model.power = PowerDraw(load: Watts(watts), idle: .zero, host: .zero)
    model.utilisation = 1
    model.facility = .own(powerUsageEffectiveness: pue)
    model.grid = CarbonIntensity(grid)
    return try model.breakdown().carbonPerHour
  }

  @Test(
    "O4: energy and carbon of Llama 2",
    arguments: [
      (184_320.0, 31.22), (368_640.0, 62.44), (1_720_320.0, 291.42),
    ])
  func llama2Carbon(_ row: (hours: Double, tonnes: Double)) throws {
    let carbon = try carbonPerHour(watts: 400, pue: 1.1, grid: 0.385) * row.hours
    expectWithin(carbon.value / 1000, row.tonnes, 0.0002)
  }

  @Test("O5: GPU-hours of LLaMA 1")
  func llama1Hours() throws {
    let rows: [(Int, Int, Int, Int, Double, Double)] = [
      (32, 4096, 32, 11008, 1e12, 82_432), (40, 5120, 40, 13_824, 1e12, 135_168),
      (60, 6656, 52, 17_920, 1.4e12, 530_432), (80, 8192, 64, 22_016, 1.4e12, 1_022_362),
    ]
    for (layers, width, heads, inner, tokens, published) in rows {
      let model = TransformerShape(
        layers: layers, width: width, heads: heads, feedForwardWidth: inner, vocabulary: 32_000)
      let run = TrainingEstimate(
        operations: model.trainingFLOPs(tokens: tokens), gpus: 1,
        achieved: FLOPRate(312e12 * 0.476))
      expectWithin(try run.gpuHours().value, published, 0.10, "\(layers) layers")
    }
    // The paper's own throughput of the largest, 380 tokens per second and GPU.
    let hours = (TextTokens(1.4e12) / TokenRate(380)).hours
    expectWithin(hours.value, 1_022_362, 0.002)
  }

  @Test("O6: Llama 3.1, carbon of three models and utilisation of the largest")
  func llama31() throws {
    for (hours, tonnes) in [(30.84e6, 8930.0), (7.0e6, 2040), (1.46e6, 420)] {
      let carbon = try carbonPerHour(watts: 700, pue: 1, grid: 0.4137) * hours
      expectWithin(carbon.value / 1000, tonnes, 0.01)
    }
    let utilisation = try TrainingEstimate.utilisation(
      operations: FLOPs(6 * 405.85e9 * 15.6e12), gpuHours: Hours(30.84e6),
      peak: FLOPRate(989e12))
    expectWithin(utilisation, 0.346, 0.002)
  }

  @Test("O7, negative: published hours of the smaller Llama 3.1 hold more than one clean run")
  func smallerModelsAreNotSixND() throws {
    for (name, hours, found) in [
      ("llama-3-8b", 1.46e6, 0.139), ("llama-3-70b", 7.0e6, 0.255),
    ] {
      let utilisation = try TrainingEstimate.utilisation(
        operations: try shape(name).trainingFLOPs(tokens: 15e12), gpuHours: Hours(hours),
        peak: FLOPRate(989e12))
      expectWithin(utilisation, found, 0.005, name)
      // Were 6ND the whole story, this would be near the 0.346 of O6. It is not, and must not be
      // asserted to be.
      #expect(utilisation < 0.9 * 0.346, "\(name)")
    }
  }

  @Test("O8: LLaMA 7B on an A100, one sequence of 512 and 32 tokens")
  func llmAnalysis7B() throws {
    let model = try shape("llama-7b")
    let values = model.keyValueBytesPerToken(bytesPerValue: 2) * 544
    expectWithin(values.value / 1e6, 285.21, 0.0001)
    func step(_ bandwidth: Double) throws -> Double {
      var plan = ServingPlan(
        model: model, accelerator: try catalogue.gpu(named: "a100-80-sxm").accelerator, batch: 1,
        prompt: 512, output: 64, efficiency: Efficiency(bandwidth: bandwidth, compute: 1),
        overlap: .hidden)
      // llm-analysis keeps the cache of all 544 tokens, and computes one token.
      #expect(plan.meanContext == 544)
      plan.batch = 1
      return try #require(try plan.estimate().estimate).step.value * 1000
    }
    // 6.7307 and 7.4788 there; it counts 13.147 GB of weights, we 13.477 (both embeddings), and it
    // adds 0.129 ms for the embedding's look-up.
    expectWithin(try step(1), 6.730_704_8, 0.003)
    expectWithin(try step(0.9), 7.478_827_6, 0.003)
    let prefill = model.prefillFLOPs(prompt: 512)
    expectWithin((prefill / FLOPRate(312e12)).value * 1000, 22.41, 0.02)
    expectWithin((prefill / FLOPRate(312e12 * 0.7)).value * 1000, 31.89, 0.02)
  }

  @Test("O9: a 13B GPT on an A100 with 40 GB, measured by kipply")
  func measured13B() throws {
    let model = TransformerShape(
      layers: 40, width: 5120, heads: 40, feedForwardWidth: 20_480, vocabulary: 50_257,
      isGated: false, isTied: true, normalisation: .layer)
    let accelerator = try catalogue.gpu(named: "a100-40-sxm").accelerator
    let prefill = model.prefillFLOPs(prompt: 512) / FLOPRate(312e12 * 0.7)
    expectWithin(prefill.value * 1000, 63.17, 0.15)
    let plan = ServingPlan(
      model: model, accelerator: accelerator, batch: 1, prompt: 0, output: 1044,
      efficiency: Efficiency(bandwidth: 0.9, compute: 0.7))
    let step = try #require(try plan.estimate().estimate).step
    // 22.0 ms measured; ours is 14.6 % below, llm-analysis's 18.97 ms 13.8 %.
    expectWithin(step.value * 1000, 22.0, 0.15)
  }

  @Test(
    "O10: dollars per million tokens, Epoch's notebook",
    arguments: [
      (1474.77788357, 0.39553979), (247.10077728, 2.36071023), (83.39670356, 6.99468095),
    ])
  func epochIdentity(_ row: (rate: Double, dollars: Double)) throws {
    let price = try USDPerHour(parsing: "2.10").perMillionTokens(at: TokenRate(row.rate))
    expectWithin(price.perUnit.double, row.dollars, 1e-7)
  }

  @Test("O11: the same, SemiAnalysis InferenceX at $2.21")
  func inferenceXIdentity() throws {
    let rent = try USDPerHour(parsing: "2.21")
    for (rate, printed) in [(32.8, "18.72"), (1613.8, "0.38"), (3148, "0.20")] {
      let price = try rent.perMillionTokens(at: TokenRate(rate))
      #expect(price.perUnit.amount.text(digits: 2) == printed, "\(rate)")
    }
    // Their row 5336.2 → 0.10 is wrong: it is 0.115.
    let price = try rent.perMillionTokens(at: TokenRate(5336.2))
    #expect(price.perUnit.amount.text(digits: 3) == "0.115")
  }

  /// The settings behind figure 1 of arXiv 2205.05198, as calculon's `validation` folder has them.
  private static let figure1: [(TrainingMemory, state: Double, all: Double, selective: Double)] = [
    (
      TrainingMemory(
        layers: 48, width: 6144, heads: 64, sequence: 2048, microBatch: 4, tensorParallel: 8),
      45.5625, 59.25, 9.5625
    ),
    (
      TrainingMemory(
        layers: 96, width: 12_288, heads: 96, sequence: 2048, microBatch: 1, tensorParallel: 8,
        pipelineParallel: 8, interleaving: 3), 45.5625, 66.84375, 12.3515625
    ),
    (
      TrainingMemory(
        layers: 105, width: 20_480, heads: 128, sequence: 2048, microBatch: 1, tensorParallel: 8,
        pipelineParallel: 35, interleaving: 3), 31.640625, 114.0234375, 23.076171875
    ),
    (
      TrainingMemory(
        layers: 128, width: 25_600, heads: 160, sequence: 2048, microBatch: 1, tensorParallel: 8,
        pipelineParallel: 64), 32.958984375, 131.25, 26.5625
    ),
  ]

  @Test("O12: training memory in GiB, exact in all twelve cells")
  func trainingMemory() throws {
    for (setting, state, all, selective) in Self.figure1 {
      #expect(try setting.state().gibibytes.value == state)
      #expect(try setting.activations(.all).gibibytes.value == all)
      #expect(try setting.activations(.selective).gibibytes.value == selective)
      #expect(try setting.activations(.recomputed) < setting.activations(.selective))
    }
  }

  /// The rows of the leaderboard's file.
  private struct Measured {
    let model: String
    let gpus: Int
    let batch: Double
    let output: Double
    let watts: Double
    let joulesPerToken: Double
    let rate: Double
  }

  private func measured() throws -> [Measured] {
    let file = try #require(
      Bundle.module.url(forResource: "Vectors/ml-energy-h100", withExtension: "csv"))
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.dropFirst()
      .map { $0.split(separator: ",").map(String.init) }
    return try rows.map { row in
      func number(_ index: Int) throws -> Double { try #require(Double(row[index])) }
      return Measured(
        model: row[0], gpus: try #require(Int(row[1])), batch: try number(3),
        output: try number(4), watts: try number(5), joulesPerToken: try number(6),
        rate: try number(7))
    }
  }

  private func worst(_ rows: [Measured], _ efficiency: Efficiency) throws -> Double {
    var worst = 0.0
    for row in rows {
      let plan = ServingPlan(
        model: try shape(row.model), accelerator: try catalogue.gpu(named: "h100").accelerator,
        gpus: row.gpus, batch: row.batch, prompt: 200, output: row.output,
        efficiency: efficiency)
      let rate: Double
      switch try plan.estimate() {
      case .fits(let estimate): rate = estimate.rate.value
      case .doesNotFit(let needed, let available, _):
        Issue.record("\(row.model), batch \(row.batch): \(needed) in \(available)")
        continue
      }
      worst = max(worst, (rate / row.rate - 1).magnitude)
    }
    return worst
  }

  @Test("O13: measured decode throughput, 23 points of ML.ENERGY")
  func measuredDecodeThroughput() throws {
    let rows = try measured()
    #expect(rows.count == 23)
    let small = rows.filter { $0.model == "llama-3-8b" }
    let large = rows.filter { $0.model == "llama-3-70b" }
    #expect(small.count == 11 && large.count == 12)
    let fittedSmall = try worst(
      small, Efficiency(bandwidth: 0.81, compute: 0.34, overhead: Seconds(0.0005)))
    let fittedLarge = try worst(large, Efficiency(bandwidth: 0.63, compute: 0.46))
    #expect(fittedSmall < 0.06, "\(fittedSmall)")
    #expect(fittedLarge < 0.06, "\(fittedLarge)")
    let standard = try worst(rows, .standard)
    #expect(standard < 0.15, "\(standard)")
    // What the sheet promises misses by far more: the efficiencies are what is fitted.
    #expect(try worst(rows, .ideal) > 0.3)
  }

  @Test("O14: joules per token are power over rate, on all 23 points")
  func joulesPerToken() throws {
    for row in try measured() {
      let energy = Watts(row.watts) / TokenRate(row.rate)
      expectWithin(energy.value, row.joulesPerToken, 1e-9, "\(row.model) \(row.batch)")
      // The same by the whole cost model: the measured power of one GPU, at full use, no cooling.
      var model = try CostModelTests.model("h100")
      model.power = PowerDraw(
        load: Watts(row.watts / Double(row.gpus)), idle: .zero, host: .zero)
      model.utilisation = 1
      model.facility = .own(powerUsageEffectiveness: 1)
      let work = try model.breakdown().costOfWork(gpus: row.gpus, rate: TokenRate(row.rate))
      expectWithin(work.energyPerToken.value, row.joulesPerToken, 1e-9, row.model)
    }
  }

  @Test("O15: one sequence alone against the bandwidth's ceiling")
  func singleStreamCeiling() throws {
    let weights = try shape("llama-3-8b").weightBytes(bytesPerWeight: 2)
    for (gpu, rate, share) in [("a100-40-sxm", 75.0, 0.775), ("l40s", 44, 0.818)] {
      let ceiling = 1 / (weights / (try catalogue.gpu(named: gpu).accelerator.bandwidth)).value
      expectWithin(rate / ceiling, share, 0.01, gpu)
    }
  }

  @Test(
    "O16: parameters, exact",
    arguments: [
      ("llama-3-8b", 8_030_261_248, 8_030_261_248, 131_072),
      ("llama-3-70b", 70_553_706_496, 70_553_706_496, 327_680),
      ("llama-2-70b", 68_976_648_192, 68_976_648_192, 327_680),
      ("mixtral-8x7b", 46_702_792_704, 12_879_925_248, 131_072),
      ("gpt-3-175b", 174_604_259_328, 174_604_259_328, 4_718_592),
      ("all-minilm-l6-v2", 22_713_216, 22_713_216, 0),
    ])
  func parameterCounts(_ row: (name: String, total: Int, active: Int, cache: Int)) throws {
    let model = try shape(row.name)
    #expect(model.parameters == row.total)
    #expect(model.activeParameters == row.active)
    #expect(model.keyValueBytesPerToken(bytesPerValue: 2).value == Double(row.cache))
  }

  @Test("O16: Mixtral 8x22B as Epoch counts it: one key-value head, no norms, no router")
  func epochsMixtral() {
    let model = TransformerShape(
      layers: 56, width: 6144, heads: 48, keyValueHeads: 1, feedForwardWidth: 16_384,
      vocabulary: 32_000, normalisation: .none,
      experts: TransformerShape.Experts(total: 8, active: 2, hasRouter: false))
    #expect(model.parameters == 140_000_624_640)
    #expect(model.activeParameters == 38_532_022_272)
  }

  @Test("O16: MiniLM without its pooler, and its operations per token")
  func miniLM() throws {
    var model = try shape("minilm")
    model.hasPooler = false
    #expect(model.parameters == 22_565_376)
    // The note's 22.4 MFLOP per token at 128 tokens.
    expectWithin(model.encodeFLOPs(tokens: 128).value / 128 / 1e6, 22.4, 0.005)
  }

  @Test("O17: shares of a frontier laboratory's training, Cottier and others 2024")
  func laboratoryShares() throws {
    // A laboratory, not a host: few GPUs per researcher. Hardware 47–67 %, staff 29–49 %, energy
    // 2–6 %; the paper has no line for upkeep and bandwidth, so the shares are those of its three.
    var model = try CostModelTests.model("h100")
    model.utilisation = 1
    model.staffing = Staffing(
      cost: USDPerYear(USD(600_000)), gpusPerEngineer: 70)
    model.hardware = .owned(
      capital: USD(39_560), depreciation: .epoch, maintenancePerYear: 0)
    model.facility = .own(powerUsageEffectiveness: 1.1)
    let cost = try model.breakdown()
    let hardware = cost[.compute].double
    let staff = cost[.personnel].double
    let energy = cost[.electricity].double + cost[.cooling].double
    let total = hardware + staff + energy
    #expect((0.47...0.67).contains(hardware / total), "\(hardware / total)")
    #expect((0.29...0.49).contains(staff / total), "\(staff / total)")
    #expect((0.02...0.06).contains(energy / total), "\(energy / total)")
    // The hosting preset is outside the band on purpose: another business, other shares.
    let host = try CostModelTests.model("h100").breakdown()
    #expect(!(0.29...0.49).contains(host.share(of: .personnel)))
  }
}
