// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What it takes to run one GPU for an hour: the whitepaper's five factors as formulas with units.
///
/// ```text
/// P_IT = u·load + (1−u)·idle + host                     W
/// C1   compute      = K·(1 − ρ/(1+r)ⁿ)·CRF(r, n)/8760   $/h, or the rent
/// C2a  electricity  = P_IT·p
/// C2b  cooling      = P_IT·(PUE − 1)·p
/// C3   upkeep       = m·K/8760 + 12·f·P_IT/8760
/// C4   bandwidth    = V·p_gb
/// C5   personnel    = W/(N·8760)
/// C    = C1 + … + C5,   C_useful = C/u
/// ```
///
/// Prices and results are exact decimals; a physical factor is taken at its binary value and each of
/// the six costs is rounded once, half to even, at 10⁻¹⁸ dollars.
public struct CostModel: Sendable, Hashable {
  /// Whose hardware it is.
  public var hardware: Hardware
  /// Where it stands.
  public var facility: Facility
  /// What it draws.
  public var power: PowerDraw
  /// The share of the time in which it does useful work, above 0, at most 1.
  public var utilisation: Double
  /// What electricity costs.
  public var electricity: USDPerKilowattHour
  /// What goes over the network.
  public var traffic: GigabytesPerHour
  /// What that costs.
  public var trafficPrice: USDPerGigabyte
  /// Who looks after it; nil where nobody is paid, which for a volunteer is a convention.
  public var staffing: Staffing?
  /// The carbon intensity of the electricity.
  public var grid: CarbonIntensity

  /// Creates a model; ``breakdown()`` checks it.
  public init(
    hardware: Hardware, facility: Facility, power: PowerDraw, utilisation: Double,
    electricity: USDPerKilowattHour, traffic: GigabytesPerHour, trafficPrice: USDPerGigabyte,
    staffing: Staffing?, grid: CarbonIntensity
  ) {
    self.hardware = hardware
    self.facility = facility
    self.power = power
    self.utilisation = utilisation
    self.electricity = electricity
    self.traffic = traffic
    self.trafficPrice = trafficPrice
    self.staffing = staffing
    self.grid = grid
  }

  /// Checks that every number can be one.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  /// - Complexity: O(1).
  public func validate() throws(EconomicsError) {
    try hardware.check()
    try facility.check()
    try power.check()
    guard utilisation.isFinite, utilisation > 0, utilisation <= 1 else {
      throw .outOfRange("the utilisation", value: utilisation, allowed: "above 0 and at most 1")
    }
    try requireNotNegative("the electricity price in dollars", electricity.perUnit.double)
    try requireNotNegative("the traffic in GB/h", traffic.value)
    try requireNotNegative("the traffic price in dollars", trafficPrice.perUnit.double)
    try staffing?.check()
    try requireNotNegative("the carbon intensity in kg/kWh", grid.value)
  }
}
