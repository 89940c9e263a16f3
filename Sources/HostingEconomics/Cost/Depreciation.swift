// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How the price of hardware becomes a cost per hour.
public enum Depreciation: Sendable, Hashable {
  /// Equal instalments that pay the hardware back with interest:
  /// CRF(r, n) = r(1+r)ⁿ / ((1+r)ⁿ − 1), on the price less the residual's present value.
  ///
  /// `years` is the life n, `costOfCapital` the yearly rate r, `residualShare` what is left of the
  /// price at the end.
  case capitalRecovery(years: Years, costOfCapital: Double, residualShare: Double)
  /// Value falls by a constant factor: the first year's loss at the starting rate, as in Cottier
  /// and others 2024 (https://arxiv.org/abs/2405.21015): price · r·ln 10 a year, with r the orders of
  /// magnitude lost per year (0.14 there).
  case falling(ordersOfMagnitudePerYear: Double)

  /// The rate Epoch AI found for accelerators.
  public static let epoch = Depreciation.falling(ordersOfMagnitudePerYear: 0.14)

  /// The capital recovery factor r(1+r)ⁿ / ((1+r)ⁿ − 1); its limit 1/n where r is 0.
  ///
  /// Written as r / (1 − e^(−n·ln(1+r))): for tiny r the difference in the denominator is computed
  /// without cancellation by the series, so the limit is reached smoothly.
  ///
  /// - Parameters:
  ///   - rate: the yearly rate, not below 0.
  ///   - years: the life, above 0.
  /// - Complexity: O(1).
  public static func capitalRecoveryFactor(rate: Double, years: Years) -> Double {
    guard rate > 0 else { return 1 / years.value }
    if rate < 1e-7 {
      // CRF = 1/n + r(n+1)/(2n) + O(r²n).
      return 1 / years.value + rate * (years.value + 1) / (2 * years.value)
    }
    let growth = Elementary.power(1 + rate, years.value)
    // For a life beyond what a Double holds, only the interest is left.
    return growth.isInfinite ? rate : rate * growth / (growth - 1)
  }

  /// The share of the price that one year costs.
  ///
  /// - Complexity: O(1).
  public var yearlyShare: Double {
    switch self {
    case .capitalRecovery(let years, let rate, let residual):
      (1 - residual / Elementary.power(1 + rate, years.value))
        * Self.capitalRecoveryFactor(rate: rate, years: years)
    case .falling(let orders): orders * Elementary.logarithm(10)
    }
  }

  func check() throws(EconomicsError) {
    switch self {
    case .capitalRecovery(let years, let rate, let residual):
      try requirePositive("the hardware's life in years", years.value)
      try require("the cost of capital per year", rate, in: 0...10)
      try require("the residual share", residual, in: 0...1)
    case .falling(let orders):
      try require("the orders of magnitude lost per year", orders, in: 0...10)
    }
  }
}
