// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// Te(m,g) = T(m,g)/η, rounded up to a whole nanosecond: what the work takes with the network's
/// efficiency.
///
/// - Parameters:
///   - duration: T(m,g) in nanoseconds.
///   - eta: the efficiency; below 1 the time grows.
/// - Returns: nanoseconds. 9 hours at η = 3/2 are 6 hours.
/// - Throws: ``RewardsError/effectiveTimeBeyondRange(duration:eta:)`` where the result exceeds 64
///   bits.
/// - Complexity: O(1).
public func effectiveTime(
  _ duration: UInt64, eta: EfficiencyFactor
) throws(RewardsError) -> UInt64 {
  let time = try checked { () throws(ArithmeticError) in
    try UInt256.mulDivCeil(UInt256(duration), eta.ratio.denominator, eta.ratio.numerator)
  }
  guard let nanoseconds = UInt64(exactly: time) else {
    throw .effectiveTimeBeyondRange(duration: duration, eta: eta.ratio)
  }
  return nanoseconds
}

/// R(g,m) = α · S(g) · η · x/10⁶, exact: the whitepaper's reward before any budget.
///
/// - Parameters:
///   - alpha: reward per unit of stake and round.
///   - stake: S(g) in base units.
///   - eta: the efficiency, as measured; a policy's clamp is not applied.
///   - sharePPM: x, the verified share of the GPU in this work, in parts per million. One million is
///     the whitepaper's own line.
/// - Returns: base units, as an exact fraction. S = 1000, α = 1/100, η = 3/2 give 15.
/// - Throws: ``RewardsError/shareAboveOne(sharePPM:)`` or ``RewardsError/arithmetic(_:)`` where the
///   reduced fraction does not fit.
/// - Complexity: O(1).
public func rewardExact(
  alpha: Ratio, stake: UInt256, eta: EfficiencyFactor, sharePPM: UInt32 = 1_000_000
) throws(RewardsError) -> Ratio {
  guard sharePPM <= million else { throw .shareAboveOne(sharePPM: sharePPM) }
  return try checked { () throws(ArithmeticError) in
    try alpha
      .multiplied(by: Ratio(stake))
      .multiplied(by: eta.ratio)
      .multiplied(by: Ratio(UInt256(sharePPM), UInt256(million)))
  }
}
