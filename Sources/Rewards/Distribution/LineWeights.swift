// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

/// The stake that counts, rounded down to a base unit; nil where it is 2¹²⁸ or more.
///
/// S under the whitepaper's basis; else S_eff = ⌊min(S, κ · C) · boost · score / 10¹²⌋.
func effectiveStakeFloor(of line: RewardLineInput, basis: RewardBasis) -> UInt256? {
  guard line.stake.isBelow128Bits else { return nil }
  guard case .capacityWeighted(let kappa) = basis else { return line.stake }
  // κ < 2¹²⁸ and C < 2⁶⁴.
  let covered = min(line.stake, kappa * UInt256(line.capacity))
  if line.boostPPM == million && line.scorePPM == million { return covered }
  // Below 2¹²⁸ · 2³² · 2³².
  let scaled = covered * UInt256(UInt64(line.boostPPM) * UInt64(line.scorePPM))
  let stake = scaled / UInt256(UInt64(million) * UInt64(million))
  return stake.isBelow128Bits ? stake : nil
}

extension UInt256 {
  /// Whether this is below 2¹²⁸.
  @inline(__always)
  var isBelow128Bits: Bool { limbs.2 | limbs.3 == 0 }
}

/// ⌊amount · ppm / 10⁶⌋, and one more where the commission's remainder is above one half: the largest
/// remainder of two, equal ones to the stake.
func commissionNearest(of amount: UInt256, ppm: UInt32) -> UInt256 {
  if ppm == 0 || amount.isZero { return .zero }
  let whole = UInt256(UInt64(million))
  let product = UInt512(amount, times: UInt256(UInt64(ppm)))
  // A commission is at most one million parts per million, so the quotient fits; one beyond is
  // refused before it is paid.
  guard let (quotient, remainder) = product.divided(by: whole) else { return amount }
  let isNearer = remainder.limbs.0 * 2 > UInt64(million)
  return isNearer ? quotient + .one : quotient
}

/// Makes weights of lines, and remembers η₉ and gauge of what it saw last: lines of one model and lane
/// mostly share them.
struct LineWeights {
  private let policy: RewardPolicy
  private let gauges: GaugeWeights
  private var lastEta: EfficiencyFactor?
  private var lastParts: UInt64 = 0

  init(policy: RewardPolicy, gauges: GaugeWeights) {
    self.policy = policy
    self.gauges = gauges
  }

  /// A weight counts parts per billion of η and parts per million of x; where lanes and models have
  /// weights, these too.
  static func scale(of basis: RewardBasis) -> UInt256 {
    let formula = UInt256(billion) * UInt256(UInt64(million))
    return switch basis {
    case .whitepaper: formula
    case .capacityWeighted: formula * UInt256(UInt64(million) * UInt64(million))
    }
  }

  /// η₉: the paid η in parts per billion, rounded down.
  mutating func partsPerBillionFloor(_ eta: EfficiencyFactor) throws(RewardsError) -> UInt64 {
    if let lastEta, lastEta.isSameValue(as: eta) { return lastParts }
    let paid = eta.clamped(to: policy.etaRange)
    let parts = try checked { () throws(ArithmeticError) in
      try paid.scaledFloor(UInt256(billion))
    }
    lastEta = eta
    // A policy's η is at most 10⁶, its parts per billion at most 10¹⁵.
    lastParts = parts.limbs.0
    return lastParts
  }

  /// S · η₉ · x, below 2¹²⁸ · 2⁵⁰ · 2²⁰; where lanes and models have weights, times these.
  @inline(__always)
  func weight(
    stake: UInt256, etaParts: UInt64, sharePPM: UInt32, lane: Lane, gaugePPM: UInt32
  ) throws(RewardsError) -> UInt256 {
    // Below 2⁵⁰ · 2²⁰: the product takes two limbs.
    let share = etaParts.multipliedFullWidth(by: UInt64(sharePPM))
    let formula = stake * UInt256(0, 0, share.high, share.low)
    switch policy.basis {
    case .whitepaper: return formula
    case .capacityWeighted:
      let factor = UInt256(UInt64(policy.laneWeights[lane]) * UInt64(gaugePPM))
      return try checked { () throws(ArithmeticError) in try formula.multiplied(by: factor) }
    }
  }
}
