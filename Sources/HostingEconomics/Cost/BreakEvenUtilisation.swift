// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// From what utilisation on an own GPU is cheaper than a rented one.
public enum BreakEvenUtilisation: Sendable, Hashable {
  /// From `utilisation` on: an hour of useful work then costs the rent. Found in `iterations` steps.
  case from(utilisation: Double, iterations: Int)
  /// Not even a GPU that never rests pays: full use costs `costAtFullUse` an hour.
  case never(costAtFullUse: USD)
  /// The steps did not come to rest; where they stood. Then power at work costs as much as the rent.
  case unsettled(last: Double, iterations: Int)
}

extension CostModel {
  /// The utilisation u* at which C(u*)/u* is the rent q, as the fixed point of u ← C(u)/q.
  ///
  /// C depends on u through power alone, weakly, so each step shrinks the error by the factor
  /// (what work adds to an hour's cost)/q.
  ///
  /// - Parameters:
  ///   - rent: what a useful hour costs elsewhere, above 0.
  ///   - tolerance: two steps that differ by no more are at rest.
  ///   - limit: the most steps.
  /// - Throws: as ``breakdown()``; ``EconomicsError/outOfRange(_:value:allowed:)`` for a rent that is
  ///   not above 0.
  /// - Complexity: O(`limit`), a handful of steps for real prices.
  public func breakEvenUtilisation(
    against rent: USDPerHour, tolerance: Double = 1e-12, limit: Int = 200
  ) throws(EconomicsError) -> BreakEvenUtilisation {
    try requirePositive("the rent in dollars", rent.perUnit.double)
    var model = self
    model.utilisation = 1
    let full = try model.breakdown().perHour
    if full > rent.perUnit { return .never(costAtFullUse: full) }
    var utilisation = 1.0
    for iteration in 1...max(1, limit) {
      model.utilisation = utilisation
      let next = try model.breakdown().perHour.ratio(to: rent.perUnit)
      // Where an hour costs nothing, any use pays.
      if next <= 0 { return .from(utilisation: 0, iterations: iteration) }
      if (next - utilisation).magnitude <= tolerance {
        return .from(utilisation: next, iterations: iteration)
      }
      utilisation = next
    }
    return .unsettled(last: utilisation, iterations: limit)
  }
}
