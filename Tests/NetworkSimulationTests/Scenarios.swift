// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import HostingEconomics
import NetworkSimulation

/// Scenarios the tests play.
enum Scenarios {
  static func standard(
    candidates: Int = 200, rounds: Int = 120, seed: UInt64 = 1, demand: String = "2000",
    growth: Double = 1
  ) throws -> Scenario {
    let catalogue = try Catalogue.standard()
    func kind(_ name: String, capacity: UInt64, weight: Double) throws -> ProviderKind {
      let gpu = try catalogue.gpu(named: name)
      return ProviderKind(
        name: name,
        cost: try catalogue.costModel(owning: gpu, at: catalogue.site(named: gpu.site)),
        capacity: capacity, weight: weight, stake: 1000)
    }
    return Scenario(
      kinds: [
        try kind("h100", capacity: 1000, weight: 1), try kind("rtx-4090", capacity: 167, weight: 3),
      ], candidates: candidates, rounds: rounds,
      demand: .growing(
        perRound: try USD(parsing: demand), growthPerYear: growth, season: 0.1, volatility: 0.3),
      price: PricePath(start: try USD(parsing: "0.5"), volatility: 0.6, pressure: 1),
      ceiling: try USDPerHour(parsing: "2.70"), floor: try USDPerHour(parsing: "0.40"),
      emission: .geometric(
        first: try TokenUnits.parse("2000"), factor: try Ratio(parsing: "0.945"), period: 30),
      alpha: try Ratio(parsing: "0.002"), burnPPM: 200_000, initialSupply: 10_000_000, seed: seed)
  }
}
