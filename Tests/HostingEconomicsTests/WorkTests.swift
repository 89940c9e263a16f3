// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import HostingEconomics
import TestSupport
import Testing

@Suite struct WorkTests {
  private let catalogue: Catalogue

  init() throws { catalogue = try Catalogue.standard() }

  private func plan(_ model: String, _ gpu: String, gpus: Int = 1, batch: Double) throws
    -> ServingPlan
  {
    ServingPlan(
      model: try catalogue.model(named: model).shape,
      accelerator: try catalogue.gpu(named: gpu).accelerator, gpus: gpus, batch: batch)
  }

  @Test func doesNotFitIsAnAnswer() throws {
    guard
      case .doesNotFit(let needed, let available, let largest) = try plan(
        "llama-3-70b", "h100", batch: 1
      ).estimate()
    else {
      Issue.record("70 billion parameters on one H100")
      return
    }
    #expect(needed > Gigabytes(141) && available == Gigabytes(72) && largest == 0)
    // The largest batch that is named fits, and one more does not.
    guard case .doesNotFit(_, _, let most) = try plan("llama-3-8b", "h100", batch: 1e6).estimate()
    else {
      Issue.record("a million sequences")
      return
    }
    #expect(most > 100)
    #expect(try plan("llama-3-8b", "h100", batch: Double(most)).estimate().estimate != nil)
    #expect(try plan("llama-3-8b", "h100", batch: Double(most + 1)).estimate().estimate == nil)
  }

