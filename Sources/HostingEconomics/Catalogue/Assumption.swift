// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A number that went into a result, as a report lists it.
public struct Assumption: Sendable, Hashable, Codable {
  /// What the number is.
  public let name: String
  /// The number with its unit.
  public let value: String
  /// Where it is from.
  public let source: String
  /// When.
  public let date: String
  /// How well it is known.
  public let confidence: Confidence

  /// Creates a line, as for a number of one's own.
  public init(name: String, value: String, source: String, date: String, confidence: Confidence) {
    self.name = name
    self.value = value
    self.source = source
    self.date = date
    self.confidence = confidence
  }
}

extension Catalogue {
  /// The cost of owning a GPU at a site.
  ///
  /// - Throws: ``CatalogueError/number(_:entry:)`` where the GPU has no price to buy it at.
  /// - Complexity: O(1).
  public func costModel(
    owning gpu: GPUEntry, at site: SiteEntry
  ) throws(CatalogueError) -> CostModel {
    guard let capital = gpu.capital else {
      throw .number("no price to buy it at is known; rent it.", entry: "The GPU \(gpu.id)")
    }
    return costModel(
      hardware: .owned(
        capital: capital.value,
        depreciation: .capitalRecovery(
          years: Years(site.life.value), costOfCapital: site.costOfCapital.value,
          residualShare: site.residual.value),
        maintenancePerYear: site.maintenance.value), gpu, site)
  }

  /// The cost of renting a GPU, with the traffic and people of a site.
  ///
  /// - Complexity: O(1).
  public func costModel(
    renting gpu: GPUEntry, for rent: USDPerHour, at site: SiteEntry
  ) -> CostModel {
    costModel(hardware: .rented(rent), gpu, site)
  }

  private func costModel(
    hardware: Hardware, _ gpu: GPUEntry, _ site: SiteEntry
  ) -> CostModel {
    var staffing: Staffing?
    if let engineer = site.engineer, let gpus = site.gpusPerEngineer {
      staffing = Staffing(cost: engineer.value, gpusPerEngineer: gpus.value)
    }
    return CostModel(
      hardware: hardware,
      facility: .own(powerUsageEffectiveness: site.powerUsageEffectiveness.value),
      power: gpu.power, utilisation: site.utilisation.value, electricity: site.electricity.value,
      traffic: GigabytesPerHour(site.traffic.value), trafficPrice: site.trafficPrice.value,
      staffing: staffing, grid: CarbonIntensity(site.grid.value))
  }

  /// The numbers of a GPU and a site with their sources, for a report.
  ///
  /// - Complexity: O(1).
  public func assumptions(of gpu: GPUEntry, at site: SiteEntry) -> [Assumption] {
    var all = [
      assumption("peak, dense bf16", gpu.teraflops) { "\($0) TFLOP/s" },
      assumption("memory", gpu.memory) { "\($0) GB" },
      assumption("bandwidth", gpu.bandwidth) { "\($0) GB/s" },
      assumption("power at work", gpu.loadPower) { "\($0) W" },
      assumption("power at rest", gpu.idlePower) { "\($0) W" },
      assumption("host power per GPU", gpu.hostPower) { "\($0) W" },
    ]
    if let capital = gpu.capital {
      all.append(assumption("capital per GPU", capital) { "\($0)" })
    }
    for rent in gpu.rents {
      all.append(assumption("rent, \(rent.provider)", rent.perHour) { "\($0)" })
    }
    all += [
      assumption("electricity", site.electricity) { "\($0)" },
      assumption("PUE", site.powerUsageEffectiveness) { "\($0)" },
      assumption("grid", site.grid) { "\($0) kg/kWh" },
      assumption("life", site.life) { "\($0) yr" },
      assumption("cost of capital", site.costOfCapital) { "\($0) /yr" },
      assumption("residual share", site.residual) { "\($0)" },
      assumption("maintenance share", site.maintenance) { "\($0) /yr" },
      assumption("utilisation", site.utilisation) { "\($0)" },
      assumption("traffic", site.traffic) { "\($0) GB/h" },
      assumption("traffic price", site.trafficPrice) { "\($0)" },
    ]
    if let engineer = site.engineer {
      all.append(assumption("engineer", engineer) { "\($0)" })
    }
    if let gpus = site.gpusPerEngineer {
      all.append(assumption("GPUs per engineer", gpus) { "\($0)" })
    }
    return all
  }

  private func assumption<Value>(
    _ name: String, _ number: Sourced<Value>, _ text: (Value) -> String
  ) -> Assumption {
    Assumption(
      name: name, value: text(number.value),
      source: sources[number.source]?.title ?? number.source, date: number.date,
      confidence: number.confidence)
  }
}
