// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import HostingEconomics
import NetworkSimulation

/// What a quote and a simulated round take.
enum EconomicsBenchmarks {
  static let all: [Benchmark] = [
    Benchmark("economics/cost of an hour", unit: "breakdown", operations: 1_000) {
      let model = try ownedH100()
      return { for _ in 0..<1_000 { sink(try model.breakdown()) } }
    },
    Benchmark("economics/tornado of six inputs", unit: "tornado", operations: 100) {
      let model = try ownedH100()
      return { for _ in 0..<100 { sink(try model.sensitivity()) } }
    },
    Benchmark("economics/read the catalogue", unit: "catalogue") {
      { sink(try Catalogue.standard()) }
    },
    Benchmark("economics/simulate 10000 providers", unit: "round", operations: 10) {
      var run = try NetworkRun(scenario(10_000))
      try run.playRound()
      return { for _ in 0..<10 { sink(try run.playRound()) } }
    },
  ]

  private static func ownedH100() throws -> CostModel {
    let catalogue = try Catalogue.standard()
    let gpu = try catalogue.gpu(named: "h100")
    return try catalogue.costModel(owning: gpu, at: catalogue.site(named: gpu.site))
  }

  private static func scenario(_ candidates: Int) throws -> Scenario {
    let cost = try ownedH100()
    return Scenario(
      kinds: [ProviderKind(name: "h100", cost: cost, capacity: 1000, weight: 1, stake: 1000)],
      candidates: candidates, initialShare: 1, rounds: 100_000,
      demand: .growing(
        perRound: USD(candidates * 50), growthPerYear: 0.5, season: 0.1, volatility: 0.3),
      price: PricePath(start: try USD(parsing: "0.5"), volatility: 0.5),
      ceiling: try USDPerHour(parsing: "2.70"), floor: try USDPerHour(parsing: "0.40"),
      emission: .constant(try TokenUnits.parse("100000")), alpha: try Ratio(parsing: "0.01"),
      initialSupply: UInt64(candidates) * 50_000)
  }
}
