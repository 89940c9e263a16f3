// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A place where GPUs stand: prices and habits of a region or a kind of room.
public struct SiteEntry: Sendable, Hashable, Codable {
  /// The name by which it is asked for, as `data-centre`.
  public var id: String
  /// Other names.
  public var aliases: [String]
  /// Its name for people.
  public var title: String
  /// Dollars per kilowatt-hour.
  public var electricity: Sourced<USDPerKilowattHour>
  /// Total energy over energy of the equipment.
  public var powerUsageEffectiveness: Sourced<Double>
  /// Carbon in kg/kWh.
  public var grid: Sourced<Double>
  /// Life of the hardware in years.
  public var life: Sourced<Double>
  /// Cost of capital per year.
  public var costOfCapital: Sourced<Double>
  /// The share of the price left at the end.
  public var residual: Sourced<Double>
  /// The share of the price that upkeep costs each year.
  public var maintenance: Sourced<Double>
  /// The share of the time in which a GPU does useful work.
  public var utilisation: Sourced<Double>
  /// Traffic per GPU in GB/h.
  public var traffic: Sourced<Double>
  /// Dollars per GB.
  public var trafficPrice: Sourced<USDPerGigabyte>
  /// Dollars per engineer and year; nil where nobody is paid.
  public var engineer: Sourced<USDPerYear>?
  /// GPUs per engineer; nil where nobody is paid.
  public var gpusPerEngineer: Sourced<Double>?
}