  @Test func aLargerBatchIsFasterAndBounded() throws {
    let peak = try catalogue.gpu(named: "h200").accelerator.peak.value
    let model = try catalogue.model(named: "llama-3-8b").shape
    var before = 0.0
    for batch in [1.0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] {
      let estimate = try #require(
        try plan("llama-3-8b", "h200", batch: batch).estimate().estimate)
      #expect(estimate.rate.value > before, "batch \(batch)")
      #expect(estimate.rate.value < peak / (2 * Double(model.activeParameters)))
      before = estimate.rate.value
    }
  }

  @Test func everythingBetterIsFaster() throws {
    let base = try plan("llama-3-70b", "h100", gpus: 4, batch: 32)
    let rate = try #require(try base.estimate().estimate).rate
    func faster(_ change: (inout ServingPlan) -> Void) throws {
      var better = base
      change(&better)
      #expect(try #require(try better.estimate().estimate).rate > rate)
    }
    try faster { $0.gpus = 8 }
    try faster { $0.accelerator.bandwidth = $0.accelerator.bandwidth * 1.1 }
    try faster { $0.accelerator.peak = $0.accelerator.peak * 1.1 }
    try faster { $0.efficiency.bandwidth = 0.8 }
    try faster { $0.efficiency.compute = 0.5 }
    try faster { $0.bytesPerWeight = 1 }
    try faster { $0.bytesPerValue = 1 }
    try faster { $0.prompt = 100 }
    try faster { $0.overlap = .hidden }
  }

  @Test func expertsAreReadAsTheBatchChoosesThem() throws {
    let mixtral = try catalogue.model(named: "mixtral-8x7b").shape
    let one = mixtral.weightBytes(read: 1, bytesPerWeight: 2)
    let all = mixtral.weightBytes(bytesPerWeight: 2)
    // One token reads what it passes through, many read everything.
    expectWithin(one.value, 2 * Double(mixtral.activeParameters), 1e-12)
    #expect(mixtral.weightBytes(read: 1000, bytesPerWeight: 2) <= all)
    expectWithin(mixtral.weightBytes(read: 1000, bytesPerWeight: 2).value, all.value, 1e-12)
    let dense = try catalogue.model(named: "llama-3-8b").shape
    #expect(
      dense.weightBytes(read: 1, bytesPerWeight: 2) == dense.weightBytes(bytesPerWeight: 2))
  }

  @Test func numbersThatCannotBeAreNamed() throws {
    let good = try plan("llama-3-8b", "h100", batch: 8)
    func refused(_ name: String, _ change: (inout ServingPlan) -> Void) {
      var plan = good
      change(&plan)
      let error = #expect(throws: EconomicsError.self) { try plan.estimate() }
      #expect("\(error, default: "none")".contains(name))
    }
    refused("batch") { $0.batch = 0 }
    refused("batch") { $0.batch = .nan }
    refused("GPUs") { $0.gpus = 0 }
    refused("answer") { $0.output = 0 }
    refused("prompt") { $0.prompt = -1 }
    refused("weight") { $0.bytesPerWeight = 0 }
    refused("bandwidth efficiency") { $0.efficiency.bandwidth = 1.1 }
    refused("memory") { $0.accelerator.memory = .zero }
    refused("layers") { $0.model.layers = .max }
    refused("divisor") { $0.model.keyValueHeads = 3 }
    #expect(throws: EconomicsError.self) {
      try TrainingEstimate(operations: FLOPs(1), gpus: 0, achieved: FLOPRate(1)).duration()
    }
    #expect(throws: EconomicsError.self) {
      try TrainingEstimate(operations: FLOPs(1), gpus: 1, achieved: FLOPRate(0)).gpuHours()
    }
  }

  @Test func peersOnASlowLinkWaitForIt() throws {
    // 2·(n−1)/n·N·b over 10 MB/s.
    let link = PeerLink(peers: 4, uplink: ByteRate(10e6), bytesPerNumber: 2, compression: 0.5)
    #expect(try link.bytes(parameters: 1_000_000) == Bytes(1.5e6))
    #expect(try link.duration(parameters: 1_000_000) == Seconds(0.15))
    #expect(try PeerLink(peers: 1, uplink: ByteRate(1)).bytes(parameters: 5) == .zero)
    #expect(throws: EconomicsError.self) {
      try PeerLink(peers: 2, uplink: ByteRate(0)).duration(parameters: 1)
    }
  }

  @Test func trainingFitsOrNot() throws {
    let small = TrainingMemory(
      layers: 48, width: 6144, heads: 64, sequence: 2048, microBatch: 4, tensorParallel: 8)
    #expect(try !small.fits(Gigabytes(80)))
    #expect(try small.fits(Gigabytes(80), keeping: .selective))
  }

  /// The note's worked use case: what a million tokens cost on an H100 of one's own and on a rented
  /// one, at the measured rates.
  @Test func aMillionTokensCostWhatTheNoteSays() throws {
    let breakdown = try CostModelTests.model("h100").breakdown()
    for (rate, gpus, own, rented) in [
      (9009.6, 1, 0.0771, 0.0829), (4915.1, 4, 0.566, 0.608),
    ] {
      let cost = try breakdown.costOfWork(gpus: gpus, rate: TokenRate(rate))
      expectWithin(cost.perMillionTokens.perUnit.double, own, 0.001)
      let rent = try USDPerHour(parsing: "2.69")
        .perMillionTokens(at: TokenRate(rate / Double(gpus)))
      expectWithin(rent.perUnit.double, rented, 0.001)
    }
    // Energy per token is that of a useful hour: 1.232 kWh / 0.7 over its tokens.
    let cost = try breakdown.costOfWork(gpus: 1, rate: TokenRate(9009.6))
    expectWithin(cost.energyPerToken.value, 0.8 * 1.54 * 3.6e6 / 0.7 / (9009.6 * 3600), 1e-9)
    expectWithin(
      cost.carbonPerToken.value, 0.8 * 1.54 * 385 / 0.7 / (9009.6 * 3600), 1e-9)
    // And the API is cheaper: the model says so.
    let offer = try #require(
      try catalogue.model(named: "llama-3-8b").offers.map(\.output.value).min())
    #expect(offer < cost.perMillionTokens)
  }
}
