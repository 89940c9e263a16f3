// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Where the hardware stands, and who pays its power and cooling.
public enum Facility: Sendable, Hashable {
  /// A room of one's own. `powerUsageEffectiveness` is total energy over energy of the equipment
  /// (ISO/IEC 30134-2), at least 1.
  case own(powerUsageEffectiveness: Double)
  /// A rented room. What the rent includes is not charged again; of what it does not include,
  /// cooling is charged by `powerUsageEffectiveness`.
  case colocation(
    rent: USDPerKilowattMonth, includesPower: Bool, includesCooling: Bool,
    powerUsageEffectiveness: Double)

  /// Total energy over energy of the equipment: what is drawn from the grid, whoever pays.
  public var powerUsageEffectiveness: Double {
    switch self {
    case .own(let pue), .colocation(_, _, _, let pue): pue
    }
  }

  func check() throws(EconomicsError) {
    let pue = powerUsageEffectiveness
    guard pue.isFinite, pue >= 1, pue <= 10 else {
      throw .outOfRange("the power usage effectiveness", value: pue, allowed: "from 1 to 10")
    }
    if case .colocation(let rent, _, _, _) = self {
      try requireNotNegative("the colocation rent in dollars", rent.perUnit.double)
    }
  }
}
