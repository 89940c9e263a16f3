// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  import ExactArithmetic
  import HostingEconomics
  import NetworkSimulation

  /// The scenario that the options describe.
  struct ForecastScenario {
    let scenario: Scenario

    init(_ network: NetworkOptions, _ token: TokenOptions, seed: UInt64) throws {
      guard (1...1_000_000).contains(network.providers) else {
        throw ForecastError.count("--providers", network.providers, 1_000_000)
      }
      let candidates = network.providers
      let (supply, overflow) = UInt64(candidates).multipliedReportingOverflow(by: 5000)
      precondition(!overflow, "A million times 5000 fits.")
      scenario = Scenario(
        kinds: try Self.kinds(network.gpu, stake: token.stake), candidates: candidates,
        initialShare: network.initialShare, rounds: network.rounds,
        roundLength: Hours(network.roundHours),
        demand: .growing(
          perRound: try network.demand.map { try USD(parsing: $0) } ?? USD(candidates * 5),
          growthPerYear: network.growth, season: network.season, volatility: network.volatility),
        price: PricePath(
          start: try USD(parsing: token.tokenPrice), volatility: token.priceVolatility,
          pressure: token.pressure),
        ceiling: try USDPerHour(parsing: network.ceiling),
        floor: try USDPerHour(parsing: network.floor),
        emission: try Self.emission(token, candidates),
        alpha: try Self.ratio("--alpha", token.alpha), eta: try Self.ratio("--eta", token.eta),
        treasuryPPM: try Self.partsPerMillion("--treasury", token.treasury),
        burnPPM: try Self.partsPerMillion("--burn", token.burn),
        takePPM: try Self.partsPerMillion("--take", token.take),
        initialSupply: token.supply ?? supply, requiredReturn: token.requiredReturn,
        patience: network.patience, attention: network.attention, seed: seed)
    }

    /// Capacity is the dense peak as thousandths of the best of them.
    private static func kinds(_ wishes: [String], stake: UInt64) throws -> [ProviderKind] {
      let catalogue = try Catalogue.standard()
      let chosen = try wishes.map { wish in
        let parts = wish.split(separator: "=", omittingEmptySubsequences: false)
        let weight = parts.count == 1 ? 1 : parts.count == 2 ? Double(parts[1]) : nil
        guard let weight else { throw ForecastError.gpu(wish) }
        return (gpu: try catalogue.gpu(named: String(parts[0])), weight: weight)
      }
      let best = chosen.map(\.gpu.teraflops.value).max() ?? 1
      return try chosen.map { gpu, weight in
        ProviderKind(
          name: gpu.id,
          cost: try catalogue.costModel(owning: gpu, at: catalogue.site(named: gpu.site)),
          capacity: UInt64((gpu.teraflops.value / best * 1000).rounded()), weight: weight,
          stake: stake)
      }
    }

    private static func emission(
      _ token: TokenOptions, _ candidates: Int
    ) throws -> EmissionSchedule {
      let first = try TokenUnits.parse(token.emission ?? "\(candidates)")
      switch token.emissionRule {
      case .constant: return .constant(first)
      case .geometric:
        return .geometric(
          first: first, factor: try ratio("--emission-factor", token.emissionFactor),
          period: token.emissionPeriod)
      case .halving:
        guard let cap = token.cap else { throw ForecastError.noCap }
        return .halving(first: first, cap: try TokenUnits.parse(cap))
      }
    }

    static func ratio(_ name: String, _ text: String) throws -> Ratio {
      guard let ratio = Ratio(text) else { throw ForecastError.number(name, text) }
      return ratio
    }

    static func partsPerMillion(_ name: String, _ share: Double) throws -> UInt32 {
      guard (0...1).contains(share) else { throw ForecastError.number(name, "\(share)") }
      return UInt32((share * 1e6).rounded())
    }
  }

  /// Why options are no scenario.
  enum ForecastError: Error, CustomStringConvertible {
    case count(String, Int, Int)
    case gpu(String)
    case noCap
    case number(String, String)
    case sweep(String)

    var description: String {
      switch self {
      case .count(let name, let value, let most): "\(name) is \(value), not from 1 to \(most)."
      case .gpu(let text): "--gpu has \"\(text)\", not a name or name=weight."
      case .noCap: "--emission-rule halving needs --cap."
      case .number(let name, let text): "\(name) is \"\(text)\", which it cannot be."
      case .sweep(let text):
        "--sweep is \"\(text)\", not a name with values, as alpha=0.001,0.002. Names: "
          + "\(SweptNumber.list)."
      }
    }
  }
#endif
