// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What an hour of one GPU costs, and of what.
public struct CostBreakdown: Sendable, Hashable {
  /// One line per factor, in the order of `CostFactor.allCases`.
  public let lines: [Line]
  /// The exact sum of the lines: per GPU and hour by the clock.
  public let perHour: USD
  /// Per GPU and hour of useful work: the same over the utilisation.
  public let perUsefulHour: USD
  /// The utilisation it was computed for.
  public let utilisation: Double
  /// What the equipment draws on average.
  public let equipmentPower: Watts
  /// What is drawn from the grid in an hour, cooling included.
  public let energyPerHour: KilowattHours
  /// What that emits.
  public let carbonPerHour: Kilograms

  /// One factor's cost.
  public struct Line: Sendable, Hashable {
    /// The factor.
    public let factor: CostFactor
    /// Its cost per GPU and hour by the clock.
    public let perHour: USD
  }

  /// The cost of one factor per GPU and hour by the clock.
  public subscript(factor: CostFactor) -> USD {
    lines.first { $0.factor == factor }?.perHour ?? .zero
  }

  /// The part of a factor in the whole; all together are 1, or all 0 where nothing costs anything.
  public func share(of factor: CostFactor) -> Double {
    perHour == .zero
      ? 0 : self[factor].double / perHour.double
  }
}

extension CostModel {
  /// What an hour costs.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)`` as ``validate()``,
  ///   ``EconomicsError/amountOverflow(operation:)`` for amounts nobody pays.
  /// - Complexity: O(1).
  public func breakdown() throws(EconomicsError) -> CostBreakdown {
    try validate()
    let hour = Hours(1)
    let draw = power.mean(at: utilisation)
    let equipment = (draw * hour).kilowattHours
    let pue = facility.powerUsageEffectiveness
    var compute = USD.zero
    var electricityCost = USD.zero
    var cooling = USD.zero
    var infrastructure = USD.zero

    switch hardware {
    case .rented(let rent):
      compute = rent.perUnit
    case .owned(let capital, let depreciation, let maintenance):
      compute = try capital.scaled(by: depreciation.yearlyShare / Hours.perYear)
      infrastructure = try capital.scaled(by: maintenance / Hours.perYear)
      var paysPower = true
      var paysCooling = true
      if case .colocation(let rent, let includesPower, let includesCooling, _) = facility {
        paysPower = !includesPower
        paysCooling = !includesCooling
        let rented = KilowattMonths(draw.value / 1000 * 12 / Hours.perYear)
        infrastructure = try infrastructure.adding(rent.cost(of: rented))
      }
      if paysPower { electricityCost = try electricity.cost(of: equipment) }
      if paysCooling { cooling = try electricity.cost(of: equipment * (pue - 1)) }
    }
    let bandwidth = try trafficPrice.cost(of: traffic * hour)
    var personnel = USD.zero
    if let staffing {
      personnel = try staffing.cost.cost(of: hour.years / staffing.gpusPerEngineer)
    }

    let costs = [compute, electricityCost, cooling, infrastructure, bandwidth, personnel]
    let total = try USD.sum(costs)
    let energy = equipment * pue
    return CostBreakdown(
      lines: zip(CostFactor.allCases, costs).map { CostBreakdown.Line(factor: $0, perHour: $1) },
      perHour: total, perUsefulHour: try total.scaled(by: 1 / utilisation),
      utilisation: utilisation, equipmentPower: draw, energyPerHour: energy,
      carbonPerHour: grid * energy)
  }
}
