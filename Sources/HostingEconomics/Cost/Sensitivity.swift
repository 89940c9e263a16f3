// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What an input's range does to the cost of a useful hour.
public struct Sensitivity: Sendable, Hashable {
  /// The input.
  public let input: CostInput
  /// The ends of its range.
  public let low: Double
  /// The upper end of its range.
  public let high: Double
  /// The cost of a useful hour at the lower end.
  public let costAtLow: USD
  /// The cost of a useful hour at the upper end.
  public let costAtHigh: USD

  /// How far the two costs are apart, in dollars.
  public var swing: Double { (costAtHigh.double - costAtLow.double).magnitude }
}

/// An input of the cost model that can be varied alone.
public enum CostInput: String, Sendable, Hashable, Codable, CaseIterable {
  /// The utilisation, 0 to 1.
  case utilisation
  /// The hardware's life in years.
  case life
  /// The cost of capital per year.
  case costOfCapital
  /// The GPUs per engineer.
  case gpusPerEngineer
  /// Electricity in dollars per kilowatt-hour.
  case electricity
  /// The power usage effectiveness.
  case powerUsageEffectiveness
  /// The capital per GPU in dollars.
  case capital
  /// The rent in dollars per hour.
  case rent
  /// The maintenance share per year.
  case maintenance

  /// A name for tables.
  public var title: String {
    switch self {
    case .utilisation: "utilisation"
    case .life: "life, years"
    case .costOfCapital: "cost of capital"
    case .gpusPerEngineer: "GPUs per engineer"
    case .electricity: "electricity, $/kWh"
    case .powerUsageEffectiveness: "PUE"
    case .capital: "capital, $/GPU"
    case .rent: "rent, $/h"
    case .maintenance: "maintenance per year"
    }
  }

  /// The range varied where none is given.
  public static let standardRanges: [(input: CostInput, low: Double, high: Double)] = [
    (.utilisation, 0.4, 0.95), (.life, 3, 6), (.costOfCapital, 0.05, 0.15),
    (.gpusPerEngineer, 60, 1000), (.electricity, 0.04, 0.20),
    (.powerUsageEffectiveness, 1.1, 2.0),
  ]
}

extension CostModel {
  /// This model with one input set; nil where the model has no such input, as a rented GPU has no
  /// life.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)`` for a price that is no decimal.
  public func setting(_ input: CostInput, to value: Double) throws(EconomicsError) -> CostModel? {
    guard value.isFinite else {
      throw .outOfRange(input.title, value: value, allowed: "finite")
    }
    var model = self
    switch input {
    case .utilisation: model.utilisation = value
    case .electricity:
      model.electricity = Price(try USD(1).scaled(by: value))
    case .gpusPerEngineer:
      guard staffing != nil else { return nil }
      model.staffing?.gpusPerEngineer = value
    case .powerUsageEffectiveness:
      switch facility {
      case .own: model.facility = .own(powerUsageEffectiveness: value)
      case .colocation(let rent, let power, let cooling, _):
        model.facility = .colocation(
          rent: rent, includesPower: power, includesCooling: cooling,
          powerUsageEffectiveness: value)
      }
    case .rent:
      guard case .rented = hardware else { return nil }
      model.hardware = .rented(Price(try USD(1).scaled(by: value)))
    case .capital, .maintenance, .life, .costOfCapital:
      guard case .owned(var capital, var depreciation, var maintenance) = hardware else {
        return nil
      }
      if input == .capital { capital = try USD(1).scaled(by: value) }
      if input == .maintenance { maintenance = value }
      if input == .life || input == .costOfCapital {
        guard case .capitalRecovery(let years, let rate, let residual) = depreciation else {
          return nil
        }
        depreciation = .capitalRecovery(
          years: input == .life ? Years(value) : years,
          costOfCapital: input == .costOfCapital ? value : rate, residualShare: residual)
      }
      model.hardware = .owned(
        capital: capital, depreciation: depreciation, maintenancePerYear: maintenance)
    }
    return model
  }

  /// The cost of a useful hour at both ends of each input's range, all else as it is: the data of a
  /// tornado chart, the widest first. Inputs the model does not have, or that change nothing, are
  /// left out.
  ///
  /// - Throws: as ``breakdown()``.
  /// - Complexity: O(n) in the number of ranges.
  public func sensitivity(
    over ranges: [(input: CostInput, low: Double, high: Double)] = CostInput.standardRanges
  ) throws(EconomicsError) -> [Sensitivity] {
    var bars: [Sensitivity] = []
    for range in ranges {
      guard let atLow = try setting(range.input, to: range.low),
        let atHigh = try setting(range.input, to: range.high)
      else { continue }
      bars.append(
        Sensitivity(
          input: range.input, low: range.low, high: range.high,
          costAtLow: try atLow.breakdown().perUsefulHour,
          costAtHigh: try atHigh.breakdown().perUsefulHour))
    }
    return bars.filter { $0.swing > 0 }
      .sorted { ($1.swing, $0.input.rawValue) < ($0.swing, $1.input.rawValue) }
  }
}
