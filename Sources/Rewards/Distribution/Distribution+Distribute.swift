// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
internal import LedgerPrimitives

extension Distribution {
  /// Splits a round's budget.
  ///
  /// In this order, every step a largest remainder of its own:
  /// 1. What is available, `budget + carriedIn`, gives the treasury and the burn their shares.
  /// 2. payable = min(what is left, ⌊α · W⌋), where W = Σ S · η₉ · x.
  /// 3. payable goes to all lines at once by their weights S · η₉ · x; of equal remainders the
  ///    smaller line gets the unit: by GPU, then model, both by unsigned UTF-8 bytes, training before
  ///    hosting.
  /// 4. Each line is split into commission and stake reward; of equal remainders the stake gets it.
  ///
  /// What is left is unspent: carried, sent to the treasury or burned, by policy. Where W is zero,
  /// everything is carried, and neither treasury nor burn takes anything.
  ///
  /// The order of `lines` does not matter.
  ///
  /// - Parameters:
  ///   - budget: what the round is given, in base units.
  ///   - carriedIn: what earlier rounds left over, in base units.
  ///   - policy: the rules.
  ///   - lines: at most one per GPU, model and lane. None at all is a round without work.
  /// - Returns: the split; `budget + carriedIn == treasury + burned + Σ lines + carriedOut`.
  /// - Throws: ``RewardsError/duplicateLine(gpu:model:lane:)``,
  ///   ``RewardsError/sharesAboveOne(gpu:totalPPM:)``, ``RewardsError/stakeBeyondRange(gpu:stake:)``,
  ///   ``RewardsError/commissionAboveOne(gpu:commissionPPM:)``,
  ///   ``RewardsError/contradictoryLines(gpu:)``, ``RewardsError/ownerIsZero(gpu:)`` or
  ///   ``RewardsError/arithmetic(_:)``; nothing is paid then.
  /// - Complexity: O(n log n) in the number of lines.
  public static func distribute(
    budget: UInt256, carriedIn: UInt256 = .zero, policy: RewardPolicy, lines: [RewardLineInput]
  ) throws(RewardsError) -> Distribution {
    let inputs = lines.sorted { $0.precedes($1) }
    try validate(inputs)
    var etas: [UInt64] = []
    var weights: [UInt256] = []
    var totalWeight = UInt256.zero
    for line in inputs {
      let eta = try partsPerBillionFloor(line.eta, policy: policy)
      let weight = try weight(of: line, etaPartsPerBillion: eta)
      etas.append(eta)
      weights.append(weight)
      totalWeight = try sum(totalWeight, weight)
    }

    let shares = try budgetShares(
      of: sum(budget, carriedIn), policy: policy, hasWork: totalWeight > 0)
    let payable = try payableFloor(
      remaining: shares.remaining, alpha: policy.alpha, totalWeight: totalWeight)
    let amounts = try split(payable, by: weights)
    var paid: [RewardLine] = []
    paid.reserveCapacity(inputs.count)
    for (index, line) in inputs.enumerated() {
      let parts = try splitCommission(of: amounts[index], commissionPPM: line.commissionPPM)
      paid.append(
        RewardLine(
          input: line, etaPartsPerBillion: etas[index], weight: weights[index],
          exact: totalWeight > 0
            ? try ExactAmount(share: weights[index], of: totalWeight, in: payable) : .zero,
          amount: amounts[index], commission: parts.commission, stakeReward: parts.stakeReward))
    }

    let unspent = shares.remaining - payable
    let isCarried = policy.unspent == .carry || totalWeight == 0
    return Distribution(
      budget: budget, carriedIn: carriedIn,
      treasury: !isCarried && policy.unspent == .treasury
        ? try sum(shares.treasury, unspent) : shares.treasury,
      burned: !isCarried && policy.unspent == .burn
        ? try sum(shares.burned, unspent) : shares.burned,
      payable: payable, unspent: unspent, carriedOut: isCarried ? unspent : .zero,
      totalWeight: totalWeight,
      alphaEffective: try effectiveAlpha(payable: payable, totalWeight: totalWeight), lines: paid)
  }

