// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// A budget split by stake and by work: R_j ∝ s_j^θ · w_j^(1−θ), with s = stake·η.
///
/// θ = 1 is the whitepaper's rule, θ = 0 pays by work alone. Both are computed in whole numbers. In
/// between, the weights are the nearest 53-bit numbers; the split itself is exact in every case: no
/// unit is lost. As the weight is of degree one, two halves of one identity earn what the whole does,
/// up to the rounding of a unit and of the weights.
public enum WorkWeightedReward {
  /// The parts of the budget, in the order of the weights.
  ///
  /// - Parameters:
  ///   - budget: base units to split.
  ///   - stakes: s_j, below 2¹²⁸.
  ///   - work: w_j, verified units of work, below 2¹²⁸.
  ///   - theta: θ, 0 to 1.
  /// - Throws: ``EconomicsError/countsDiffer(_:found:expected:)``,
  ///   ``EconomicsError/outOfRange(_:value:allowed:)``, ``EconomicsError/noWeight(_:)`` where all
  ///   weights are zero and something is to be split.
  /// - Complexity: O(n log n).
  public static func split(
    budget: UInt256, stakes: [UInt256], work: [UInt256], theta: Double
  ) throws(EconomicsError) -> [UInt256] {
    guard stakes.count == work.count else {
      throw .countsDiffer("amounts of work", found: work.count, expected: stakes.count)
    }
    try require("θ", theta, in: 0...1)
    let most = UInt256(UInt128.max)
    for amount in stakes + work where amount > most {
      throw .outOfRange("a weight", value: TokenUnits.double(amount) * 1e18, allowed: "below 2¹²⁸")
    }
    let weights: [UInt256]
    if theta == 1 {
      weights = stakes
    } else if theta == 0 {
      weights = work
    } else {
      let blended = zip(stakes, work).map { stake, work in
        Elementary.power(TokenUnits.double(stake), theta)
          * Elementary.power(TokenUnits.double(work), 1 - theta)
      }
      let largest = blended.max() ?? 0
      weights = blended.map { weight in
        largest > 0 ? UInt256(UInt64((weight / largest * 0x1p53).rounded())) : .zero
      }
    }
    if budget.isZero { return weights.map { _ in .zero } }
    guard weights.contains(where: { !$0.isZero }) else { throw .noWeight("a budget") }
    return try exact { () throws(ArithmeticError) in
      try Apportionment.largestRemainder(budget, weights: weights)
    }
  }
}
