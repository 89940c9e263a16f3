// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  import HostingEconomics
  import NetworkSimulation

  /// A number of the scenario that a sweep can vary.
  enum SweptNumber: String, CaseIterable {
    case alpha, attention, burn, candidates, emission, patience, pressure, take, treasury
    case tokenPrice = "token-price"

    static let list = allCases.map(\.rawValue).joined(separator: ", ")

    /// Reads `name=value,value,…`.
    static func parse(_ text: String) throws -> (SweptNumber, [String]) {
      let parts = text.split(separator: "=", maxSplits: 1)
      let values = parts.count == 2 ? parts[1].split(separator: ",").map(String.init) : []
      guard let name = parts.first, let number = SweptNumber(rawValue: String(name)),
        !values.isEmpty, values.count <= 1000
      else { throw ForecastError.sweep(text) }
      return (number, values)
    }

    func set(_ value: String, in scenario: inout Scenario) throws {
      func number() throws -> Double {
        guard let number = Double(value) else { throw ForecastError.number(rawValue, value) }
        return number
      }
      func count() throws -> Int {
        guard let count = Int(value) else { throw ForecastError.number(rawValue, value) }
        return count
      }
      switch self {
      case .alpha: scenario.alpha = try ForecastScenario.ratio(rawValue, value)
      case .attention: scenario.attention = try number()
      case .burn: scenario.burnPPM = try ForecastScenario.partsPerMillion(rawValue, number())
      case .candidates: scenario.candidates = try count()
      case .emission: scenario.emission = .constant(try TokenUnits.parse(value))
      case .patience: scenario.patience = try count()
      case .pressure: scenario.price.pressure = try number()
      case .take: scenario.takePPM = try ForecastScenario.partsPerMillion(rawValue, number())
      case .treasury:
        scenario.treasuryPPM = try ForecastScenario.partsPerMillion(rawValue, number())
      case .tokenPrice: scenario.price.start = try USD(parsing: value)
      }
    }
  }
#endif