  /// Refuses lines that cannot be paid, the smallest first.
  private static func validate(_ lines: [RewardLineInput]) throws(RewardsError) {
    var previous: RewardLineInput?
    var totalPPM: UInt64 = 0
    for line in lines {
      guard line.stake <= UInt256(UInt128.max) else {
        throw .stakeBeyondRange(gpu: line.gpu, stake: line.stake)
      }
      guard line.commissionPPM <= million else {
        throw .commissionAboveOne(gpu: line.gpu, commissionPPM: line.commissionPPM)
      }
      guard line.owner != .zero else { throw .ownerIsZero(gpu: line.gpu) }
      if let previous, previous.gpu == line.gpu {
        guard previous.precedes(line) else {
          throw .duplicateLine(gpu: line.gpu, model: line.model, lane: line.lane)
        }
        guard previous.stake == line.stake, previous.owner == line.owner,
          previous.commissionPPM == line.commissionPPM
        else { throw .contradictoryLines(gpu: line.gpu) }
      } else {
        totalPPM = 0
      }
      // Fewer than 2³² models and lanes of a GPU fit into memory.
      totalPPM += UInt64(line.sharePPM)
      guard totalPPM <= UInt64(million) else {
        throw .sharesAboveOne(gpu: line.gpu, totalPPM: totalPPM)
      }
      previous = line
    }
  }

  /// η₉: the paid η in parts per billion, rounded down.
  private static func partsPerBillionFloor(
    _ eta: EfficiencyFactor, policy: RewardPolicy
  ) throws(RewardsError) -> UInt64 {
    let paid = eta.clamped(to: policy.etaRange)
    let parts = try checked { () throws(ArithmeticError) in
      try paid.scaledFloor(UInt256(billion))
    }
    // A policy's η is at most 10⁶, its parts per billion at most 10¹⁵.
    return UInt64(parts)
  }

  /// S · η₉ · x: below 2¹²⁸ · 2⁵⁰ · 2²⁰, so 2⁵⁸ lines can be summed.
  private static func weight(
    of line: RewardLineInput, etaPartsPerBillion: UInt64
  ) throws(RewardsError) -> UInt256 {
    try checked { () throws(ArithmeticError) in
      try line.stake
        .multiplied(by: UInt256(etaPartsPerBillion))
        .multiplied(by: UInt256(line.sharePPM))
    }
  }

  /// The shares of treasury and burn, and what remains for the lines.
  private static func budgetShares(
    of available: UInt256, policy: RewardPolicy, hasWork: Bool
  ) throws(RewardsError) -> (treasury: UInt256, burned: UInt256, remaining: UInt256) {
    guard hasWork else { return (.zero, .zero, available) }
    let rest = million - policy.treasuryPPM - policy.burnPPM
    let shares = try split(
      available, by: [policy.treasuryPPM, policy.burnPPM, rest].map { UInt256($0) })
    return (shares[0], shares[1], shares[2])
  }

  /// min(remaining, ⌊α · W⌋).
  private static func payableFloor(
    remaining: UInt256, alpha: Ratio, totalWeight: UInt256
  ) throws(RewardsError) -> UInt256 {
    let ceiling = try checked { () throws(ArithmeticError) in
      try UInt256.mulDivFloor(
        totalWeight, alpha.numerator, alpha.denominator.multiplied(by: weightScale))
    }
    return min(remaining, ceiling)
  }

  /// payable / W.
  private static func effectiveAlpha(
    payable: UInt256, totalWeight: UInt256
  ) throws(RewardsError) -> Ratio {
    guard totalWeight > 0 else { return .zero }
    return try checked { () throws(ArithmeticError) in
      try Ratio(payable.multiplied(by: weightScale), totalWeight)
    }
  }

  /// A weight counts parts per billion of η and parts per million of x.
  private static let weightScale = UInt256(billion) * UInt256(million)

  /// Largest remainder; nothing over no weight is nothing.
  private static func split(
    _ amount: UInt256, by weights: [UInt256]
  ) throws(RewardsError) -> [UInt256] {
    guard amount > 0 else { return weights.map { _ in .zero } }
    return try checked { () throws(ArithmeticError) in
      try Apportionment.largestRemainder(amount, weights: weights)
    }
  }

  /// The stake's part first: of equal remainders it gets the unit.
  private static func splitCommission(
    of amount: UInt256, commissionPPM: UInt32
  ) throws(RewardsError) -> (stakeReward: UInt256, commission: UInt256) {
    guard commissionPPM > 0 else { return (amount, .zero) }
    let parts = try split(
      amount, by: [UInt256(million - commissionPPM), UInt256(commissionPPM)])
    return (parts[0], parts[1])
  }
}
