// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Whose hardware it is.
public enum Hardware: Sendable, Hashable {
  /// Bought: `capital` is the all-in price per GPU (its share of server, network card, switch and
  /// cable included), `maintenancePerYear` the share of it that upkeep costs each year.
  case owned(capital: USD, depreciation: Depreciation, maintenancePerYear: Double)
  /// Rented by the hour with power, cooling and upkeep in the price.
  case rented(USDPerHour)

  func check() throws(EconomicsError) {
    switch self {
    case .owned(let capital, let depreciation, let maintenance):
      try requireNotNegative("the capital per GPU in dollars", capital.double)
      try require("the maintenance share per year", maintenance, in: 0...10)
      try depreciation.check()
    case .rented(let rent):
      try requireNotNegative("the rent per hour in dollars", rent.perUnit.double)
    }
  }
}
